import keras


class Periodic(keras.callbacks.Callback):
    """Counts epochs for callbacks that do something after every so many of them.

    Args:
        every: int, epochs from one time to the next.

    Raises:
        ValueError: `every` is less than 1.
    """

    def __init__(self, every: int = 1):
        super().__init__()
        if every < 1:
            raise ValueError(
                f"`every` counts epochs, 1 or more. Received {every}. "
                "Leave the callback out to print nothing."
            )
        self.every = every

    def is_due(self, epoch: int) -> bool:
        """Says whether it is time after an epoch, the first being 0."""
        return (epoch + 1) % self.every == 0
