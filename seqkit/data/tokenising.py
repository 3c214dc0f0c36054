"""Texts to rows of ids, block by block, so that few are strings at a time."""

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.data.lines import in_blocks
from seqkit.data.ragged import Ragged
from seqkit.data.validation import fingerprints


def encoded(
    texts: Iterable[str], vocabulary: Any
) -> Iterator[tuple[list[str], np.ndarray, np.ndarray]]:
    """Yields blocks of texts with their ids.

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
    """Gathers blocks of texts as rows of ids, in the smallest type that holds them.

    Args:
        blocks: iterable of texts, ids and lengths, as `encoded` yields them.
        printed: bool, whether fingerprints of the texts are wanted.
        seed: int or None, for the fingerprints.

    Returns:
        `Ragged` of all texts, and int64 `(texts,)` fingerprints, or `(0,)`.

    Raises:
        ValueError: there is no text.
    """
    import tensorflow as tf

    ids, lengths, prints = [], [], [np.zeros(0, "int64")]
    for texts, flat, steps in blocks:
        ids.append(as_small(flat))
        lengths.append(steps)
        if printed:
            spelled = [text.encode("utf-8", "surrogatepass") for text in texts]
            prints.append(fingerprints(spelled, seed).numpy())
    if not ids:
        raise ValueError(
            "Expected at least one text. Received none. Check the file, whose blank "
            "lines do not count, or the iterable: a generator can be read only once."
        )
    with tf.device("CPU:0"):
        values = tf.constant(np.concatenate(ids))
    return Ragged.from_lengths(values, np.concatenate(lengths)), np.concatenate(prints)


def as_small(ids: np.ndarray) -> np.ndarray:
    """Returns ids in the smallest type that holds them, often a quarter of int32's."""
    return ids.astype(np.min_scalar_type(int(ids.max(initial=0))))
