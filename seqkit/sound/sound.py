from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from seqkit.arguments import flag
from seqkit.arguments import one_of
from seqkit.arguments import whole_number
from seqkit.sound.endpoint_kinds import WavBytes
from seqkit.sound.endpoint_kinds import Wave
from seqkit.sound.fit_sounds import fit_sounds
from seqkit.sound.normalised_frames import NORMALISATIONS
from seqkit.sound.normalised_frames import NormalisedFrames
from seqkit.sound.read_sound_file import CHANNELS
from seqkit.sound.read_sound_file import is_pair
from seqkit.sound.read_sound_file import read_sound
from seqkit.sound.sound_settings import spectra_of
from seqkit.sound.sound_settings import statistics
from seqkit.sound.spectra import features_of
from seqkit.sound.streamed_sound import StreamsSound
from seqkit.types import OutputKind


@keras.saving.register_keras_serializable(package="seqkit")
class Sound(StreamsSound):
    """Convert sounds to the input of a model: log-mel features, or mel cepstra.

    One sound is the path or the bytes of a file, WAV, FLAC, OGG or MP3; an array of
    samples `(samples,)` or `(samples, channels)` at the codec's rate, floats from -1 to
    1 or integers; a pair of such an array and its own rate; or an array of ready
    features `(frames, features)`. Channels are averaged, and other rates are converted.

    The model normalises the features, and in training augments them. Exports compute
    the features in the graph, from WAV files or from samples.

    Args:
        mean: list of float, the mean of each feature in the training data.
        deviation: list of float, the standard deviation of each feature, above 0.
        rate: int, samples a second.
        window: float, seconds of a frame.
        hop: float, seconds from one frame to the next.
        fft: int, samples of the Fourier transform. None: the next power of 2.
        mels: int, the number of bands of frequencies.
        low: float, Hz, the lower end of the first band.
        high: float, Hz, the upper end of the last band. None: 85 % of half the rate.
        preemphasis: float, the share of a sample that is subtracted from the next.
        coefficients: int, the number of cepstral coefficients, which keep less of the
            pitch than the bands. None: the features are the bands.
        normalise: "training", "mean" or "both", see `NormalisedFrames`.
        deltas: bool, append the slopes of the features, and their slopes.
        speed, noise, time_masks, feature_masks: the augmentation in training, see
            `SpecAugment`.

    Attributes:
        features: int, the number of features of a frame.
        seconds_per_step: float, `hop`.

    Raises:
        TypeError: an argument contains no numbers.
        ValueError: an argument is out of its range.

    Reference:
        Davis & Mermelstein 1980, https://doi.org/10.1109/TASSP.1980.1163420; the
        numbers are those of Sphinx.

    Example:
    >>> sound = Sound.from_waves(paths, rate=16_000)
    >>> sound.encode("call.wav").shape  # one second
    (98, 40)
    """

    dtype = "float32"
    missing = False

    def __init__(
        self,
        mean: Any,
        deviation: Any,
        *,
        rate: int = 16_000,
        window: float = 0.025,
        hop: float = 0.010,
        fft: int | None = None,
        mels: int = 40,
        low: float = 100.0,
        high: float | None = None,
        preemphasis: float = 0.97,
        coefficients: int | None = None,
        normalise: str = "training",
        deltas: bool = False,
        speed: float = 0.0,
        noise: float = 0.0,
        time_masks: int = 0,
        feature_masks: int = 0,
    ):
        self.rate = whole_number("rate", rate)
        self.window = window
        self.hop = hop
        self.fft = fft
        self.mels = mels
        self.low = low
        self.high = high
        self.preemphasis = preemphasis
        self.coefficients = coefficients
        self.spectra = spectra_of(
            rate, window, hop, fft, mels, low, high, preemphasis, coefficients
        )
        self.features = self.spectra.features
        self.mean, self.deviation = statistics(mean, deviation, self.features)
        one_of("normalise", normalise, NORMALISATIONS)
        self.normalise = normalise
        self.deltas = flag("deltas", deltas)
        self.speed = speed
        self.noise = noise
        self.time_masks = time_masks
        self.feature_masks = feature_masks
        self.embed()  # raises the errors of the other arguments

    @classmethod
    def from_waves(cls, sounds: Iterable[Any], **settings: Any) -> "Sound":
        """Build the codec of training data: compute mean and deviation of each feature.

        Args:
            sounds: iterable of sounds, see the class.
            **settings: arguments of the class, such as `rate` and `coefficients`.

        Returns:
            Sound.

        Raises:
            TypeError: a sound is of a wrong type, or there is no such argument.
            ValueError: there is no sound, a sound cannot be read, or an argument is out
                of its range.
        """
        return fit_sounds(cls, sounds, settings)

    @property
    def step_shape(self) -> tuple[int]:
        """The shape of one step: the number of features."""
        return (self.features,)

    @property
    def seconds_per_step(self) -> float:
        """Seconds from one frame to the next."""
        return self.spectra.hop / self.rate

    @property
    def reads_whole(self) -> bool:
        """Whether a frame is compared with the whole sound, or with later frames."""
        return self.normalise != "training" or self.deltas

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one sound rather than a collection of sounds."""
        if hasattr(value, "__fspath__") or isinstance(value, str | bytes):
            return True
        return is_pair(value) or getattr(value, "ndim", 3) < 3

    def read(self, sound: Any) -> np.ndarray:
        """Read one sound as samples at the codec's rate; ready features are kept.

        Args:
            sound: see the class.

        Returns:
            float32 `(samples,)` or `(frames, features)`.

        Raises:
            TypeError: `sound` is of a wrong type.
            ValueError: the file is damaged, features are not as many as the codec's, or
                a value is NaN or infinite.
        """
        shape = getattr(sound, "shape", ())
        if len(shape) != 2 or shape[1] <= CHANNELS:
            return read_sound(sound, self.rate)
        features = np.asarray(sound, "float32")
        end = len(features)
        while end and np.isnan(features[end - 1]).all():
            end -= 1
        if shape[1] != self.features or not np.isfinite(features[:end]).all():
            raise ValueError(
                f"Ready features are finite, {self.features} in each frame. Received "
                f"shape {tuple(shape)}, with {int((~np.isfinite(features)).sum())} "
                "values that are NaN or infinite. Give samples `(samples,)`, or the "
                "features of `codec.encode(sound)`."
            )
        return features[:end]

    def encode(self, sounds: Any) -> np.ndarray:
        """Return the features of sounds, padded on the right with NaN.

        Args:
            sounds: one sound, or a list of sounds, see the class.

        Returns:
            float32 `(batch, frames, features)`, or `(frames, features)` for one sound.

        Raises:
            TypeError, ValueError: see `read`.
        """
        if self.is_one(sounds):
            return self.encode_flat([sounds])[0]
        flat, lengths = self.encode_flat(sounds)
        width = max(lengths, default=0)
        padded = np.full((len(lengths), width, self.features), np.nan, "float32")
        padded[np.arange(width) < lengths[:, None]] = flat
        return padded

    def encode_flat(self, sounds: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the frames of all sounds in one array, and the number of each.

        Args and errors: see `encode`.

        Returns:
            float32 `(total, features)`, and int32 `(sounds,)`.
        """
        rows = [self._features(self.read(sound)) for sound in sounds]
        lengths = np.array([len(row) for row in rows], "int32")
        empty = np.zeros((0, self.features), "float32")
        return np.concatenate([empty, *rows]), lengths

    def _features(self, read):
        """Return the features of samples, or features as they are."""
        return read if read.ndim == 2 else features_of(read, self.spectra)

    def encode_steps(self, sounds: Any) -> tuple[list[list[str]], list[np.ndarray]]:
        """Return the numbers of the frames, "0", "1", …, and each sound's features.

        Args and errors: see `encode`; `sounds` are several.
        """
        flat, lengths = self.encode_flat(sounds)
        rows = np.split(flat, np.cumsum(lengths)[:-1]) if len(lengths) else []
        return [[str(step) for step in range(len(row))] for row in rows], rows

    def embed(self, dtype: Any = None) -> NormalisedFrames:
        """Build the layer from features to vectors `(batch, time, vectors)`.

        Args:
            dtype: str or `keras.DTypePolicy` of the layer.
        """
        return NormalisedFrames(
            self.mean,
            self.deviation,
            self.normalise,
            self.deltas,
            speed=self.speed,
            noise=self.noise,
            time_masks=self.time_masks,
            feature_masks=self.feature_masks,
            dtype=dtype,
        )

    def endpoint_kind(self) -> WavBytes:
        """Return the usual input of an export: the bytes of WAV files."""
        return WavBytes(self.spectra)

    def endpoint_kinds(self) -> dict[str, Any]:
        """Return the inputs of exports: WAV files, and by "samples" samples."""
        return {"": self.endpoint_kind(), "samples": Wave(self.spectra)}

    def endpoint_steps(self) -> dict[str, OutputKind]:
        """Return an empty dict: an export does not name the frames of a sound."""
        return {}

    def __eq__(self, other):
        """Return whether both have the same configuration, so the same results."""
        if not isinstance(other, Sound):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Return a hash that is equal for equal codecs."""
        return hash((*self.mean, *self.deviation, self.rate))

    def __repr__(self):
        """Return a description without means and deviations."""
        return f"Sound({self.features} features, rate={self.rate}, hop={self.hop})"

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        names = (
            "mean deviation rate window hop fft mels low high preemphasis coefficients "
            "normalise deltas speed noise time_masks feature_masks"
        )
        return {name: getattr(self, name) for name in names.split()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Sound":
        """Build a codec from the result of `get_config`."""
        return cls(**config)
