"""Encode the columns of a table, and check their values."""

from typing import Any

import numpy as np

from seqkit.series.calendar_numbers import calendar_numbers
from seqkit.series.calendar_numbers import holiday_numbers
from seqkit.series.check_times import check_times
from seqkit.series.check_times import inner_steps
from seqkit.series.encoded_table import EncodedTable
from seqkit.series.encoded_table import group_rows
from seqkit.series.frequency import Frequency
from seqkit.series.frequency import read_frequency
from seqkit.series.read_table import as_floats
from seqkit.series.read_table import as_texts
from seqkit.series.read_table import column_of
from seqkit.series.table_columns import TableColumns
from seqkit.series.time_axis import Times
from seqkit.series.time_axis import read_times
from seqkit.series.transforms import allowed


def encode_table(
    columns: dict[str, Any],
    wanted: TableColumns,
    transform: str | None = None,
    missing: bool = False,
) -> EncodedTable:
    """Encode the columns of a table.

    Args:
        columns: dict of arrays, see `read_columns`.
        wanted: TableColumns, the roles of the columns.
        transform: str or None, the transform of the targets, which must allow them.
        missing: bool, whether targets and past covariates may be missing.

    Raises:
        TypeError: a column holds no numbers.
        ValueError: a column is not there; a value is infinite, missing without
            `missing`, or not allowed by the transform; times are wrong, see
            `check_times`; or a static column varies within a series.
    """
    ids, rows, starts, lengths = group_rows(columns, wanted.series)
    times, frequency = _times(columns, wanted, rows, starts)
    steps = [
        *(_targets(columns, name, transform, missing) for name in wanted.targets),
        *_covariates(columns, wanted, wanted.past, missing),
        *_covariates(columns, wanted, wanted.known, False),
    ]
    steps = [column[rows] for column in steps]
    steps += calendar(wanted, times)
    if wanted.real:
        steps.append(np.ones(len(rows)))
    return EncodedTable(
        np.stack(steps, axis=1).astype("float32"),
        starts,
        lengths,
        ids,
        _static(columns, wanted, rows, starts, lengths),
        times,
        frequency,
        rows,
    )


def encode_known(columns: dict[str, Any], wanted: TableColumns) -> np.ndarray:
    """Return the known covariates of a table, float32 `(rows, known covariates)`."""
    found = _covariates(columns, wanted, wanted.known, False)
    return np.stack(found, axis=1).astype("float32")


def calendar(wanted: TableColumns, times: Times | None) -> list[np.ndarray]:
    """Return the calendar columns of times, each int64 `(rows,)`."""
    found = [calendar_numbers(name, times.wall) for name in wanted.calendar]
    if wanted.holidays:
        found.append(holiday_numbers(wanted.holidays, times.wall))
    return found


def times_of(
    columns: dict[str, Any], wanted: TableColumns
) -> tuple[Times, Frequency | None]:
    """Return the times of the rows of a table of one series, and their frequency."""
    count = len(next(iter(columns.values()), ()))
    return _times(columns, wanted, np.arange(count), np.zeros(1, "int64"))


def _times(columns, wanted, rows, starts):
    """Return the times of the rows and their frequency; None without such a column."""
    if wanted.time is None:
        return None, None
    values = column_of(columns, wanted.time, "the column of times")
    times = read_times(values, wanted.time).take(rows)
    if times.numbers and wanted.calendar_names:
        raise ValueError(
            f"Calendar numbers need dates. Received numbers in column {wanted.time!r}. "
            'Convert them: `pandas.to_datetime(numbers, unit="s")`.'
        )
    inner = inner_steps(len(rows), starts)
    known = None if wanted.frequency is None else read_frequency(wanted.frequency)
    return times, check_times(times, inner, known, wanted.time, rows)


def _targets(columns, name, transform, missing):
    """Return a target as float64, checked."""
    advice = "A target is a number; labels are for `SequenceClassifier`."
    values = as_floats(column_of(columns, name, "a target"), name, advice)
    check_numbers(values, name, missing)
    fine = allowed(transform, values)
    if not fine.all():
        row = int(np.argmin(fine))
        zeros = ', or `transform="log1p"`, which allows 0.'
        least = "above 0" if transform == "log" else "of 0 or more"
        raise ValueError(
            f"`transform={transform!r}` is for targets {least}. Received {values[row]} "
            f"in column {name!r}, row {row}, the first being 0. Give `transform=None`"
            f"{zeros if values[row] == 0 else '.'}"
        )
    return values


def _covariates(columns, wanted, names, missing):
    """Return the encoded columns of covariates as float64, checked."""
    encoded = []
    for name in names:
        values = column_of(columns, name, "a covariate")
        if name not in wanted.categories:
            numbers = as_floats(values, name)
            check_numbers(numbers, name, missing)
            encoded.append(numbers)
            continue
        texts = as_texts(values)
        gone = np.array([text is None for text in texts], bool)
        check_numbers(np.where(gone, np.nan, 0.0), name, missing)
        places = {text: place for place, text in enumerate(wanted.categories[name])}
        codes = np.array([places.get(text, -1) for text in texts], "int64")
        encoded += [np.where(gone, np.nan, codes == place) for place in places.values()]
    return encoded


def check_numbers(values: np.ndarray, name: str, missing: bool) -> None:
    """Raise ValueError for infinity, and for NaN if `missing` is False."""
    with np.errstate(over="ignore"):
        small = values.astype("float32")
    wrong = np.isinf(small) if missing else ~np.isfinite(small)
    if not wrong.any():
        return
    row = int(np.argmax(wrong))
    advice = "Replace it, or cut the table before it."
    if np.isnan(values[row]):
        advice = (
            "If targets and past covariates may be missing, give `missing=True` to "
            "`Series.from_table`. Known and static columns are filled in before."
        )
    raise ValueError(
        f"Column {name!r} holds finite numbers. Received {values[row]} in row {row}, "
        f"the first being 0. {advice}"
    )


def _static(columns, wanted, rows, starts, lengths):
    """Return the static columns of each series, float32 `(series, static)`.

    A series without rows has NaN.
    """
    filled = lengths > 0
    found = np.full((len(lengths), len(wanted.static_names)), np.nan)
    place = 0
    for name in wanted.static:
        for column in _covariates(columns, wanted, (name,), False):
            column = column[rows]
            found[filled, place] = column[starts[filled]]
            same = column == np.repeat(found[:, place], lengths)
            if not same.all():
                row = int(rows[np.argmin(same)])
                raise ValueError(
                    f"A static column has one value in each series. Column {name!r} "
                    f"changes in row {row}, the first being 0. Give it as a past or "
                    "known covariate."
                )
            place += 1
    return found.astype("float32")
