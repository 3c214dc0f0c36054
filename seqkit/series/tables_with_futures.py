"""Pair tables of the past with the tables of their known future."""

from typing import TYPE_CHECKING
from typing import Any

from seqkit.arguments import list_of
from seqkit.series.read_table import read_columns

if TYPE_CHECKING:
    from seqkit.series.series import Series


def with_futures(codec: "Series", past: Any, future: Any) -> list[tuple]:
    """Return the series of tables, each with its known future.

    Args:
        codec: Series.
        past: table, or list of tables.
        future: table or list of tables of the known columns; or None. For one series
            it may lack the column of series.

    Returns:
        list of triples: the id of a series or None, its table, and the table of its
        future or None.

    Raises:
        ValueError: lists of pasts and futures differ in length, or a series has no
            future.
    """
    if isinstance(past, list | tuple):
        return _of_lists(codec, past, future)
    parts = codec.split(past)
    if future is None:
        return [(name, table, None) for name, table in parts]
    if len(parts) == 1 and codec.series_column not in read_columns(future):
        return [(*parts[0], future)]
    futures = dict(codec.split(future))
    missing = [name for name, _ in parts if name not in futures]
    if missing:
        raise ValueError(
            "`future` holds the known columns of each series of `past`. Received "
            f"none of {missing[0]!r}. Add its rows."
        )
    return [(name, table, futures[name]) for name, table in parts]


def _of_lists(codec, past, future):
    """Return the triples of lists of tables."""
    futures = [None] * len(past)
    if future is not None:
        futures = list_of(future, "future", "tables")
    if len(futures) != len(past):
        raise ValueError(
            "`past` and `future` are lists of equally many tables. Received "
            f"{len(past)} and {len(futures)}. Give one future for each past."
        )
    pairs = zip(past, futures, strict=True)
    return [
        part for table, known in pairs for part in with_futures(codec, table, known)
    ]
