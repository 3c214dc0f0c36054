import os
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from seqkit.arguments import flag
from seqkit.arguments import list_of
from seqkit.arguments import one_of
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.images.read_image_file import check_size
from seqkit.series.read_numbers import finite_numbers
from seqkit.types import InputKind
from seqkit.types import OutputKind
from seqkit.video.clip_pixels import clip_pixels
from seqkit.video.frame_network import FrameNetwork
from seqkit.video.read_clip import open_clip

STEMS = ("2d", "3d")
_MEAN, _DEVIATION = 127.5, 64.0  # of pixels, unless the codec is fitted


@keras.saving.register_keras_serializable(package="seqkit")
class Video:
    """Convert clips to the input of a model, which computes a vector of each frame.

    One clip is a folder of JPEG or PNG frames in the natural order of their names; the
    path or the bytes of a GIF, MP4, AVI or another video file; or an integer array
    `(time, height, width)` or `(time, height, width, channels)` of values from 0 to
    255. A pair of a folder or an array and a number gives its frames a second. Several
    clips are a list. Encoded clips, as `encode` returns them, are accepted too.

    Args:
        size: pair of int, height and width of the pixels that the model reads. Each
            frame is resized to it.
        channels: int, 3 for red, green and blue, 1 for grey.
        frames: int or None, the number of frames that are taken evenly from a longer
            clip. A shorter clip keeps all its frames.
        rate: float or None, the frames a second that are taken, by the file's own
            rate. At most one of `frames` and `rate` is given.
        longest: int, the most frames of a clip after sampling; a longer clip is an
            error.
        filters: sequence of int, the number of filters of each convolution of the
            network of frames, each of which halves height and width.
        features: int, width of the vectors of frames.
        stem: "2d": each frame is seen by itself. "3d": the first convolution reads
            `stem_frames` neighbouring frames, so that it sees motion.
        stem_frames: int, odd.
        subtract_mean_image: bool, whether the clip's mean image is subtracted from
            each frame. The changes remain, which say less of who is seen.
        shift: float, in training each clip is shifted by at most this share of height
            and width, the same for all frames of a clip.
        zoom: float, in training each clip is seen at a scale between `1 - zoom` and
            `1 + zoom`.
        flip: bool, mirror half of the clips in training, left to right.
        brightness: float, the largest number that is added to the normalised pixels of
            a clip in training.
        contrast: float, in training the normalised pixels of a clip are multiplied by
            a number between `1 - contrast` and `1 + contrast`.
        dropout: float, share of the channels and of the features of a frame that are
            dropped in training.
        mean: list of float, the mean of the pixels of each channel.
        deviation: list of float, the standard deviation of each channel, above 0.

    Raises:
        ValueError: an argument is out of its range.

    Reference:
        Donahue et al. 2015, section 4, https://arxiv.org/abs/1411.4389; with
        `stem="3d"` Assael et al. 2016, section 3, https://arxiv.org/abs/1611.01599.

    Example:
    >>> video = Video((32, 64), channels=1, frames=16)
    >>> video.encode("clips/wave.mp4").shape
    (16, 32, 64, 1)
    """

    missing = False

    def __init__(
        self,
        size: tuple[int, int],
        channels: int = 3,
        *,
        frames: int | None = None,
        rate: float | None = None,
        longest: int = 2_000,
        filters: Sequence[int] = (16, 32, 64, 96),
        features: int = 128,
        stem: str = "2d",
        stem_frames: int = 5,
        subtract_mean_image: bool = False,
        shift: float = 0.0,
        zoom: float = 0.0,
        flip: bool = False,
        brightness: float = 0.0,
        contrast: float = 0.0,
        dropout: float = 0.0,
        mean: Any = None,
        deviation: Any = None,
    ):
        self.size = check_size(size)
        self.channels = _checked_channels(channels)
        self.frames = frames if frames is None else whole_number("frames", frames)
        self.rate = _checked_rate(rate, frames)
        self.longest = whole_number("longest", longest)
        self.filters = [
            whole_number("filters", each) for each in list_of(filters, "filters", "int")
        ]
        self.features = whole_number("features", features)
        one_of("stem", stem, STEMS)
        self.stem = stem
        self.stem_frames = whole_number("stem_frames", stem_frames)
        self.subtract_mean_image = flag("subtract_mean_image", subtract_mean_image)
        self.shift = share("shift", shift)
        self.zoom = share("zoom", zoom)
        self.flip = flag("flip", flip)
        self.brightness = share("brightness", brightness)
        self.contrast = share("contrast", contrast)
        self.dropout = share("dropout", dropout)
        mean = [_MEAN] * self.channels if mean is None else mean
        deviation = [_DEVIATION] * self.channels if deviation is None else deviation
        self.mean = finite_numbers("mean", mean)
        self.deviation = finite_numbers("deviation", deviation)
        sizes = {len(self.mean), len(self.deviation)}
        if sizes != {self.channels} or min(self.deviation) <= 0:
            raise ValueError(
                "`mean` and `deviation` are one number for each channel, and a "
                f"deviation is above 0. Received mean={self.mean!r:.80}, "
                f"deviation={self.deviation!r:.80} for {self.channels} channels. "
                "Make both by `Video.from_clips(train, size)`."
            )

    @classmethod
    def from_clips(
        cls, train: Any, size: tuple[int, int], channels: int = 3, **options: Any
    ) -> "Video":
        """Build the codec of training clips: compute the pixels' mean and deviation.

        With `subtract_mean_image` the deviation is that of the pixels around the mean
        image of their clip. A channel that never changes gets the deviation 1.

        Args:
            train: list of clips, see the class.
            size: pair of int, height and width.
            channels: int, 3 or 1.
            **options: other arguments of the class, by name.

        Returns:
            Video.

        Raises:
            ValueError: there is no clip, or an argument is out of its range.
        """
        codec = cls(size, channels, **options)
        total, squares, count = np.zeros((3, codec.channels))
        for clip in list_of(train, "train", "clips"):
            pixels = codec.read(clip).astype("float64")
            around = pixels
            if codec.subtract_mean_image and len(pixels):
                around = pixels - pixels.mean(axis=0)
            total += pixels.sum(axis=(0, 1, 2))
            squares += np.square(around).sum(axis=(0, 1, 2))
            count += pixels[..., 0].size
        if not count.all():
            raise ValueError(
                "The mean of pixels needs at least one frame. Received clips without "
                "frames. Give the clips of the training part."
            )
        mean = total / count
        middle = 0 if codec.subtract_mean_image else np.square(mean)
        deviation = np.sqrt(np.maximum(squares / count - middle, 0))
        deviation[deviation < 1e-3] = 1.0
        return cls(
            size,
            channels,
            **options,
            mean=mean.round(4).tolist(),
            deviation=deviation.round(4).tolist(),
        )

    @property
    def dtype(self) -> str:
        """Return the dtype of encoded clips; float16 holds pixels exactly."""
        return "float16"

    @property
    def step_shape(self) -> tuple[int, ...]:
        """Return the shape of an encoded frame, `(height, width, channels)`."""
        return (*self.size, self.channels)

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one clip: a path, bytes, an array, or a pair."""
        if isinstance(value, str | bytes | os.PathLike):
            return True
        if isinstance(value, tuple):
            return len(value) == 2 and np.ndim(value[1]) == 0
        if isinstance(value, list) or not hasattr(value, "ndim"):
            return False
        if self._is_encoded(value):
            return value.ndim == len(self.step_shape) + 1
        return value.ndim < 4 or (value.ndim == 4 and value.shape[-1] in (1, 3, 4))

    def read(self, clip: Any) -> np.ndarray:
        """Return one clip encoded: float16 `(time, height, width, channels)`.

        Args:
            clip: one clip, see the class.

        Raises:
            TypeError: `clip` is no clip.
            ValueError: there is no file at the path, it is damaged, it has no frame, or
                more than `longest` frames; or an array has other values.
            ImportError: a video file is given, and PyAV is not installed.
        """
        if self._is_encoded(clip):
            return _without_padding(np.asarray(clip, self.dtype))
        pixels = clip_pixels(
            open_clip(clip),
            self.size,
            self.channels,
            frames=self.frames,
            rate=self.rate,
            longest=self.longest,
        )
        return pixels.astype(self.dtype)

    def encode(self, clips: Any) -> np.ndarray:
        """Return the frames of clips, padded on the right with NaN.

        Args:
            clips: one clip, or several, see the class.

        Returns:
            float16 `(batch, time, height, width, channels)` of values from 0 to 255;
            without the axis `batch` for one clip.

        Raises:
            See `read`.
        """
        if self.is_one(clips):
            return self.read(clips)
        flat, lengths = self.encode_flat(clips)
        width = max(lengths, default=0)
        padded = np.full((len(lengths), width, *self.step_shape), np.nan, self.dtype)
        padded[np.arange(width) < lengths[:, None]] = flat
        return padded

    def encode_flat(self, clips: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the frames of all clips in one array, and the length of each clip.

        Args and errors: see `encode`.

        Returns:
            float16 `(total, height, width, channels)`, and int32 `(n,)`.
        """
        rows = [clips] if self.is_one(clips) else self._list_of_clips(clips)
        rows = [self.read(clip) for clip in rows]
        lengths = np.array([len(row) for row in rows], "int32")
        if not rows:
            return np.zeros((0, *self.step_shape), self.dtype), lengths
        return np.concatenate(rows), lengths

    def encode_steps(self, clips: Any) -> tuple[list[list[str]], list[np.ndarray]]:
        """Return the names of the frames, "0", "1", …, and the frames of each clip.

        Args and errors: see `encode`; `clips` are several.

        Returns:
            list of lists of str, and list of float16 `(time, height, width, channels)`.
        """
        rows = [self.read(clip) for clip in self._list_of_clips(clips)]
        return [[str(step) for step in range(len(row))] for row in rows], rows

    def embed(self, dtype: Any = None) -> FrameNetwork:
        """Build the layer from frames to vectors `(batch, time, features)`.

        Args:
            dtype: str or `keras.DTypePolicy` of the layer.
        """
        return FrameNetwork(
            self.mean,
            self.deviation,
            self.filters,
            self.features,
            self.stem,
            self.stem_frames,
            subtract_mean_image=self.subtract_mean_image,
            shift=self.shift,
            zoom=self.zoom,
            flip=self.flip,
            brightness=self.brightness,
            contrast=self.contrast,
            dropout=self.dropout,
            dtype=dtype,
        )

    def endpoint_kind(self) -> InputKind:
        """Return the input of an export: each frame as the bytes of a file."""
        raise NotImplementedError

    def endpoint_steps(self) -> dict[str, OutputKind]:
        """Return an empty dict: an export does not name frames."""
        return {}

    def __eq__(self, other):
        """Return whether both have the same configuration, so the same results."""
        if not isinstance(other, Video):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Return a hash that is equal for equal codecs."""
        return hash((self.size, self.channels, self.frames, self.rate))

    def __repr__(self):
        """Return a description with the size of the frames."""
        height, width = self.size
        return f"Video({height} x {width} x {self.channels}, stem={self.stem!r})"

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        return {
            "size": list(self.size),
            "channels": self.channels,
            "frames": self.frames,
            "rate": self.rate,
            "longest": self.longest,
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
            "dropout": self.dropout,
            "mean": self.mean,
            "deviation": self.deviation,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Video":
        """Build a codec from the result of `get_config`."""
        return cls(**config)

    def _is_encoded(self, value):
        """Return whether a value is an array as `encode` returns them."""
        dtype = str(getattr(value, "dtype", ""))
        shape = tuple(getattr(value, "shape", ()))
        steps = len(self.step_shape)
        return (
            dtype == self.dtype
            and shape[-steps:] == self.step_shape
            and len(shape) - steps in (1, 2)
        )

    def _list_of_clips(self, clips):
        """Return several clips as a list."""
        if hasattr(clips, "ndim") and clips.ndim > 3:
            return list(np.asarray(clips))
        return list_of(clips, "clips", "paths or arrays")


def _without_padding(frames):
    """Return an encoded clip without its padding of NaN on the right."""
    real = ~np.isnan(frames).all(axis=tuple(range(1, frames.ndim)))
    return frames[: real.nonzero()[0].max(initial=-1) + 1]


def _checked_channels(channels):
    """Return `channels`, 1 or 3."""
    if channels not in (1, 3):
        raise ValueError(
            "`channels` is 3 for red, green and blue, or 1 for grey. "
            f"Received {channels!r:.40}."
        )
    return int(channels)


def _checked_rate(rate, frames):
    """Return `rate` as a float above 0, or None."""
    if rate is None:
        return None
    if isinstance(rate, str) or not 0 < float(rate) < float("inf"):
        raise ValueError(
            f"`rate` is the frames a second, above 0. Received {rate!r:.40}."
        )
    if frames is not None:
        raise ValueError(
            "Frames are taken by count or by rate. Received "
            f"frames={frames}, rate={rate}. Give one of the two."
        )
    return float(rate)
