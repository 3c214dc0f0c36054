import keras
from keras import ops

from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.backend.gather_rows import gather_rows
from seqkit.types import Tensor

LONGEST_MASK = 20  # frames
EDGE = 0.25  # share of a row at each end in which no point is moved
TIME_SHARE, FEATURE_SHARE = 0.125, 0.25  # of a row, and of the features, at most


@keras.saving.register_keras_serializable(package="seqkit")
class SpecAugment(keras.layers.Layer):
    """Warp, disturb and mask the features of sounds at random, each row in its own way.

    `NormalisedFrames` calls `warp` and `mask` in training. A mask sets features to 0,
    the mean of the training data.

    Args:
        speed: float, by how much the speed changes, 0.1 for 10 %: a point of the row is
            moved by up to this share of the row; the frames on both sides of it are
            stretched and squeezed.
        noise: float, the standard deviation of Gaussian noise on normalised features.
        time_masks: int, the number of masks over time, each at most 20 frames and an
            eighth of the row.
        feature_masks: int, the number of masks over features, each at most a quarter of
            the features.

    Reference:
        Park et al. 2019, section 2, https://arxiv.org/abs/1904.08779, without noise.
    """

    def __init__(
        self,
        speed: float = 0.0,
        noise: float = 0.0,
        time_masks: int = 0,
        feature_masks: int = 0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.speed = share("speed", speed)
        if speed >= EDGE:
            raise ValueError(
                f"`speed` is a share of a row below {EDGE}. Received {speed!r}. Give "
                "0.1, say."
            )
        self.noise = share("noise", noise)
        self.time_masks = whole_number("time_masks", time_masks, 0)
        self.feature_masks = whole_number("feature_masks", feature_masks, 0)
        used = any((speed, noise, time_masks, feature_masks))
        self.generator = keras.random.SeedGenerator() if used else None
        self.built = True

    def warp(self, frames: Tensor, lengths: Tensor) -> Tensor:
        """Stretch one part of each row, and squeeze the other.

        Args:
            frames: float32 `(batch, time, features)`.
            lengths: int32 `(batch,)`.

        Returns:
            float32 `(batch, time, features)`; rows keep their lengths.
        """
        if not self.speed:
            return frames
        last = ops.cast(ops.maximum(lengths - 1, 1), "float32")[:, None]  # (batch, 1)
        point = last * self._uniform((ops.shape(frames)[0], 1), EDGE, 1 - EDGE)
        moved = self._uniform((ops.shape(frames)[0], 1), -1.0, 1.0)
        # Within the row, since the speed is below the share of the edge.
        source = point + moved * self.speed * last
        time = ops.arange(ops.shape(frames)[1], dtype="float32")[None]
        early = time * source / point
        late = source + (time - point) * (last - source) / (last - point)
        # (batch, time), the place from which each frame is taken
        places = ops.where(time < point, early, late)
        whole = ops.cast(ops.floor(places), "int32")
        end = ops.maximum(lengths - 1, 0)[:, None]
        part = (places - ops.floor(places))[..., None]
        first = gather_rows(frames, ops.minimum(whole, end))
        second = gather_rows(frames, ops.minimum(whole + 1, end))
        return first * (1 - part) + second * part

    def mask(self, frames: Tensor, lengths: Tensor, features: int) -> Tensor:
        """Add noise, and set some frames and some features of each row to 0.

        Args:
            frames: float32 `(batch, time, width)`; the width is a multiple of
                `features`, and equal features are masked in all parts.
            lengths: int32 `(batch,)`.
            features: int, the number of features without their slopes.

        Returns:
            float32 `(batch, time, width)`.
        """
        if self.noise:
            drawn = keras.random.normal(ops.shape(frames), seed=self.generator)
            frames = frames + self.noise * drawn
        real = ops.cast(lengths, "float32")
        longest = ops.minimum(TIME_SHARE * real, LONGEST_MASK)
        time = ops.arange(ops.shape(frames)[1], dtype="float32")
        kept = self._kept(time, real, longest, self.time_masks)  # (batch, time)
        frames = ops.where(kept[..., None], frames, 0.0)
        place = ops.arange(frames.shape[-1], dtype="float32") % features
        size = 0 * real + features  # (batch,)
        kept = self._kept(place, size, FEATURE_SHARE * size, self.feature_masks)
        return ops.where(kept[:, None], frames, 0.0)

    def _kept(self, places, sizes, longest, masks):
        """Return which places are in no mask, bool `(batch, places)`.

        Args:
            places: float32 `(places,)`.
            sizes: float32 `(batch,)`, masks lie below it.
            longest: float32 `(batch,)`, the largest width of a mask.
            masks: int, the number of masks.
        """
        kept = ops.ones_like(sizes[:, None] + places, dtype="bool")
        for _ in range(masks):
            width = ops.floor(self._uniform(ops.shape(sizes)) * (longest + 1))
            first = ops.floor(self._uniform(ops.shape(sizes)) * (sizes - width + 1))
            first, end = first[:, None], (first + width)[:, None]
            masked = ops.logical_and(places >= first, places < end)
            kept = ops.logical_and(kept, ops.logical_not(masked))
        return kept

    def _uniform(self, shape, low=0.0, high=1.0):
        return keras.random.uniform(shape, low, high, seed=self.generator)

    def get_config(self):
        return {
            **super().get_config(),
            "speed": self.speed,
            "noise": self.noise,
            "time_masks": self.time_masks,
            "feature_masks": self.feature_masks,
        }
