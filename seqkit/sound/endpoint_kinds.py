"""The kinds of an export's inputs that take sounds: WAV files and samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.types import Bounds
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class WavBytes:
    """Sounds as the bytes of WAV files, which the graph decodes to features.

    A file has PCM samples of 8, 16, 24 or 32 bits, or floats, any channels and any
    rate. A file without samples is a valid sound without frames.

    Args:
        spectra: `Spectra`, the settings of the codec.
        meaning: str, the meaning of the input in words, for `describe`.
    """

    spectra: Any
    meaning: str = "the bytes of a WAV file, PCM"
    name = "sound"

    def specs(self, name: str) -> dict[str, Any]:
        """Return one tensor of bytes `(batch,)`."""
        import tensorflow as tf

        return {name: tf.TensorSpec([None], tf.string, name)}

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meaning of the bytes."""
        return {name: self.meaning}

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a sound may be invalid."""
        seconds = longest * self.spectra.hop / self.spectra.rate
        return [
            f"its `{name}` is no WAV file of PCM samples, or damaged",
            f"its `{name}` is longer than {seconds:,.0f} seconds",
            f"its `{name}` has more than {largest:,} / n frames in a batch of n rows",
        ]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Decode the valid files, and return the features of their frames.

        Returns:
            `Read` with float32 `(batch, frames, features)`, padded with NaN, with at
            least one frame. A row that is not valid is all NaN.
        """
        import tensorflow as tf

        # Imported here: they need NumPy, which clients may not have.
        from seqkit.sound.resampling import resampled_in_graph
        from seqkit.sound.wav_bytes import decode_wav

        (files,) = columns
        rate = self.spectra.rate
        seconds = tf.cast(_most(self.spectra, bounds), tf.float32) / rate

        def decode(content):
            samples, own, valid = decode_wav(content, seconds)
            return resampled_in_graph(samples, own, rate), valid

        ragged = tf.RaggedTensorSpec([None], tf.float32, ragged_rank=0)
        samples, valid = tf.map_fn(
            decode, files, fn_output_signature=(ragged, tf.TensorSpec([], tf.bool))
        )
        counts = tf.cast(samples.row_lengths(), tf.int32)
        return _features(samples.to_tensor(), counts, valid, self.spectra, files)

    def resources(self) -> Sequence[Any]:
        """Return an empty tuple: sounds need no lookup tables."""
        return ()


@dataclass(frozen=True)
class Wave:
    """Sounds as samples `(batch, samples)` with lengths `(batch,)`.

    A row is not valid if its length is negative, above the number of samples or above
    the bounds, or if a real sample is NaN or infinite.

    Args:
        spectra: `Spectra`, the settings of the codec.
    """

    spectra: Any
    name = "samples"

    def specs(self, name: str) -> dict[str, Any]:
        """Return the specs of the samples, float32, and of the lengths, int32."""
        import tensorflow as tf

        lengths = "lengths" if name == self.name else f"{name}_lengths"
        return {
            name: tf.TensorSpec([None, None], tf.float32, name),
            lengths: tf.TensorSpec([None], tf.int32, lengths),
        }

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meanings of the samples and of the lengths."""
        _, lengths = self.specs(name)
        rate = self.spectra.rate
        return {
            name: f"samples from -1 to 1, {rate:,} a second",
            lengths: f"the real samples of each row of `{name}`",
        }

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a row may be invalid."""
        return [
            f"its `{name}` have more than {longest:,} frames",
            f"its `{name}` have more than {largest:,} / n frames in a batch of n rows",
            f"its `{name}` hold NaN or infinity",
        ]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Return the features of the frames of the valid rows, see `WavBytes.read`."""
        samples, counts, valid = self.samples(columns, bounds)
        return _features(samples, counts, valid, self.spectra, columns[0])

    def samples(
        self, columns: Sequence[Tensor], bounds: Bounds
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the samples of the valid rows.

        Returns:
            samples: float32 `(batch, samples)`, 0 beyond the end of a row.
            counts: int32 `(batch,)`, samples of each row; 0 if it is not valid.
            valid: bool `(batch,)`.
        """
        import tensorflow as tf

        samples, lengths = columns
        longest = tf.minimum(_most(self.spectra, bounds), tf.shape(samples)[1])
        valid = (lengths >= 0) & (lengths <= longest)
        counts = tf.where(valid, lengths, 0)
        width = tf.reduce_max(tf.concat([[0], counts], axis=0))
        real = tf.sequence_mask(counts, width)
        kept = samples[:, :width]
        valid &= tf.reduce_all(tf.math.is_finite(kept) | ~real, axis=1)
        kept = tf.where(real & valid[:, None], kept, 0.0)
        return kept, tf.where(valid, counts, 0), valid

    def resources(self) -> Sequence[Any]:
        """Return an empty tuple: samples need no lookup tables."""
        return ()


@dataclass(frozen=True)
class Chunk(Wave):
    """The next samples of sounds that arrive chunk by chunk; see `Wave`."""

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Return the samples of the valid rows.

        Returns:
            `Read` with float32 `(batch, samples)`, padded with NaN. A row that is not
            valid is all NaN.
        """
        import tensorflow as tf

        samples, counts, valid = self.samples(columns, bounds)
        real = tf.sequence_mask(counts, tf.shape(samples)[1])
        return Read(tf.where(real, samples, float("nan")), valid, columns[0])


def _most(spectra, bounds):
    """Return the most samples of a row within the bounds, which count frames."""
    import tensorflow as tf

    frames = tf.minimum(bounds.longest, bounds.steps)
    # One sample fewer than those of one more frame.
    return tf.maximum(frames * spectra.hop + spectra.window - 1, 0)


def _features(samples, counts, valid, spectra, raw):
    """Return the `Read` of a batch of samples at the codec's rate."""
    from seqkit.sound.spectra import features_in_graph

    return Read(features_in_graph(samples, counts, spectra), valid, raw)
