from collections.abc import Sequence

import keras
from keras import ops

from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class NormalisedSteps(keras.layers.Layer):
    """Subtract the mean of each feature, and divide by its deviation.

    It computes in float32 and returns the compute dtype of its policy, so numbers that
    are too large for 16 bits are normalised first.

    Args:
        mean: list of float, one for each feature.
        deviation: list of float, above 0, one for each feature.
        missing: bool, whether a channel for each feature follows the features: 1 where
            it has a value. A feature without a value becomes 0, its mean.

    Call arguments:
        inputs: float `(batch, time, features)`, or `(batch, time, 2 * features)` with
            `missing`, as `RealSteps` returns them.

    Returns:
        float of the same shape.

    Example:
    >>> NormalisedSteps([10.0], [2.0])(np.array([[[10.0], [14.0]]]))
    [[[0.], [2.]]]
    """

    def __init__(
        self,
        mean: Sequence[float],
        deviation: Sequence[float],
        missing: bool = False,
        **kwargs,
    ):
        super().__init__(**{"autocast": False, **kwargs})
        self.supports_masking = True
        self.mean = list(mean)
        self.deviation = list(deviation)
        self.missing = missing
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        features = len(self.mean)
        mean = ops.convert_to_tensor(self.mean, "float32")
        deviation = ops.convert_to_tensor(self.deviation, "float32")
        steps = (ops.cast(inputs[..., :features], "float32") - mean) / deviation
        if self.missing:
            observed = ops.cast(inputs[..., features:], "float32")
            steps = ops.where(observed > 0, steps, 0)
            steps = ops.concatenate([steps, observed], axis=-1)
        return ops.cast(steps, self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "mean": self.mean,
            "deviation": self.deviation,
            "missing": self.missing,
        }
