"""Texts and what they become, for models that translate one into the other."""

import logging
import os
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

import numpy as np

from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import framed
from seqkit.data.batching.encode import joined
from seqkit.data.batching.encode import prints_of
from seqkit.data.batching.encode import report_cut
from seqkit.data.batching.encode import shifted
from seqkit.data.batching.pipeline import on_sides
from seqkit.data.batching.pipeline import whole_numbers
from seqkit.data.read.lines import each_text
from seqkit.data.read.lines import in_blocks
from seqkit.data.splits import check_share
from seqkit.data.splits import in_validation
from seqkit.labels import check_rows
from seqkit.text_files import BLANK

logger = logging.getLogger("seqkit")


def pairs(
    sources: Iterable[str],
    targets: Iterable[str],
    source_vocabulary: Any,
    target_vocabulary: Any,
    batch_size: int = 64,
    *,
    batch_tokens: int | None = None,
    length: int | None = None,
    validation: float | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> Any:
    """Build batches of texts and of what they become: translations, answers, sums.

    Pairs that are of like length on both sides share a batch, padded on the right with
    0; every pair comes once an epoch, in an order of that epoch's own. They are read
    once, tokenised in blocks and kept as small ids, so columns of files and generators
    serve all epochs. Pairs with a blank side teach nothing: they are skipped, and a
    warning in the log of "seqkit" counts them.

    Args:
        sources: iterable of str.
        targets: iterable of str, one for each source.
        source_vocabulary: `seqkit.SubwordVocabulary`, `seqkit.Vocabulary` or one like
            them.
        target_vocabulary: the same, or another.
        batch_size: int, pairs of a batch. The last one holds what remains.
        batch_tokens: int, what bounds a batch in the place of `batch_size`: its pairs
            times the padded width of its longer side. A longer pair is a batch by
            itself. So batches of short texts hold more pairs, and all take as long.
        length: int or None, the bound on the tokens of either side, of targets with
            their end. Longer ones are cut there, so that targets lose their end, and a
            warning in the log of "seqkit" counts them. None: none is cut.
        validation: float between 0 and 1, the share of pairs for a second data set,
            which is not shuffled, or None for one only. All targets of a source are on
            one side, the same in each run with the same `seed`.
        buckets: int, the most groups of like length that batches are drawn from, on
            either side. More pad less.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of `((source, before), after)`, int32 `(batch, time)` each, of
        known cardinality: the source, the target after a start token, and the target
        with an end token, `before` one step later. With `validation` two of them, for
        training and for validation.

    Raises:
        TypeError: a text is no str.
        ValueError: there is no pair, or not one target for each source; the pairs are
            too few for two sides, or a number is out of range.

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
    rows = _filled(_texts(sources, "sources"), _texts(targets, "targets"))
    source, target, prints = _encoded(
        rows, source_vocabulary, target_vocabulary, validation is not None, seed
    )
    report_cut(source.lengths, length, ended=False, named="sources")
    report_cut(target.lengths - 1, length, named="targets")
    before, after = shifted(target, length)
    fields = (source.cut(length), before), after
    chosen = None if validation is None else in_validation(prints, validation)
    return on_sides(fields, chosen, **numbers)


def _texts(texts, argument):
    """Check the texts of one side."""
    if isinstance(texts, str | os.PathLike):
        raise ValueError(
            f"`{argument}` are an iterable of str. Received {str(texts)!r:.80}. Read "
            "both sides of a file: `sources, targets = seqkit.data.read_pairs(path)`."
        )
    return each_text(texts, argument)


def _filled(sources, targets):
    """Yield the pairs that have two sides, and count the others."""
    counts, blank = [0, 0], 0
    for pair in zip_longest(sources, targets):
        for side, text in enumerate(pair):
            counts[side] += text is not None
        if None in pair:
            continue
        if all(text.strip(BLANK) for text in pair):
            yield pair
        else:
            blank += 1
    check_rows(sources=counts[0], targets=counts[1])
    if blank:
        logger.warning(
            "%d of %d pairs have a blank side and are skipped: "
            "they teach nothing. Leave them out.",
            blank,
            counts[0],
        )


def _encoded(rows, source_vocabulary, target_vocabulary, printed, seed):
    """Return both sides as `Ragged`, targets framed, and fingerprints of sources."""
    sides, prints = (([], []), ([], [])), [np.zeros(0, "int64")]
    for block in in_blocks(rows, size=lambda pair: len(pair[0]) + len(pair[1])):
        sources, targets = map(list, zip(*block, strict=True))
        encoded = (
            source_vocabulary.encode_flat(sources),
            framed(*target_vocabulary.encode_flat(targets)),
        )
        for (ids, lengths), (flat, steps) in zip(sides, encoded, strict=True):
            ids.append(as_small(flat))
            lengths.append(steps)
        if printed:
            prints.append(prints_of(sources, seed))
    return *(joined(*side) for side in sides), np.concatenate(prints)
