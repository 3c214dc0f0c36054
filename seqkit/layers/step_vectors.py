import keras
from keras import ops

from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class StepVectors(keras.layers.Layer):
    """Append a learned vector to each step: the same one in all rows.

    Args:
        steps: int, number of steps.
        width: int, width of the vectors.

    Call arguments:
        inputs: float `(batch, steps, features)`.

    Returns:
        float `(batch, steps, features + width)`.

    Example:
    >>> StepVectors(5, 3)(np.ones((2, 5, 4))).shape
    (2, 5, 7)
    """

    def __init__(self, steps: int, width: int, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.steps = steps
        self.width = width

    def build(self, input_shape):
        self.vectors = self.add_weight(
            (self.steps, self.width),
            initializer=keras.initializers.RandomNormal(stddev=0.05),
            name="vectors",
        )

    def call(self, inputs: Tensor) -> Tensor:
        ones = ops.ones_like(inputs[..., :1])  # (batch, steps, 1)
        return ops.concatenate([inputs, ones * self.vectors], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + self.width)

    def get_config(self):
        return {**super().get_config(), "steps": self.steps, "width": self.width}
