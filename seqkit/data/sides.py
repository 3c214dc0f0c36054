"""Rows to one data set, or to two: for training and for validation."""

from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.data.buckets import bucketed
from seqkit.data.lookup import Lookup
from seqkit.data.ragged import Ragged

_MAY_BE_NONE = ("length", "batch_tokens", "seed")


def on_sides(
    fields: Any,
    chosen: np.ndarray | None,
    batch_size: int,
    *,
    batch_tokens: int | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> Any:
    """Return batches of rows of like length, apart where some are for validation.

    Args:
        fields: nest of `Ragged`, `Lookup` and arrays `(rows, …)`, see `bucketed`.
        chosen: bool `(rows,)`, those for validation, or None for one data set.
        batch_size: int, rows of a batch.
        batch_tokens: int or None, see `bucketed`.
        buckets: int, see `bucketed`.
        seed: int or None, for the order of the rows that are for training.

    Returns:
        `tf.data.Dataset`; with `chosen` two, the second of which is not shuffled.
    """
    options = {"batch_tokens": batch_tokens, "buckets": buckets}
    if chosen is None:
        return bucketed(fields, batch_size, **options, seed=seed)
    training, validating = _take(fields, ~chosen), _take(fields, chosen)
    return (
        bucketed(training, batch_size, **options, seed=seed),
        bucketed(validating, batch_size, **options, shuffle=False),
    )


def whole_numbers(**numbers: Any) -> dict[str, int | None]:
    """Return the numbers of a maker of data sets as Python ints, see `whole_number`.

    A bound, `length` or `batch_tokens`, and `seed` may be None; `seed` may be 0.
    """
    return {
        name: None
        if number is None and name in _MAY_BE_NONE
        else whole_number(name, number, least=0 if name == "seed" else 1)
        for name, number in numbers.items()
    }


def _take(fields, rows):
    """Take some rows of each field."""
    import tensorflow as tf

    def take(field):
        known = isinstance(field, Ragged | Lookup)
        return field.take(rows) if known else field[rows]

    return tf.nest.map_structure(take, fields)
