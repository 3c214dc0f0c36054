import os
from collections.abc import Sequence
from typing import Any

import keras

from seqkit.arguments import flag
from seqkit.arguments import list_of
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.images.encoder_key import encoder_key
from seqkit.images.image_encoder import ImageEncoder
from seqkit.types import OutputKind
from seqkit.video.cached_features import CachedFeatures
from seqkit.video.encoded_frames import EncodedFrames
from seqkit.video.endpoint_kinds import Frames
from seqkit.video.frame_network import FrameNetwork
from seqkit.video.pixel_statistics import pixel_statistics
from seqkit.video.reads_clips import ReadsClips
from seqkit.video.video_arguments import NETWORK
from seqkit.video.video_arguments import check_network
from seqkit.video.video_arguments import checked_encoder
from seqkit.video.video_arguments import checked_pixels
from seqkit.video.video_arguments import checked_sampling
from seqkit.video.video_arguments import checked_statistics


@keras.saving.register_keras_serializable(package="seqkit")
class Video(ReadsClips):
    """Convert clips to the input of a model, which computes a vector of each frame.

    One clip is a folder of JPEG or PNG frames in the natural order of their names; the
    path or the bytes of a GIF, MP4, AVI or another video file; or an integer array
    `(time, height, width)` or `(time, height, width, channels)` of values from 0 to
    255. A pair of a folder or an array and a number gives its frames a second. Several
    clips are a list. Encoded clips, as `encode` returns them, are accepted too.

    Without an `encoder`, the layer of `embed` has a small convolutional network that
    is trained with the rest. A frozen `encoder` computes the features of each frame
    once, and the model reads features. With an encoder whose `trainable` is True the
    model reads pixels, and the encoder is trained with the rest.

    Args:
        size: pair of int, height and width of the pixels that the model reads. Each
            frame is resized to it. None: the size of the encoder.
        channels: int, 3 for red, green and blue, 1 for grey.
        frames: int or None, the number of frames that are taken evenly from a longer
            clip. A shorter clip keeps all its frames.
        rate: float or None, the frames a second that are taken, by the file's own
            rate. At most one of `frames` and `rate` is given.
        longest, shortest: ints, the most and the fewest frames of a clip after
            sampling; other clips are errors.
        encoder: `seqkit.ImageEncoder` or None.
        cache: where features of a frozen encoder are kept. True: on the disk, in the
            folder `seqkit/images` of the user's cache. A path: in this folder. False:
            in memory.
        filters: sequence of int, the number of filters of each convolution of the
            small network, each of which halves height and width.
        features: int, width of the vectors of the small network.
        stem: "2d": each frame is seen by itself. "3d": the first convolution reads
            `stem_frames` neighbouring frames, so that it sees motion.
        stem_frames: int.
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
        gamma: float, in training the pixels of a clip, from 0 to 1, get an exponent
            from `exp(-gamma)` to `exp(gamma)`.
        speed: float, in training a clip runs at a speed between `1 - speed` and
            `1 + speed` around its middle; not for taggers, whose labels do not move.
        scale_each_clip: bool, whether each clip is divided by the deviation of its own
            pixels, so that all clips have equal contrast.
        dropout: float, share of the grid and of the features of a frame that is dropped
            in training.
        mean: list of float, the mean of the pixels of each channel. None: 127.5.
        deviation: list of float, the standard deviation of each channel, above 0. None:
            64.

    Raises:
        TypeError: `encoder` is no `ImageEncoder`.
        ValueError: an argument is out of its range, or an argument of the small network
            is given with an encoder.

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
        size: tuple[int, int] | None = None,
        channels: int = 3,
        *,
        frames: int | None = None,
        rate: float | None = None,
        longest: int = 2_000,
        shortest: int = 1,
        encoder: ImageEncoder | None = None,
        cache: bool | str | os.PathLike = True,
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
        gamma: float = 0.0,
        speed: float = 0.0,
        scale_each_clip: bool = False,
        dropout: float = 0.0,
        mean: Any = None,
        deviation: Any = None,
    ):
        self.encoder = checked_encoder(encoder)
        self.size, self.channels = checked_pixels(size, channels, encoder)
        self.frames, self.rate = checked_sampling(frames, rate)
        self.longest = whole_number("longest", longest)
        self.shortest = whole_number("shortest", shortest)
        self.cache = os.fspath(cache) if not isinstance(cache, bool) else cache
        self.filters = list(list_of(filters, "filters", "int"))
        self.features = whole_number("features", features)
        self.stem = stem
        self.stem_frames = whole_number("stem_frames", stem_frames)
        self.subtract_mean_image = flag("subtract_mean_image", subtract_mean_image)
        self.shift = share("shift", shift)
        self.zoom = share("zoom", zoom)
        self.flip = flag("flip", flip)
        self.brightness = share("brightness", brightness)
        self.contrast = share("contrast", contrast)
        self.gamma = share("gamma", gamma)
        self.speed = share("speed", speed)
        self.scale_each_clip = flag("scale_each_clip", scale_each_clip)
        self.dropout = share("dropout", dropout)
        self.mean, self.deviation = checked_statistics(mean, deviation, self.channels)
        check_network(self)
        # Kept, since `trainable` may change later, and then the model is another one.
        self.frozen = encoder is not None and not encoder.trainable
        self._cached = CachedFeatures(encoder, cache) if self.frozen else None

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
        if codec.encoder is not None:
            raise ValueError(
                "The pixels of the small network are normalised; an encoder has its "
                f"own preprocessing. Received encoder={codec.encoder.name!r}. "
                "Make the codec directly: `Video(encoder=encoder)`."
            )
        clips = map(codec.pixels, list_of(train, "train", "clips"))
        mean, deviation = pixel_statistics(clips, codec.subtract_mean_image)
        return cls(size, channels, **options, mean=mean, deviation=deviation)

    @property
    def dtype(self) -> str:
        """Return "float16", which holds pixels exactly; of features "float32"."""
        return "float32" if self.frozen else "float16"

    @property
    def step_shape(self) -> tuple[int, ...]:
        """Return the shape of an encoded frame.

        It is `(height, width, channels)`; with a frozen encoder `(features,)`.
        """
        if self.frozen:
            return (self.encoder.output_shape[-1],)
        return (*self.size, self.channels)

    def embed(self, dtype: Any = None) -> FrameNetwork | EncodedFrames:
        """Build the layer from frames to vectors `(batch, time, features)`.

        Args:
            dtype: str or `keras.DTypePolicy` of the layer.
        """
        if self.encoder is not None:
            return EncodedFrames(self.encoder, not self.frozen, dtype=dtype)
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
            gamma=self.gamma,
            speed=self.speed,
            scale_each_clip=self.scale_each_clip,
            dropout=self.dropout,
            dtype=dtype,
        )

    def endpoint_kind(self) -> Frames:
        """Return the input of an export: each frame as the bytes of a file."""
        return Frames(
            self.size,
            self.channels,
            self.frames,
            self.longest,
            self.shortest,
            self.rate,
            self.encoder if self.frozen else None,
        )

    def endpoint_kinds(self) -> dict[str, Frames]:
        """Return the inputs of an export by the signature's name; "" is the default."""
        return {"": self.endpoint_kind()}

    def endpoint_steps(self) -> dict[str, OutputKind]:
        """Return an empty dict: an export does not name frames."""
        return {}

    def __eq__(self, other):
        """Return whether both have the same configuration, so the same results."""
        if not isinstance(other, Video):
            return NotImplemented
        encoders = [each.encoder for each in (self, other)]
        if None not in encoders and encoders[0] is not encoders[1]:
            encoders = [encoder_key(encoder) for encoder in encoders]
        same = encoders[0] is encoders[1] or encoders[0] == encoders[1]
        return same and self._plain_config() == other._plain_config()

    def __hash__(self):
        """Return a hash that is equal for equal codecs."""
        return hash((self.size, self.channels, self.frames, self.rate))

    def __repr__(self):
        """Return a description with the size of the frames."""
        height, width = self.size
        return f"Video({height} x {width} x {self.channels}, stem={self.stem!r})"

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor, with the encoder serialised.

        The weights of the encoder are those of the model's layer of `embed`.
        """
        encoder = self.encoder and keras.saving.serialize_keras_object(self.encoder)
        return {**self._plain_config(), "encoder": encoder}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Video":
        """Build a codec from the result of `get_config`."""
        encoder = config.get("encoder")
        if isinstance(encoder, dict):
            encoder = keras.saving.deserialize_keras_object(encoder)
        return cls(**{**config, "encoder": encoder})

    def _plain_config(self):
        """Return the arguments of the constructor but the encoder."""
        if self.encoder is not None:  # the small network has no use then
            network = {}
        else:
            network = {name: getattr(self, name) for name in NETWORK}
        return {
            "size": list(self.size),
            "channels": self.channels,
            "frames": self.frames,
            "rate": self.rate,
            "longest": self.longest,
            "shortest": self.shortest,
            "cache": self.cache,
            **network,
        }
