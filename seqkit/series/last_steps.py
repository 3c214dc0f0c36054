import keras
from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.layers.real_steps import RealSteps
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class LastSteps(keras.layers.Layer):
    """Return the last real steps of each row, and their number.

    Args:
        steps: int, the most steps of a row that are kept.

    Call arguments:
        inputs: float `(batch, time, features)`, padded on the right with NaN.

    Returns:
        values: float `(batch, min(time, steps), features)`, padded with NaN.
        lengths: int32 `(batch,)`, the real steps of each row.

    Example:
    >>> LastSteps(2)(np.array([[[1.0], [2.0], [3.0], [np.nan]]]))
    ([[[2.], [3.]]], [2])
    """

    def __init__(self, steps: int, **kwargs):
        super().__init__(**{"autocast": False, **kwargs})
        self.steps = steps
        self.real = RealSteps()
        self.built = True

    def call(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        _, lengths = self.real(inputs)
        time = ops.shape(inputs)[1]
        width = self._width(time)
        first = ops.maximum(lengths - width, 0)[:, None]  # (batch, 1)
        kept = gather_rows(inputs, first + ops.arange(width, dtype="int32"))
        return kept, ops.minimum(lengths, self.steps)

    def _width(self, time):
        """Return the number of steps of the result."""
        if isinstance(time, int):
            return min(time, self.steps)
        # On JAX a size is a number of Python, and an unknown `time` is only symbolic.
        jax = keras.backend.backend() == "jax"
        return self.steps if jax else ops.minimum(time, self.steps)

    def get_config(self):
        return {**super().get_config(), "steps": self.steps}
