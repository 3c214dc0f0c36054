"""`EncodedTable`: the numbers of a table, series after series."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from typing import Any

import numpy as np

from seqkit.series.frequency import Frequency
from seqkit.series.read_numbers import one_row
from seqkit.series.read_table import as_texts
from seqkit.series.read_table import column_of
from seqkit.series.time_axis import Times


@dataclass(frozen=True, eq=False)
class EncodedTable:
    """The encoded numbers of a table, series after series.

    Args:
        steps: float32 `(rows, features)`.
        starts: int64 `(series,)`, the first row of each series.
        lengths: int64 `(series,)`, the rows of each series.
        ids: list of the name of each series; `[None]` for one series without a name.
        static: float32 `(series, static)`.
        times: Times of the rows, or None if the codec has no column of times.
        frequency: Frequency or None.
        rows: int64 `(rows,)`, the row of the table from which each row comes.
    """

    steps: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    ids: list[Any]
    static: np.ndarray
    times: Times | None
    frequency: Frequency | None
    rows: np.ndarray


def encode_arrays(
    arrays: list[Any], features: int, missing: bool, static: int = 0
) -> EncodedTable:
    """Return arrays of encoded numbers, without times; static columns are NaN.

    Args:
        arrays: list of arrays `(time, features)`; NaN at the end is padding.
        features: int, the number of values in one step.
        missing: bool, whether values may be missing.
        static: int, the number of encoded static columns.
    """
    rows = [
        one_row(each, place, features, missing) for place, each in enumerate(arrays)
    ]
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    return EncodedTable(
        np.concatenate([np.zeros((0, features), "float32"), *rows]),
        np.cumsum(lengths) - lengths,
        lengths,
        [None] * len(rows),
        np.full((len(rows), static), np.nan, "float32"),
        None,
        None,
        np.arange(lengths.sum()),
    )


def joined(tables: Iterable[EncodedTable], features: int) -> EncodedTable:
    """Return several encoded tables as one, with the series of each."""
    tables = list(tables)
    if not tables:
        return encode_arrays([], features, False)
    if len(tables) == 1:
        return tables[0]
    before = np.cumsum([0, *(len(each.steps) for each in tables)])
    starts = [each.starts + first for each, first in zip(tables, before, strict=False)]
    times = [each.times for each in tables]
    return replace(
        tables[0],
        steps=np.concatenate([each.steps for each in tables]),
        starts=np.concatenate(starts),
        lengths=np.concatenate([each.lengths for each in tables]),
        ids=[name for each in tables for name in each.ids],
        static=np.concatenate([each.static for each in tables]),
        times=None
        if times[0] is None
        else Times(
            np.concatenate([each.utc for each in times]),
            np.concatenate([each.wall for each in times]),
            times[0].zone,
        ),
        rows=np.concatenate([each.rows for each in tables]),
    )


def group_rows(
    columns: dict[str, Any], series: str | None
) -> tuple[list[Any], np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows of a long table, series after series.

    Args:
        columns: dict of arrays, see `read_columns`.
        series: str or None, the column with the name of each row's series.

    Returns:
        list of the names of series, in the order of their first rows; int64 `(rows,)`,
        the rows in the order of the series; int64 `(series,)`, the first row of each
        series in that order; and int64 `(series,)`, the rows of each series.

    Raises:
        ValueError: there is no such column, or a row has no name.
    """
    count = len(next(iter(columns.values()), ()))
    if series is None:
        whole = np.array([count], "int64")
        return [None], np.arange(count), np.zeros(1, "int64"), whole
    names = np.asarray(column_of(columns, series, "the column of series"))
    change = np.ones(count, bool)
    change[1:] = names[1:] != names[:-1]
    firsts = np.flatnonzero(change)  # of stretches of rows of one series
    ids = {}
    places = [ids.setdefault(name, len(ids)) for name in names[firsts].tolist()]
    if None in as_texts(list(ids)):
        row = next(row for row, text in enumerate(as_texts(names)) if text is None)
        raise ValueError(
            f"Every row has the name of its series. Received none in column {series!r},"
            f" row {row}, the first being 0. Fill it in, or leave the row out."
        )
    places = np.repeat(places, np.diff([*firsts, count])).astype("int64")  # (rows,)
    lengths = np.bincount(places, minlength=len(ids)).astype("int64")
    rows = np.argsort(places, kind="stable")
    return list(ids), rows, np.cumsum(lengths) - lengths, lengths
