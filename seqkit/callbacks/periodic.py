from typing import Any

import keras

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import whole_number


class Periodic(keras.callbacks.Callback):
    """Count epochs, for callbacks that act after every so many of them.

    Args:
        every: int, epochs from one time to the next.

    Raises:
        ValueError: `every` is less than 1.
    """

    asks = "generate"  # the method of the model that the callback calls

    def __init__(self, every: int = 1):
        super().__init__()
        self.every = whole_number("every", every)

    def set_model(self, model):
        """Keep the model of `fit`.

        Raises:
            TypeError: the model has not the method that the callback calls.
        """
        if model is not None and not hasattr(model, self.asks):
            raise TypeError(
                f"`{type(self).__name__}` calls `model.{self.asks}`. Received a "
                f"{type(model).__name__}, which has no such method. "
                "Leave the callback out for this model."
            )
        super().set_model(model)

    def is_due(self, epoch: int) -> bool:
        """Return whether it is time after an epoch, the first being 0."""
        return (epoch + 1) % self.every == 0


def kept(values: Any, name: str) -> Any:
    """Return inputs as a list, or an array as it is, to read again after each epoch."""
    if not is_several(values) or getattr(values, "ndim", 1) > 1:
        return values
    return list_of(values, name, "inputs of the model")


def counts(**numbers: int | None) -> dict[str, int | None]:
    """Return arguments as ints of 1 or more; None stays None."""
    return {
        name: None if number is None else whole_number(name, number)
        for name, number in numbers.items()
    }
