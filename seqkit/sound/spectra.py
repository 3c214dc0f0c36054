"""Settings of spectra, and the matrices that turn a spectrum into features."""

from dataclasses import dataclass

import numpy as np

SCALE = 32768.0  # samples from -1 to 1 are computed as 16-bit values
FLOOR = 1e-2  # the least energy of a band, far below that of rounding to 16 bits


@dataclass(frozen=True)
class Spectra:
    """The settings of spectra: frames of samples, and bands of frequencies.

    Args:
        rate: int, samples a second.
        window: int, samples of a frame.
        hop: int, samples from the begin of a frame to that of the next.
        fft: int, samples of the Fourier transform, at least `window`.
        mels: int, the number of bands.
        low: float, Hz, the lower end of the first band.
        high: float, Hz, the upper end of the last band.
        preemphasis: float, the share of a sample that is subtracted from the next.
        coefficients: int, the number of cepstral coefficients. None: the features are
            the logarithms of the energies of the bands.
    """

    rate: int
    window: int
    hop: int
    fft: int
    mels: int
    low: float
    high: float
    preemphasis: float
    coefficients: int | None

    @property
    def features(self) -> int:
        """The number of features of a frame."""
        return self.coefficients or self.mels

    def taper(self) -> np.ndarray:
        """Return the Hamming window, float32 `(window,)`."""
        return np.hamming(self.window).astype("float32")

    def bands(self) -> np.ndarray:
        """Return the weight of each frequency in each band, float32.

        Bands are triangles whose corners are at equal distances in mel, rounded to
        frequencies of the transform; their height is 2 / (upper - lower corner in Hz).

        Returns:
            float32 `(fft // 2 + 1, mels)`.
        """
        mels = np.linspace(_mel(self.low), _mel(self.high), self.mels + 2)
        hertz = 700 * (10 ** (mels / 2595) - 1)
        width = self.rate / self.fft  # Hz from one frequency to the next
        corners = np.round(hertz / width) * width  # (mels + 2,)
        lower, middle, upper = corners[:-2], corners[1:-1], corners[2:]
        frequencies = width * np.arange(self.fft // 2 + 1)[:, None]
        rise = (frequencies - lower) / np.maximum(middle - lower, width)
        fall = (upper - frequencies) / np.maximum(upper - middle, width)
        weights = np.clip(np.minimum(rise, fall), 0, None)
        return (weights * 2 / np.maximum(upper - lower, width)).astype("float32")

    def cosines(self) -> np.ndarray:
        """Return the matrix from bands to cepstral coefficients, float32.

        Returns:
            float32 `(mels, coefficients)`.
        """
        band = np.arange(self.mels)[:, None]
        angles = np.pi * np.arange(self.coefficients) * (band + 0.5) / self.mels
        weights = np.cos(angles) / self.mels
        weights[0] /= 2
        return weights.astype("float32")

    def count_frames(self, samples: int) -> int:
        """Return the number of frames of a sound.

        Samples at the end that fill no frame are dropped. A sound shorter than one
        frame has one frame, with silence at its end; a sound without samples has none.
        """
        if not samples:
            return 0
        return max(samples - self.window, 0) // self.hop + 1


def features_of(samples: np.ndarray, spectra: Spectra) -> np.ndarray:
    """Return the features of the frames of one sound.

    Args:
        samples: float `(samples,)`, from -1 to 1, at the rate of `spectra`.
        spectra: Spectra.

    Returns:
        float32 `(frames, features)`.

    Reference:
        The front end of Sphinx; mel cepstra: Davis & Mermelstein 1980,
        https://doi.org/10.1109/TASSP.1980.1163420.
    """
    count = spectra.count_frames(len(samples))
    if not count:
        return np.zeros((0, spectra.features), "float32")
    scaled = samples.astype("float32") * SCALE
    before = np.concatenate([scaled[:1], scaled[:-1]])
    emphasised = scaled - spectra.preemphasis * before
    missing = max(spectra.window - len(samples), 0)
    emphasised = np.pad(emphasised, (0, missing))
    windows = np.lib.stride_tricks.sliding_window_view(emphasised, spectra.window)
    frames = windows[:: spectra.hop][:count] * spectra.taper()  # (frames, window)
    power = np.abs(np.fft.rfft(frames, spectra.fft, axis=1)) ** 2
    energies = power.astype("float32") @ spectra.bands()  # (frames, mels)
    logs = np.log(np.maximum(energies, FLOOR))
    return logs if spectra.coefficients is None else logs @ spectra.cosines()


def features_in_graph(samples, counts, spectra: Spectra):
    """Return the features of the frames of a batch of sounds, in a TensorFlow graph.

    Args:
        samples: float32 tensor `(batch, samples)`, 0 beyond the end of a sound.
        counts: int32 tensor `(batch,)`, the samples of each sound.
        spectra: Spectra.

    Returns:
        float32 `(batch, frames, features)`, NaN on padding, with at least one frame;
        equal to `features_of`.
    """
    import tensorflow as tf

    scaled = samples * SCALE
    before = tf.concat([scaled[:, :1], scaled[:, :-1]], axis=1)
    real = tf.sequence_mask(counts, tf.shape(samples)[1])
    emphasised = tf.where(real, scaled - spectra.preemphasis * before, 0.0)
    missing = tf.maximum(spectra.window - tf.shape(samples)[1], 0)
    emphasised = tf.pad(emphasised, [[0, 0], [0, missing]])
    frames = tf.signal.frame(emphasised, spectra.window, spectra.hop)
    # (batch, frames, window)
    spectrum = tf.signal.rfft(frames * spectra.taper(), [spectra.fft])
    power = tf.square(tf.math.real(spectrum)) + tf.square(tf.math.imag(spectrum))
    energies = tf.tensordot(power, spectra.bands(), 1)  # (batch, frames, mels)
    features = tf.math.log(tf.maximum(energies, FLOOR))
    if spectra.coefficients is not None:
        features = tf.tensordot(features, spectra.cosines(), 1)
    whole = tf.maximum(counts - spectra.window, 0) // spectra.hop + 1
    lengths = tf.where(counts > 0, whole, 0)  # (batch,)
    kept = tf.sequence_mask(lengths, tf.shape(features)[1])[..., None]
    return tf.where(kept, features, float("nan"))


def _mel(hertz):
    """Return a frequency in mel."""
    return 2595 * np.log10(1 + hertz / 700)
