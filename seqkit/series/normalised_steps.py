from collections.abc import Sequence

import keras
from keras import ops

from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class NormalisedSteps(keras.layers.Layer):
    """Subtract the mean of each feature, and divide by its standard deviation.

    The layer computes in float32, then casts to the compute dtype. So numbers that are
    too large for 16 bits are normalised before they are cast.

    Args:
        mean: list of float, the mean of each feature.
        deviation: list of float, the standard deviation of each feature, above 0.
        missing: bool, whether values may be missing. The inputs then have one more
            channel for each feature, 1 if the feature has a value, else 0. A missing
            value becomes 0, which is the normalised mean.

    Call arguments:
        inputs: float `(batch, time, features)`; with `missing` float
            `(batch, time, 2 * features)`, as `RealSteps(observed=True)` returns them.

    Returns:
        float of the same shape, in the compute dtype.

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
