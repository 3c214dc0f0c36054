import contextlib
import contextvars
from collections.abc import Callable
from collections.abc import Iterator

import keras

from seqkit.types import Tensor

# Not in the layer: two replicas of a model may be in the midst of a call at once.
_MOVE = contextvars.ContextVar("move", default=(None, None))


@keras.saving.register_keras_serializable(package="seqkit")
class Movable(keras.layers.Layer):
    """Gives what it is given, but inside of `moved`; has no weights.

    It marks the vectors of words in a model, so that adversarial training can move
    them wherever they are.

    Call arguments:
        inputs: float `(batch, time, features)`.

    Returns:
        float `(batch, time, features)`.

    Example:
    >>> movable = Movable()
    >>> with movable.moved(lambda vectors: vectors + 1):
    ...     movable(np.zeros((1, 1, 2)))
    [[[1. 1.]]]
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def build(self, input_shape):
        self.width = input_shape[-1]
        self.built = True

    @contextlib.contextmanager
    def moved(self, move: Callable[[Tensor], Tensor]) -> Iterator[None]:
        """Moves what passes, in all calls inside of a `with`."""
        outside = _MOVE.set((self, move))
        try:
            yield
        finally:
            _MOVE.reset(outside)

    def call(self, inputs):
        movable, move = _MOVE.get()
        return move(inputs) if movable is self else inputs

    def get_config(self):
        return super().get_config()  # Keras refuses a dtype policy without this
