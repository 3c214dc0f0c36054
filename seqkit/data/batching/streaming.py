"""Build batches from a file too large for memory, which is read anew in each epoch.

`next_token` calls `stream_lines`, once for each part.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from seqkit.data.batching.bucket_widths import bucket_widths
from seqkit.data.batching.bucket_widths import groups
from seqkit.data.batching.cut_rows import report_count
from seqkit.data.batching.draw_batches import batches_of_rows
from seqkit.data.batching.draw_batches import epoch_seeds
from seqkit.data.batching.draw_batches import row_starts
from seqkit.data.batching.encode import in_blocks
from seqkit.data.batching.prefetch import as_it_is
from seqkit.data.batching.prefetch import made_ahead
from seqkit.data.batching.prefetch import untuned
from seqkit.data.splits import FINGERPRINTS
from seqkit.data.splits import fingerprints
from seqkit.text_files import BLANK
from seqkit.text_files import is_packed
from seqkit.text_files import open_bytes
from seqkit.text_files import text_blocks
from seqkit.text_files import universal_newlines
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf

# A pool is a block of consecutive lines that are shuffled together. Up to three pools
# are in memory.
_POOL_BYTES = 2**25
_POOL_LINES = 2**18  # each line needs memory beside its bytes
_PLACES, _SAMPLE = 16, 2**16  # a sample: positions in a file, and bytes read at each


def stream_lines(
    path: Path,
    vocabulary: Codec,
    batch_size: int,
    *,
    length: int | None = None,
    validating: bool = False,
    validation: float | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> "tf.data.Dataset":
    """Build batches of inputs and next tokens from a file that is not kept in memory.

    About 32 MB of consecutive lines are shuffled together. If neighbouring lines of a
    file are similar (the file is sorted, or has one source after another), shuffle the
    file first. The widths of batches are chosen for a sample of the lines; lines longer
    than the sample get widths of 2, 4, 8, … times the longest.

    The file is read once here, to count the batches and, with `length`, the texts that
    are cut.

    Args:
        path: Path of the file, one text a line.
        vocabulary: `seqkit.Vocabulary` or another vocabulary.
        batch_size: int, lines of a batch. The last batch holds the rest.
        length: int or None, see `next_token`.
        validating: bool. True: the lines for validation, in the order of the file.
            False: the lines for training.
        validation: float or None, see `next_token`.
        buckets: int, see `next_token`.
        seed: int or None, see `next_token`.

    Returns:
        `tf.data.Dataset` of inputs and targets, int32 `(batch, time)` each.

    Raises:
        ValueError: the part has no line, or the file is no text in UTF-8.
    """
    import tensorflow as tf

    sample, line_bytes = _sampled(path)
    byte_widths, widths = _widths(sample, vocabulary, length, buckets)
    pool = int(min(_POOL_BYTES / line_bytes, _POOL_LINES))
    pool = max(pool // batch_size, 1) * batch_size
    lines = _lines(path, validation, validating, seed)
    pools = lines.rebatch(pool).prefetch(1)
    try:
        steps = _count(pools, byte_widths, batch_size, vocabulary, length)
    except tf.errors.OpError:
        for _ in text_blocks(path):  # raises the error of the file itself, if any
            pass
        raise
    if not steps:
        raise ValueError(
            "Training and validation need at least one text each that is not blank, "
            "and copies of a text are in the same part. Received no text for one of "
            f"them in {path}. Check the file, or give `validation=None`."
        )
    pools = tf.data.Dataset.zip((pools, epoch_seeds(not validating, seed)))
    batches = pools.flat_map(as_it_is(_cut(byte_widths, batch_size)))
    batches = batches.apply(tf.data.experimental.assert_cardinality(steps))
    return made_ahead(batches, _encode(vocabulary, widths, length))


def _sampled(path):
    """Return a sample of a file's lines, at least one, and the mean bytes of a line."""
    # A packed file cannot be read from the middle.
    places = 1 if is_packed(path) else _PLACES
    size = path.stat().st_size
    read = []
    with open_bytes(path) as file:
        for place in range(places):
            file.seek(place * size // places)
            read.append(file.read(_SAMPLE))
    chunks = [universal_newlines(each.decode("utf-8", "replace")) for each in read]
    chunks = [chunk.split("\n") for chunk in chunks]
    # The first and the last line of a chunk may be incomplete.
    lines = [line for chunk in chunks for line in chunk[1:-1] if line.strip(BLANK)]
    ends = sum(len(chunk) - 1 for chunk in chunks)
    return lines or [max(chunks[0], key=len)], sum(map(len, read)) / max(ends, 1)


def _widths(sample, vocabulary, length, buckets):
    """Return widths in bytes, which define buckets, and in tokens, for padding."""
    sizes = np.array([len(line.encode()) for line in sample])
    _, steps = vocabulary.encode_flat(sample)
    byte_widths = bucket_widths(sizes, buckets)
    widths = np.ones_like(byte_widths)
    np.maximum.at(widths, np.searchsorted(byte_widths, sizes), steps + 1)
    widths = _unbounded(np.unique(widths))
    if length is not None:
        widths = np.unique(np.minimum(widths, length))
    return _unbounded(byte_widths), widths


def _unbounded(widths):
    """Return widths, followed by 2, 4, 8, … times the last, for lines of any length."""
    return np.concatenate([widths, widths[-1] * 2 ** np.arange(1, 32)])


def _lines(path, validation, validating, seed):
    """Build a `tf.data.Dataset` of blocks of lines of one part, strings `(lines,)`."""
    import tensorflow as tf

    def select(block):
        lines = tf.strings.split(block, "\n")
        keep = ~tf.strings.regex_full_match(lines, f"[{BLANK}]*")
        if validation is not None:
            limit = int(validation * FINGERPRINTS)
            keep &= (fingerprints(lines, seed) < limit) == validating
        return tf.boolean_mask(lines, keep)

    blocks = tf.data.Dataset.from_generator(
        lambda: text_blocks(path),
        output_signature=tf.TensorSpec((), tf.string),
    )
    lines = blocks.map(as_it_is(select), num_parallel_calls=tf.data.AUTOTUNE)
    return untuned(lines.filter(as_it_is(lambda lines: tf.size(lines) > 0)))


def _count(pools, widths, batch_size, vocabulary, length):
    """Return the number of batches, and log how many lines are cut.

    Keras logs a warning in each epoch if a data set has no known number of batches.
    """
    apart = groups(widths, batch_size)
    steps = texts = cut = 0
    for lines in pools:
        rows = np.bincount(apart[_bucket(lines, widths).numpy()])
        steps += int(np.sum(-(-rows // batch_size)))
        texts += len(lines)
        cut += 0 if length is None else _cut_lines(lines, vocabulary, length)
    report_count(cut, texts, length, ended=True)
    return steps


def _cut_lines(lines, vocabulary, length):
    """Return how many lines have more than `length` tokens, the end counted."""
    import tensorflow as tf

    # A token has at least one byte, so shorter lines have fewer tokens.
    long = tf.boolean_mask(lines, tf.strings.length(lines) >= length).numpy()
    blocks = in_blocks(line.decode("utf-8", "replace") for line in long)
    steps = (vocabulary.encode_flat(block)[1] + 1 for block in blocks)
    return sum(int((each > length).sum()) for each in steps)


def _cut(widths, batch_size):
    """Return the function from a pool of lines to batches of lines of similar length.

    Length is counted in bytes, since tokens would need the whole pool to be tokenised
    at once, padded to its longest line.
    """
    import tensorflow as tf

    apart = groups(widths, batch_size)

    def cut(lines, seed):
        bucket = _bucket(lines, widths)
        starts = row_starts(tf.gather(apart, bucket), batch_size)
        rows = batches_of_rows(bucket, starts, seed)
        return rows.map(lambda rows: tf.gather(lines, rows))

    return cut


def _bucket(lines, widths):
    """Return the bucket of each line, int64 `(lines,)`."""
    import tensorflow as tf

    sizes = tf.cast(tf.strings.length(lines), tf.int64)
    return tf.searchsorted(widths, sizes, out_type=tf.int64)


def _encode(vocabulary, widths, length):
    """Return the function from lines `(batch,)` to inputs and targets."""
    import tensorflow as tf

    def encode(lines):
        tokens = vocabulary.encode(lines, start=True, end=True)
        steps = tf.math.count_nonzero(tokens, axis=1, dtype=tf.int64) - 1
        if length is not None:
            steps = tf.minimum(steps, length)
        width = tf.gather(widths, tf.searchsorted(widths, [tf.reduce_max(steps)])[0])
        tokens = tokens[:, : width + 1]
        missing = width + 1 - tf.shape(tokens, tf.int64)[1]  # steps
        tokens = tf.pad(tokens, [[0, 0], [0, missing]])  # (batch, width + 1)
        real = tf.range(width) < steps[:, None]  # (batch, width)
        return tuple(
            tf.where(real, side, 0) for side in (tokens[:, :-1], tokens[:, 1:])
        )

    return encode
