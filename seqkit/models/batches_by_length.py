"""Texts through a model in batches of like length."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.types import Tensor

ROWS = 64  # of a batch
LARGEST = 2**17  # rows times steps of a batch
# Widths are multiples of it, since each new one is compiled anew on JAX.
STEPS = 32


def by_length(
    function: Callable[[np.ndarray], Any], ids: Sequence[np.ndarray]
) -> list[Any]:
    """Calls a function of batches on rows of any lengths, and gives what each row got.

    Args:
        function: of int32 `(batch, time)`, padded on the right with 0, or of a nest of
            such; returns a nest of tensors, batch first.
        ids: int32 `(time,)` or `(time, …)` each, or nests of such.

    Returns:
        list of nests of NumPy arrays, in the order of `ids`.

    Example:
    >>> by_length(lambda batch: batch.sum(axis=1), [np.array([4, 5]), np.array([6])])
    [9, 6]
    """
    answers = [None] * len(ids)
    for rows in batches([max(map(len, keras.tree.flatten(row))) for row in ids]):
        chosen = [ids[row] for row in rows]
        answer = function(
            keras.tree.map_structure(lambda *leaves: padded(leaves), *chosen)
        )
        answer = keras.tree.map_structure(ops.convert_to_numpy, answer)
        for place, row in enumerate(rows):
            answers[row] = keras.tree.map_structure(_row(place), answer)
    return answers


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Parts rows into batches, short ones first.

    Args:
        lengths: list of int, of each row.

    Returns:
        list of lists of row numbers.
    """
    parts = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        rows = min(ROWS, max(1, LARGEST // max(lengths[row], 1)))
        if not parts or len(parts[-1]) >= rows:
            parts.append([])
        parts[-1].append(row)
    return parts


def padded(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Stacks rows of ids, 0 on the right of each: int32 `(batch, time, …)`."""
    steps = -(-max(1, *map(len, rows)) // STEPS) * STEPS
    batch = np.zeros((len(rows), steps, *rows[0].shape[1:]), "int32")
    for line, row in zip(batch, rows, strict=True):
        line[: len(row)] = row
    return batch


def _row(place) -> Callable[[Tensor], Any]:
    return lambda leaf: leaf[place]
