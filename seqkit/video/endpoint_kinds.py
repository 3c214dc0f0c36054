"""The kind of an export's input that takes clips: the files of their frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.types import Bounds
from seqkit.types import Read
from seqkit.types import Tensor

MOST_PIXELS = 2**27
"""The most rows times frames times height times width of one batch."""


@dataclass(frozen=True, eq=False)
class Frames:
    """Clips as the bytes of JPEG or PNG files, one for each frame.

    An empty string at the end of a row is padding. A row is not valid if it has too
    many or too few frames, or if a frame is damaged or in another format.

    Args:
        size: pair of int, height and width of the pixels; each frame is resized.
        channels: int, 3 for red, green and blue, 1 for grey.
        frames: int or None, the number of frames taken evenly from a longer clip.
        longest, shortest: ints, the most and the fewest frames of a row after that.
        rate: float or None, the frames a second that the model was trained on.
        encoder: `seqkit.ImageEncoder`, if the endpoint's function reads its features.
            None: the function reads pixels.
    """

    size: tuple[int, int]
    channels: int
    frames: int | None
    longest: int
    shortest: int = 1
    rate: float | None = None
    encoder: Any = None
    name = "frames"

    def specs(self, name: str) -> dict[str, Any]:
        """Return one tensor of bytes `(batch, time)`."""
        import tensorflow as tf

        return {name: tf.TensorSpec([None, None], tf.string, name)}

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meaning of the bytes."""
        rate = f", {self.rate:g} a second" if self.rate else ""
        return {name: f'the JPEG or PNG file of each frame{rate}; "" is padding'}

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a row may be invalid."""
        height, width = self.size
        largest = min(largest, MOST_PIXELS // (height * width))
        longest = min(longest, longest if self.frames else self.longest)
        return [
            f"its `{name}` are more than {longest:,}",
            f"its `{name}` are more than {largest:,} / n in a batch of n rows",
            f"its `{name}` are fewer than {self.shortest:,}",
            f"one of its `{name}` is no JPEG or PNG file, damaged, or too large",
        ]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Decode and resize the frames of valid rows.

        Returns:
            `Read` with pixels float16 `(batch, time, height, width, channels)`, or with
            features float32 `(batch, time, features)`, padded with NaN.
        """
        import tensorflow as tf

        # Imported here: the decoder needs NumPy, which clients may not have.
        from seqkit.images.image_bytes import decode_images

        (files,) = columns
        chosen, lengths, valid = self._chosen(files, bounds)
        real = tf.sequence_mask(lengths, tf.shape(chosen)[1])  # (batch, time)
        pixels, decoded = decode_images(tf.boolean_mask(chosen, real), self.size)
        places = tf.cast(tf.where(real), tf.int32)  # (frames, 2)
        wrong = tf.scatter_nd(places, tf.cast(~decoded, tf.int32), tf.shape(chosen))
        valid &= tf.reduce_sum(wrong, axis=1) == 0
        steps = self._steps(pixels)  # (frames, …)
        shape = tf.concat([tf.shape(chosen), tf.shape(steps)[1:]], axis=0)
        padded = tf.scatter_nd(places, steps, shape)
        padded = tf.ensure_shape(padded, [None, None, *steps.shape[1:]])
        kept = real & valid[:, None]  # (batch, time)
        for _ in steps.shape[1:]:
            kept = kept[..., None]
        nan = tf.constant(float("nan"), padded.dtype)
        return Read(tf.where(kept, padded, nan), valid, files)

    def resources(self) -> tuple:
        """Return an empty tuple: frames need no lookup tables."""
        return ()

    def _chosen(self, files, bounds):
        """Return the files to decode, their lengths, and which rows are short enough.

        A row that is too long has no files to decode.
        """
        import tensorflow as tf

        rows, time = tf.unstack(tf.shape(files))
        counts = tf.where(files != "", tf.range(1, time + 1), 0)  # (batch, time)
        lengths = tf.reduce_max(tf.pad(counts, [[0, 0], [0, 1]]), axis=1)
        height, width = self.size
        largest = MOST_PIXELS // (height * width) // tf.maximum(rows, 1)
        longest = tf.minimum(tf.minimum(bounds.longest, bounds.steps), largest)
        if self.frames is None:
            longest = tf.minimum(longest, self.longest)
        valid = (lengths <= longest) & (lengths >= self.shortest)
        lengths = tf.where(valid, lengths, 0)
        # The recurrent layers of TensorFlow do not run over zero steps.
        files = tf.pad(files, [[0, 0], [0, 1]])
        steps = tf.maximum(tf.reduce_max(tf.pad(lengths, [[0, 1]])), 1)
        if self.frames is None:
            return files[:, :steps], lengths, valid
        steps = tf.minimum(steps, self.frames)
        # As `seqkit.video.sampling.by_count`.
        shares = (tf.range(self.frames, dtype=tf.float64) + 0.5)[None]
        total = tf.cast(lengths, tf.float64)[:, None]
        evenly = tf.cast(shares * total / self.frames, tf.int32)  # (batch, frames)
        own = tf.range(self.frames)[None]
        places = tf.where(lengths[:, None] <= self.frames, own, evenly)[:, :steps]
        places = tf.minimum(places, tf.shape(files)[1] - 1)
        lengths = tf.minimum(lengths, self.frames)
        return tf.gather(files, places, batch_dims=1), lengths, valid

    def _steps(self, pixels):
        """Return the pixels `(frames, height, width, 3)` as the model reads frames."""
        import tensorflow as tf

        if self.encoder is not None:
            from seqkit.video.encoded_frames import pooled_features

            # One frame more, since some layers do not run on none.
            more = tf.pad(pixels, [[0, 1], [0, 0], [0, 0], [0, 0]])
            return pooled_features(self.encoder, tf.cast(more, tf.float32))[:-1]
        if self.channels == 1:
            pixels = tf.cast(pixels, tf.int32)
            # The weights of Pillow's conversion to grey, in 16 bits.
            weights = tf.constant([19595, 38470, 7471])
            grey = tf.reduce_sum(pixels * weights, axis=-1, keepdims=True)
            pixels = tf.bitwise.right_shift(grey + 2**15, 16)
        return tf.cast(pixels, tf.float16)
