from collections.abc import Sequence
from math import pi

import keras
from keras import ops

from seqkit.series.transforms import transform_in_graph
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class NormalisedSteps(keras.layers.Layer):
    """Subtract the mean of each feature, and divide by its standard deviation.

    Targets, the first features, are transformed before. A calendar number becomes its
    sine and its cosine; these follow the other features.

    The layer computes in float32, then casts to the compute dtype. So numbers that are
    too large for 16 bits are normalised before they are cast.

    Args:
        mean: list of float, the mean of each feature.
        deviation: list of float, the standard deviation of each feature, above 0.
        missing: bool, whether values may be missing. The inputs then have one more
            channel for each feature, 1 if the feature has a value, else 0. A missing
            value becomes 0, which is the normalised mean.
        transform: None, "log", "log1p" or "sqrt", the transform of the targets.
        targets: int, the number of targets. None: all features.
        periods: list of float or None for each feature: the period of a calendar
            number, None for other features.

    Call arguments:
        inputs: float `(batch, time, features)`; with `missing` float
            `(batch, time, 2 * features)`, as `RealSteps(observed=True)` returns them.

    Returns:
        float `(batch, time, width)` in the compute dtype. The width is that of the
        inputs, and one more for each calendar number.

    Example:
    >>> NormalisedSteps([10.0], [2.0])(np.array([[[10.0], [14.0]]]))
    [[[0.], [2.]]]
    """

    def __init__(
        self,
        mean: Sequence[float],
        deviation: Sequence[float],
        missing: bool = False,
        transform: str | None = None,
        targets: int | None = None,
        periods: Sequence[float | None] = (),
        **kwargs,
    ):
        super().__init__(**{"autocast": False, **kwargs})
        self.supports_masking = True
        self.mean = list(mean)
        self.deviation = list(deviation)
        self.missing = missing
        self.transform = transform
        self.targets = len(self.mean) if targets is None else targets
        self.periods = list(periods) or [None] * len(self.mean)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        features = len(self.mean)
        mean = ops.convert_to_tensor(self.mean, "float32")
        deviation = ops.convert_to_tensor(self.deviation, "float32")
        raw = ops.cast(inputs[..., :features], "float32")
        steps = (self._transformed(raw) - mean) / deviation
        if self.missing:
            observed = ops.cast(inputs[..., features:], "float32")
            steps = ops.where(observed > 0, steps, 0)
        parts = self._with_circles(steps, raw)
        if self.missing:
            parts.append(observed)
        steps = ops.concatenate(parts, axis=-1) if len(parts) > 1 else parts[0]
        return ops.cast(steps, self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "mean": self.mean,
            "deviation": self.deviation,
            "missing": self.missing,
            "transform": self.transform,
            "targets": self.targets,
            "periods": self.periods,
        }

    def _transformed(self, raw):
        """Return the features, the targets among them transformed."""
        if self.transform is None:
            return raw
        targets = transform_in_graph(self.transform)(raw[..., : self.targets])
        return ops.concatenate([targets, raw[..., self.targets :]], axis=-1)

    def _with_circles(self, steps, raw):
        """Return plain features, then the sines and the cosines of calendar numbers."""
        plain = [at for at, period in enumerate(self.periods) if period is None]
        timed = [at for at, period in enumerate(self.periods) if period is not None]
        if not timed:
            return [steps]
        speeds = ops.convert_to_tensor(
            [2 * pi / self.periods[at] for at in timed], "float32"
        )
        angles = ops.take(raw, timed, axis=-1) * speeds
        circles = [ops.sin(angles), ops.cos(angles)]
        return [ops.take(steps, plain, axis=-1), *circles] if plain else circles
