from typing import Any

import keras

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import whole_number


class CallsModel(keras.callbacks.Callback):
    """The base class of callbacks that call a method of the model."""

    asks = "generate"  # the method of the model that the callback calls

    def set_model(self, model):
        """Keep the model of `fit`.

        Raises:
            TypeError: the model does not have the method that the callback calls.
        """
        if model is not None and not hasattr(model, self.asks):
            raise TypeError(
                f"`{type(self).__name__}` calls `model.{self.asks}`. Received a "
                f"{type(model).__name__}, which has no such method. "
                "Leave the callback out for this model."
            )
        super().set_model(model)


class Periodic(CallsModel):
    """The base class of callbacks that act once in `every` epochs.

    Args:
        every: int, the number of epochs from one action to the next.

    Raises:
        ValueError: `every` is less than 1.
    """

    def __init__(self, every: int = 1):
        super().__init__()
        self.every = whole_number("every", every)

    def is_due(self, epoch: int) -> bool:
        """Return whether the callback acts after an epoch, the first being 0."""
        return (epoch + 1) % self.every == 0


def kept(values: Any, name: str) -> Any:
    """Return inputs as a list, since a generator cannot be read after each epoch.

    One text, and an array of images, are returned as they are.
    """
    if not is_several(values) or getattr(values, "ndim", 1) > 1:
        return values
    return list_of(values, name, "inputs of the model")


def counts(**numbers: int | None) -> dict[str, int | None]:
    """Return arguments as ints of at least 1, or None; raise ValueError otherwise."""
    return {
        name: None if number is None else whole_number(name, number)
        for name, number in numbers.items()
    }
