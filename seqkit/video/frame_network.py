from collections.abc import Sequence

import keras
from keras import ops

from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import real_steps
from seqkit.types import Tensor
from seqkit.video.moved_frames import bent_frames
from seqkit.video.moved_frames import moved_frames
from seqkit.video.moved_frames import relit_frames
from seqkit.video.moved_frames import sped_frames

SMALLEST = 1e-4  # added to the variance of a clip


@keras.saving.register_keras_serializable(package="seqkit")
class FrameNetwork(keras.layers.Layer):
    """Compute a vector of each frame of a clip by a small convolutional network.

    Pixels are normalised by mean and deviation of each channel. Each convolution is of
    3 x 3 pixels (the first of 5 x 5), halves height and width, and is followed by a
    normalisation over all positions and channels of the frame, and by ReLU. A dense
    layer makes the last grid a vector, with layer normalisation.

    Padding has no effect on real frames, and its vectors are 0.

    Args:
        mean: list of float, the mean of the pixels of each channel.
        deviation: list of float, their standard deviations, above 0.
        filters: sequence of int, the number of filters of each convolution.
        features: int, width of the vectors.
        stem: "2d": each frame is seen by itself. "3d": the first convolution reads
            `stem_frames` neighbouring frames, so that it sees motion.
        stem_frames: int, odd: the frames that a 3-D stem reads.
        subtract_mean_image: bool, whether the clip's mean image over its real frames is
            subtracted from each frame, which leaves the changes.
        shift, zoom, brightness, contrast, gamma, speed: floats, see `Video`; only in
            training.
        flip: bool, see `Video`; only in training.
        scale_each_clip: bool, whether the clip is divided by the standard deviation of
            its own pixels.
        dropout: float, share of the last grid, and of the features, that is dropped in
            training.

    Call arguments:
        steps: float `(batch, time, height, width, channels)`, pixels from 0 to 255.
        lengths: int32 `(batch,)`, real frames of each clip. None: all are real.

    Returns:
        float `(batch, time, features)`.
    """

    def __init__(
        self,
        mean: Sequence[float],
        deviation: Sequence[float],
        filters: Sequence[int] = (16, 32, 64, 96),
        features: int = 128,
        stem: str = "2d",
        stem_frames: int = 5,
        *,
        subtract_mean_image: bool = False,
        shift: float = 0.0,
        zoom: float = 0.0,
        flip: bool = False,
        brightness: float = 0.0,
        contrast: float = 0.0,
        gamma: float = 0.0,
        speed: float = 0.0,
        scale_each_clip: bool = False,
        dropout: float = 0.0,
        **kwargs,
    ):
        super().__init__(**{"autocast": False, **kwargs})
        self.supports_masking = True
        self.mean = list(mean)
        self.deviation = list(deviation)
        self.filters = list(filters)
        self.features = features
        self.stem = stem
        self.stem_frames = stem_frames
        self.subtract_mean_image = subtract_mean_image
        self.shift = shift
        self.zoom = zoom
        self.flip = flip
        self.brightness = brightness
        self.contrast = contrast
        self.gamma = gamma
        self.speed = speed
        self.scale_each_clip = scale_each_clip
        self.dropout = dropout
        policy = self.dtype_policy
        first, *others = self.filters
        given = {"padding": "same", "use_bias": False, "dtype": policy}
        if stem == "3d":
            # Measured: faster than a 2-D convolution of frames stacked as channels.
            self.stem_layer = keras.layers.Conv3D(
                first, (stem_frames, 5, 5), (1, 2, 2), **given
            )
        else:
            self.stem_layer = keras.layers.Conv2D(first, 5, 2, **given)
        self.convolutions = [
            keras.layers.Conv2D(width, 3, 2, **given) for width in others
        ]
        self.normalise = [
            keras.layers.GroupNormalization(1, dtype=policy) for _ in self.filters
        ]
        self.drop_grid = keras.layers.Dropout(dropout, dtype=policy)
        self.dense = keras.layers.Dense(features, use_bias=False, dtype=policy)
        self.normalise_vectors = keras.layers.LayerNormalization(dtype=policy)
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.seed = keras.random.SeedGenerator()

    def build(self, input_shape):
        shape = tuple(input_shape)  # (batch, time, height, width, channels)
        frame = shape if self.stem == "3d" else (None, *shape[2:])
        self.stem_layer.build(frame)
        shape = (None, *self.stem_layer.compute_output_shape(frame)[-3:])
        self.normalise[0].build(shape)
        for convolution, normalise in self._later():
            convolution.build(shape)
            shape = convolution.compute_output_shape(shape)
            normalise.build(shape)
        self.dense.build((None, shape[1] * shape[2] * shape[3]))
        self.normalise_vectors.build((None, self.features))
        self.built = True

    def call(
        self,
        steps: Tensor,
        lengths: Tensor | None = None,
        training: bool | None = None,
    ) -> Tensor:
        frames = self.normalised(steps, lengths, training)
        batch, time = ops.shape(frames)[0], ops.shape(frames)[1]
        if self.stem == "3d":
            grid = self.stem_layer(frames)
            grid = ops.reshape(
                grid, (-1, *grid.shape[2:])
            )  # (frames, rows, columns, …)
        else:
            frames = ops.reshape(frames, (-1, *frames.shape[2:]))
            grid = self.stem_layer(frames)  # (frames, rows, columns, filters)
        grid = ops.relu(self.normalise[0](grid))
        for convolution, normalise in self._later():
            grid = ops.relu(normalise(convolution(grid)))
        flat = ops.reshape(grid, (-1, grid.shape[1] * grid.shape[2] * grid.shape[3]))
        flat = self.drop_grid(flat, training=training)
        vectors = self.normalise_vectors(self.dense(flat))
        vectors = self.drop(vectors, training=training)  # (frames, features)
        vectors = ops.reshape(vectors, (batch, time, self.features))
        return keep_real(vectors, lengths)

    def normalised(
        self, steps: Tensor, lengths: Tensor | None, training: bool | None
    ) -> Tensor:
        """Return normalised pixels of the same shape; in training changed at random."""
        frames = ops.cast(steps, "float32")
        if training and self.speed:
            frames = sped_frames(frames, lengths, self.speed, self.seed)
        if training and self.gamma:
            frames = bent_frames(frames, self.gamma, self.seed)
        frames = frames - ops.convert_to_tensor(self.mean, "float32")
        frames = frames / ops.convert_to_tensor(self.deviation, "float32")
        if training and (self.shift or self.zoom or self.flip):
            frames = moved_frames(frames, self.shift, self.zoom, self.flip, self.seed)
        if training and (self.brightness or self.contrast):
            frames = relit_frames(frames, self.brightness, self.contrast, self.seed)
        frames = keep_frames(frames, lengths)
        if self.subtract_mean_image:
            count = ops.shape(frames)[1] if lengths is None else lengths
            count = ops.reshape(ops.maximum(count, 1), (-1, 1, 1, 1, 1))
            total = ops.sum(frames, axis=1, keepdims=True)
            frames = frames - total / ops.cast(count, "float32")
            frames = keep_frames(frames, lengths)
        if self.scale_each_clip:
            frames = frames / clip_deviations(frames, lengths)
        return ops.cast(frames, self.compute_dtype)

    def compute_output_shape(self, steps_shape, lengths_shape=None):
        return (*steps_shape[:2], self.features)

    def get_config(self):
        return {
            **super().get_config(),
            "mean": self.mean,
            "deviation": self.deviation,
            "filters": self.filters,
            "features": self.features,
            "stem": self.stem,
            "stem_frames": self.stem_frames,
            "subtract_mean_image": self.subtract_mean_image,
            "shift": self.shift,
            "zoom": self.zoom,
            "flip": self.flip,
            "brightness": self.brightness,
            "contrast": self.contrast,
            "gamma": self.gamma,
            "speed": self.speed,
            "scale_each_clip": self.scale_each_clip,
            "dropout": self.dropout,
        }

    def _later(self):
        """Return pairs of a convolution after the stem and its normalisation."""
        return zip(self.convolutions, self.normalise[1:], strict=True)


def clip_deviations(frames: Tensor, lengths: Tensor | None) -> Tensor:
    """Return the root mean square of each clip's pixels, `(batch, 1, 1, 1, 1)`.

    Args:
        frames: float `(batch, time, height, width, channels)`, 0 in padding.
        lengths: int32 `(batch,)`. None: all frames are real.
    """
    squares = ops.mean(ops.square(frames), axis=(2, 3, 4))  # (batch, time)
    count = ops.shape(frames)[1] if lengths is None else lengths
    count = ops.cast(ops.maximum(count, 1), "float32")
    # A clip in which nothing moves stays 0.
    deviation = ops.sqrt(ops.sum(squares, axis=1) / count + SMALLEST)
    return ops.reshape(deviation, (-1, 1, 1, 1, 1))


def keep_frames(frames: Tensor, lengths: Tensor | None) -> Tensor:
    """Return clips `(batch, time, …)` with 0 in padding."""
    if lengths is None:
        return frames
    real = real_steps(frames, lengths)
    axes = [1] * (len(frames.shape) - 2)
    real = ops.reshape(real, (ops.shape(frames)[0], ops.shape(frames)[1], *axes))
    return ops.where(real, frames, 0)
