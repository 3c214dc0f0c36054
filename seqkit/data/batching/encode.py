"""Texts to rows of ids, block by block, so that few are strings at a time."""

import logging
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.data.batching.fields import Ragged
from seqkit.data.read.lines import in_blocks
from seqkit.data.splits import fingerprints
from seqkit.types import END
from seqkit.types import START


def encoded(
    texts: Iterable[str], vocabulary: Any
) -> Iterator[tuple[list[str], np.ndarray, np.ndarray]]:
    """Yield blocks of texts with their ids.

    Args:
        texts: iterable of str.
        vocabulary: `seqkit.Vocabulary` or one like it.

    Yields:
        list of str `(n,)`, ids int32 `(total, …)` and lengths int32 `(n,)`.
    """
    for block in in_blocks(texts):
        yield block, *vocabulary.encode_flat(block)


def gathered(
    blocks: Iterable[tuple[list[str], np.ndarray, np.ndarray]],
    printed: bool = False,
    seed: int | None = None,
) -> tuple[Ragged, np.ndarray]:
    """Gather blocks of texts as rows of ids, in the smallest type that holds them.

    Args:
        blocks: iterable of texts, ids and lengths, as `encoded` yields them.
        printed: bool, whether fingerprints of the texts are wanted.
        seed: int or None, for the fingerprints.

    Returns:
        `Ragged` of all texts, and int64 `(texts,)` fingerprints, or `(0,)`.

    Raises:
        ValueError: there is no text.
    """
    ids, lengths, prints = [], [], [np.zeros(0, "int64")]
    for texts, flat, steps in blocks:
        ids.append(as_small(flat))
        lengths.append(steps)
        if printed:
            prints.append(prints_of(texts, seed))
    return joined(ids, lengths), np.concatenate(prints)


def joined(ids: list[np.ndarray], lengths: list[np.ndarray]) -> Ragged:
    """Build one `Ragged` of blocks of ids `(total, …)` and of lengths `(n,)`.

    Raises:
        ValueError: there is no text.
    """
    import tensorflow as tf

    if not ids:
        raise ValueError(
            "Expected at least one text. Received none. Check the file, whose blank "
            "lines do not count, or the iterable: a generator can be read only once."
        )
    with tf.device("CPU:0"):
        values = tf.constant(np.concatenate(ids))
    return Ragged.from_lengths(values, np.concatenate(lengths))


def prints_of(texts: list[str], seed: int | None) -> np.ndarray:
    """Return the fingerprints of texts, int64 `(n,)`; see `validation`."""
    spelled = [text.encode("utf-8", "surrogatepass") for text in texts]
    return fingerprints(spelled, seed).numpy()


def framed(ids: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put a start before each text, and an end after it.

    Args:
        ids: int `(total,)`, one text after another.
        lengths: int `(n,)`.

    Returns:
        ids and lengths.

    Example:
    >>> framed(np.array([7, 8, 9]), np.array([2, 1]))
    (array([2, 7, 8, 3, 2, 9, 3]), array([4, 3]))
    """
    ends = np.cumsum(lengths, dtype="int64")
    marks = np.stack([ends - lengths, ends], axis=1).ravel()
    return np.insert(ids, marks, [START, END] * len(lengths)), lengths + 2


def shifted(rows: Ragged, length: int | None) -> tuple[Ragged, Ragged]:
    """Return inputs and targets, one step apart on the same values.

    Args:
        rows: `Ragged` with start and end.
        length: int, the steps that are kept. None: all.
    """
    inputs = Ragged(rows.values, rows.starts, rows.lengths - 1).cut(length)
    return inputs, Ragged(rows.values, rows.starts + 1, inputs.lengths)


def as_small(ids: np.ndarray) -> np.ndarray:
    """Return ids in the smallest type that holds them, often a quarter of int32's."""
    return ids.astype(np.min_scalar_type(int(ids.max(initial=0))))


logger = logging.getLogger("seqkit")


def report_cut(
    steps: np.ndarray, length: int | None, ended: bool = True, named: str = "texts"
) -> None:
    """Log a warning of how many texts are cut, where some are.

    Args:
        steps: int `(texts,)`, tokens of each, the end counted where they have one.
        length: int, how many are kept. None: all.
        ended: bool, whether an end token is among the steps.
        named: str, what the texts are.
    """
    if length is not None:
        report_count(int((steps > length).sum()), len(steps), length, ended, named)


def report_count(
    cut: int, texts: int, length: int | None, ended: bool = True, named: str = "texts"
) -> None:
    """Log the warning of `report_cut`, of texts that are counted already."""
    if cut:
        logger.warning(
            "%d of %d %s have more than %d tokens%s and are cut; "
            "they lose their end. Give a larger `length`, or None.",
            cut,
            texts,
            named,
            length,
            ", the end counted," if ended else "",
        )
