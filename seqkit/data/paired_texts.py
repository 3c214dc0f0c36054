"""Build the batches that train `Seq2Seq`, from sources and texts, as translations."""

import logging
from collections.abc import Iterable
from itertools import zip_longest
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_numbers
from seqkit.data.batching.cut_rows import report_cut
from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import framed
from seqkit.data.batching.encode import in_blocks
from seqkit.data.batching.encode import joined
from seqkit.data.batching.encode import reads_text
from seqkit.data.batching.encode import shifted
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.given_rows import each_encodable
from seqkit.data.given_rows import each_text
from seqkit.data.given_rows import refuse_path
from seqkit.data.splits import check_share
from seqkit.data.splits import in_validation
from seqkit.data.splits import row_fingerprints
from seqkit.labels import check_rows
from seqkit.text_files import BLANK
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf

logger = logging.getLogger("seqkit")


def pairs(
    sources: Iterable[Any],
    targets: Iterable[str],
    source_vocabulary: Codec,
    target_vocabulary: Codec,
    batch_size: int = 64,
    *,
    batch_tokens: int | None = None,
    length: int | None = None,
    validation: float | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of source texts and target texts, such as translations.

    Pairs share a batch if their sources are of similar length and their targets too;
    both are padded on the right with 0. Each pair is in one batch of an epoch, in a new
    order in each epoch. Pairs are read once, tokenised in blocks, and their ids are
    kept in memory, so columns of files and generators are possible. A pair with a blank
    text is skipped; a warning of the logger "seqkit" counts such pairs.

    Args:
        sources: iterable of str; or of what another codec reads, such as paths of
            sounds.
        targets: iterable of str, one for each source.
        source_vocabulary: `seqkit.SubwordVocabulary` or `seqkit.Vocabulary`; or another
            codec, such as `seqkit.Sound`.
        target_vocabulary: the same vocabulary, or another.
        batch_size: int, pairs of a batch. The last batch holds the rest.
        batch_tokens: int, used instead of `batch_size`: the most pairs times tokens of
            a batch, counted in sources or in targets, whichever are padded wider. So
            batches of short texts hold more pairs, and all batches take about the same
            time. A pair that is longer by itself is a batch of one.
        length: int or None, the most tokens of a source text, and of a target with its
            end token. Longer texts are cut, and such targets lose their end token; a
            warning of the logger "seqkit" counts them. None: texts are not cut.
        validation: float between 0 and 1, the share of pairs in a second data set,
            which is not shuffled. None: one data set only. All targets of a source are
            in the same data set, which depends on `seed`.
        buckets: int, the most groups of similar length, for sources and for targets; a
            batch is drawn from one group. More groups need less padding.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of `((source, before), after)`, int32 `(batch, time)` each, of
        known cardinality. `before` is the start token and the target, `after` is the
        target and the end token. With `validation`, a tuple of two data sets, for
        training and for validation.

    Raises:
        TypeError: a text is no str, or `sources` or `targets` is one str or a path.
        ValueError: there is no pair; sources and targets differ in number; the pairs
            are too few for training and validation; or a number is out of range.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["ab"])
    >>> batches = pairs(["a"], ["ba"], vocabulary, vocabulary)
    >>> next(batches.as_numpy_iterator())
    ((array([[4]], dtype=int32), array([[2, 5, 4]], dtype=int32)),
     array([[5, 4, 3]], dtype=int32))
    """
    numbers = whole_numbers(
        batch_size=batch_size, batch_tokens=batch_tokens, buckets=buckets, seed=seed
    )
    length, seed = whole_numbers(length=length)["length"], numbers["seed"]
    check_share(validation)
    rows = _filled(_sources(sources, source_vocabulary), _texts(targets, "targets"))
    source, target, prints = _encoded(
        rows, source_vocabulary, target_vocabulary, validation is not None, seed
    )
    if reads_text(source_vocabulary):
        report_cut(source.lengths, length, "sources")
        source = source.cut(length)
    report_cut(target.lengths - 1, length, "targets", ended=True)
    before, after = shifted(target, length)
    fields = (source, before), after
    chosen = None if validation is None else in_validation(prints, validation)
    return train_and_validation(fields, chosen, **numbers)


def _sources(sources, codec):
    """Return an iterator over texts to read, or over what another codec reads."""
    if reads_text(codec):
        return _texts(sources, "sources")
    refuse_path(sources, "sources", "`sorted(pathlib.Path(folder).iterdir())`, say")
    return each_encodable(sources, codec, "sources")


def _texts(texts, argument):
    """Return an iterator over the sources or the targets; raise if they are a path."""
    reader = "`sources, targets = seqkit.data.read_pairs(path)`"
    refuse_path(texts, argument, reader)
    return each_text(texts, argument)


def _filled(sources, targets):
    """Yield the pairs without a blank text, and log the number of other pairs."""
    counts, blank = [0, 0], 0
    for pair in zip_longest(sources, targets):
        for side, text in enumerate(pair):
            counts[side] += text is not None
        if any(row is None for row in pair):
            continue
        if not any(map(_is_blank, pair)):
            yield pair
        else:
            blank += 1
    check_rows(sources=counts[0], targets=counts[1])
    if blank:
        logger.warning(
            "%d of %d pairs have a blank text and are skipped. Leave them out of the "
            "data.",
            blank,
            counts[0],
        )


def _is_blank(row):
    """Return whether a text has no visible character, or an array no step."""
    return not (row.strip(BLANK) if isinstance(row, str) else len(row))


def _encoded(rows, source_vocabulary, target_vocabulary, printed, seed):
    """Return sources and framed targets as `Ragged`, and fingerprints of sources."""
    sides, prints = (([], []), ([], [])), [np.zeros(0, "int64")]
    for block in in_blocks(rows, lambda pair: sum(map(_size, pair))):
        sources, targets = map(list, zip(*block, strict=True))
        encoded = (
            source_vocabulary.encode_flat(sources),
            framed(*target_vocabulary.encode_flat(targets)),
        )
        for (ids, lengths), (flat, steps) in zip(sides, encoded, strict=True):
            ids.append(as_small(flat))
            lengths.append(steps)
        if printed:
            prints.append(row_fingerprints(sources, seed))
    return *(joined(*side) for side in sides), np.concatenate(prints)


def _size(row):
    """Return the number of characters of a text, or of numbers of an array."""
    return len(row) if isinstance(row, str) else np.size(row)
