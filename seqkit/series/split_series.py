"""Divide a long table into the table of each series."""

from typing import Any

import numpy as np

from seqkit.series.encoded_table import group_rows
from seqkit.series.read_table import column_of
from seqkit.series.read_table import read_columns
from seqkit.series.read_table import take_rows


def split_series(table: Any, series: str | None) -> list[tuple[Any, Any]]:
    """Return the name and the table of each series, in the order of first rows.

    Args:
        table: table, see `read_columns`.
        series: str or None, the column with the name of each row's series.

    Returns:
        list of tuples of a name and a table of the same type; `[(None, table)]` without
        such a column.
    """
    if series is None:
        return [(None, table)]
    ids, rows, starts, lengths = group_rows(read_columns(table), series)
    return [
        (name, take_rows(table, _as_slice(rows[first : first + length])))
        for name, first, length in zip(ids, starts, lengths, strict=True)
    ]


def series_of(table: Any, series: str | None) -> list[Any]:
    """Return the names of the series of a table; none if it has no such column."""
    if series is None:
        return []
    columns = read_columns(table)
    if series not in columns:
        return []
    return list(dict.fromkeys(np.asarray(column_of(columns, series)).tolist()))


def _as_slice(rows):
    """Return rows as a slice where they follow one another, so that none is copied."""
    first, last = (rows[0], rows[-1] + 1) if len(rows) else (0, 0)
    return slice(first, last) if last - first == len(rows) else rows
