"""Stream the words of texts, of which frequent ones are dropped, with their windows."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

LONGEST = 10_000  # words of a piece; longer texts are cut into pieces of this length
POOL = 2**20  # words whose random numbers are drawn at once


class Words(NamedTuple):
    """The words of texts, and how they are drawn.

    Args:
        ids: int `(words,)`, those of all pieces one after another.
        starts: int64 `(pieces,)`, the first word of each piece.
        lengths: int64 `(pieces,)`, the words of each piece, 1 or more.
        kept: float `(tokens,)`, the probability with which each token is kept.
        window: int, the most neighbours on each side.
    """

    ids: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    kept: np.ndarray
    window: int


def pieces_of(
    ids: np.ndarray, lengths: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut texts into pieces of at most 10,000 words; texts of one word are left out.

    Args:
        ids: int `(words,)`, those of all texts one after another.
        lengths: int `(texts,)`.

    Returns:
        The first three fields of `Words`.
    """
    counts = -(-lengths // LONGEST)  # pieces of each text
    text = np.repeat(np.arange(len(lengths)), counts)
    place = np.arange(len(text)) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = (np.cumsum(lengths) - lengths)[text] + place * LONGEST
    sizes = np.minimum(lengths[text] - place * LONGEST, LONGEST)
    paired = sizes > 1
    return ids, starts[paired], sizes[paired]


def passes(
    words: Words, size: int, random: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield blocks of consecutive kept words, in one pass after another without end.

    Args:
        words: Words, with at least one piece.
        size: int, words of a block.
        random: the random numbers.

    Yields:
        int `(window + size + window,)`, the words of the block and those beside it; and
        int `(size, 2)`, how many words before and after each word are in its window.
    """
    # The ids begin with the last words of the block before; at first with any.
    ids, spans = np.ones(words.window, "uint8"), np.zeros((0, 2), "uint8")
    while True:
        for new_ids, new_spans in _pass(words, random):
            ids = np.concatenate([ids, new_ids])
            spans = np.concatenate([spans, new_spans])
            while len(spans) >= size + words.window:
                yield ids[: size + 2 * words.window], spans[:size]
                ids, spans = ids[size:], spans[size:]


def _pass(words, random):
    """Yield the kept words of all pieces, in random order, with their windows."""
    order = random.permutation(len(words.starts))
    ends = np.cumsum(words.lengths[order])
    for pool in range(-(-int(ends[-1]) // POOL)):
        first, last = np.searchsorted(ends, [pool * POOL, (pool + 1) * POOL], "right")
        pieces = order[first:last] if (pool + 1) * POOL < ends[-1] else order[first:]
        yield _drawn(words, pieces, random)


def _drawn(words, pieces, random):
    """Return the kept words of some pieces, int `(kept,)`, and spans `(kept, 2)`."""
    lengths = words.lengths[pieces]
    before = np.cumsum(lengths) - lengths
    piece = np.repeat(np.arange(len(pieces)), lengths)
    ids = words.ids[np.arange(len(piece)) + (words.starts[pieces] - before)[piece]]
    kept = random.random(len(ids), "float32") < words.kept[ids]
    ids, piece = ids[kept], piece[kept]
    ends = np.cumsum(np.bincount(piece, minlength=len(pieces)))
    place, end = np.arange(len(ids)), ends[piece]
    start = np.concatenate([[0], ends[:-1]])[piece]
    most = random.integers(1, words.window + 1, len(ids))
    spans = np.stack([np.minimum(most, place - start), end - 1 - place], axis=1)
    return ids, np.minimum(spans, most[:, None]).astype("uint16")
