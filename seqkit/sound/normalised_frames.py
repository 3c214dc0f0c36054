from collections.abc import Sequence

import keras
from keras import ops

from seqkit.arguments import one_of
from seqkit.backend.gather_rows import gather_rows
from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import real_steps
from seqkit.sound.spec_augment import SpecAugment
from seqkit.types import Tensor

NORMALISATIONS = ("training", "mean", "both")
REACH = 2  # frames on each side from which a slope is computed


@keras.saving.register_keras_serializable(package="seqkit")
class NormalisedFrames(keras.layers.Layer):
    """Normalise the features of sounds; add their slopes; augment them in training.

    Padding never influences real frames, and is 0. The layer computes in float32, then
    casts to the compute dtype.

    Args:
        mean: list of float, the mean of each feature in the training data.
        deviation: list of float, their standard deviations, above 0.
        normalise: "training": subtract `mean` and divide by `deviation`. "mean":
            subtract the mean of the row's own frames, which removes much of the
            microphone and the speaker. "both": divide by the row's own deviation too.
        deltas: bool, append the slope of each feature, and the slope of the slope.
        speed, noise, time_masks, feature_masks: arguments of `SpecAugment`.

    Call arguments:
        inputs: float `(batch, time, features)`, raw features.
        lengths: int32 `(batch,)`, real frames of each row. None: all are real.

    Returns:
        float `(batch, time, width)`; with `deltas` the width is `3 * features`.

    Reference:
        Slopes: Furui 1986, https://doi.org/10.1109/TASSP.1986.1164788: linear
        regression over two frames on each side; the first and the last frame count for
        the frames that are not there.

    Example:
    >>> NormalisedFrames([10.0], [2.0])(np.array([[[10.0], [14.0]]]))
    [[[0.], [2.]]]
    """

    def __init__(
        self,
        mean: Sequence[float],
        deviation: Sequence[float],
        normalise: str = "training",
        deltas: bool = False,
        *,
        speed: float = 0.0,
        noise: float = 0.0,
        time_masks: int = 0,
        feature_masks: int = 0,
        **kwargs,
    ):
        super().__init__(**{"autocast": False, **kwargs})
        one_of("normalise", normalise, NORMALISATIONS)
        self.supports_masking = True
        self.mean = list(mean)
        self.deviation = list(deviation)
        self.normalise = normalise
        self.deltas = deltas
        self.augment = SpecAugment(
            speed, noise, time_masks, feature_masks, dtype="float32"
        )
        self.built = True

    def call(self, inputs: Tensor, lengths: Tensor | None = None, training=False):
        frames = ops.cast(inputs, "float32")
        if lengths is None:
            time = ops.cast(ops.shape(inputs)[1], "int32")
            lengths = ops.zeros_like(frames[:, 0, 0], dtype="int32") + time
        lengths = ops.cast(lengths, "int32")
        frames = keep_real(self._normalised(frames, lengths), lengths)
        if training:
            frames = self.augment.warp(frames, lengths)
        if self.deltas:
            slopes = _slopes(frames, lengths)
            frames = ops.concatenate(
                [frames, slopes * SLOPE, _slopes(slopes, lengths) * CURVATURE], axis=-1
            )  # (batch, time, 3 * features)
        if training:
            frames = self.augment.mask(frames, lengths, len(self.mean))
        return ops.cast(keep_real(frames, lengths), self.compute_dtype)

    def _normalised(self, frames, lengths):
        """Subtract means and divide by deviations; padding becomes anything."""
        mean = ops.convert_to_tensor(self.mean, "float32")
        deviation = ops.convert_to_tensor(self.deviation, "float32")
        frames = (frames - mean) / deviation
        if self.normalise == "training":
            return frames
        real = ops.cast(real_steps(frames, lengths), "float32")[..., None]
        count = ops.cast(ops.maximum(lengths, 1), "float32")[:, None, None]
        own = ops.sum(frames * real, axis=1, keepdims=True) / count
        frames = frames - own
        if self.normalise == "mean":
            return frames
        squares = ops.sum(ops.square(frames) * real, axis=1, keepdims=True) / count
        # In silence all frames are equal, and stay 0.
        return frames / ops.sqrt(squares + LEAST**2)

    def get_config(self):
        return {
            **super().get_config(),
            "mean": self.mean,
            "deviation": self.deviation,
            "normalise": self.normalise,
            "deltas": self.deltas,
            "speed": self.augment.speed,
            "noise": self.augment.noise,
            "time_masks": self.augment.time_masks,
            "feature_masks": self.augment.feature_masks,
        }


# Slopes are that much smaller than the normalised features of speech.
SLOPE, CURVATURE = 2.5, 5.0
LEAST = 0.05  # deviation, as a share of that of the training data


def _slopes(frames, lengths):
    """Return the slope of each feature, by regression over neighbouring frames."""
    time = ops.arange(ops.shape(frames)[1], dtype="int32")[None]  # (1, time)
    last = ops.maximum(lengths, 1)[:, None] - 1  # (batch, 1)
    total = 0.0
    for distance in range(1, REACH + 1):
        after = gather_rows(frames, ops.minimum(time + distance, last))
        earlier = ops.minimum(ops.maximum(time - distance, 0), last)
        before = gather_rows(frames, earlier)
        total = total + distance * (after - before)
    squares = 2 * sum(distance**2 for distance in range(1, REACH + 1))
    return keep_real(total / squares, lengths)
