"""Calls of a model on rows of any lengths, in batches of rows of similar length."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.types import Tensor

ROWS = 64  # the most rows of a batch
LARGEST = 2**17  # rows times steps of a batch with several rows, at most
# The steps of a batch are a multiple of this number, since JAX compiles a graph for
# each shape.
STEPS = 32


def by_length(
    function: Callable[[np.ndarray], Any], rows: Sequence[np.ndarray]
) -> list[Any]:
    """Call a function of batches on rows of any lengths, and return each row's answer.

    Args:
        function: takes int32 or float `(batch, time, …)`, padded on the right with 0 or
            NaN, or a nest of such arrays; returns a nest of tensors, batch first.
        rows: list of arrays `(time, …)`, or of nests of such arrays.

    Returns:
        list of nests of NumPy arrays, the answer of each row, in the order of `rows`.
        An answer with an axis of time keeps the padding of its batch.

    Example:
    >>> by_length(lambda batch: batch.sum(axis=1), [np.array([4, 5]), np.array([6])])
    [9, 6]
    """
    answers = [None] * len(rows)
    lengths = [max(map(len, keras.tree.flatten(row))) for row in rows]
    for places in batches(lengths):
        chosen = [rows[place] for place in places]
        answer = function(
            keras.tree.map_structure(lambda *leaves: padded(leaves), *chosen)
        )
        answer = keras.tree.map_structure(ops.convert_to_numpy, answer)
        for line, place in enumerate(places):
            answers[place] = keras.tree.map_structure(_row(line), answer)
    return answers


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Divide rows into batches of similar length, short rows first.

    Args:
        lengths: list of int, the length of each row.

    Returns:
        list of batches, each a list of the places of rows in `lengths`.
    """
    parts = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        rows = min(ROWS, max(1, LARGEST // max(lengths[row], 1)))
        if not parts or len(parts[-1]) >= rows:
            parts.append([])
        parts[-1].append(row)
    return parts


def padded(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Stack rows to a batch, with padding on the right.

    Args:
        rows: list of arrays `(time, …)` of one dtype.

    Returns:
        `(batch, time, …)`: int32 padded with 0, or floats of their dtype padded with
        NaN.
    """
    rows = [np.asarray(row) for row in rows]
    steps = -(-max(1, *map(len, rows)) // STEPS) * STEPS
    floats = rows[0].dtype.kind == "f"
    kind, padding = (rows[0].dtype, np.nan) if floats else ("int32", 0)
    batch = np.full((len(rows), steps, *rows[0].shape[1:]), padding, kind)
    for line, row in zip(batch, rows, strict=True):
        line[: len(row)] = row
    return batch


def _row(place: int) -> Callable[[Tensor], Any]:
    return lambda leaf: leaf[place]
