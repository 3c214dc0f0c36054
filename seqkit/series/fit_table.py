"""Find the columns of training data, and measure their means and deviations."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import one_of
from seqkit.arguments import whole_number
from seqkit.messages import show
from seqkit.series.calendar_numbers import PERIODS
from seqkit.series.encode_table import encode_table
from seqkit.series.encoded_table import EncodedTable
from seqkit.series.encoded_table import encode_arrays
from seqkit.series.encoded_table import joined
from seqkit.series.frequency import read_frequency
from seqkit.series.read_numbers import as_numbers
from seqkit.series.read_numbers import list_of_series
from seqkit.series.read_table import as_texts
from seqkit.series.read_table import check_texts
from seqkit.series.read_table import column_of
from seqkit.series.read_table import holds_text
from seqkit.series.read_table import index_of_times
from seqkit.series.read_table import is_table
from seqkit.series.read_table import read_columns
from seqkit.series.table_columns import TableColumns
from seqkit.series.transforms import TRANSFORMS
from seqkit.series.transforms import transformed

logger = logging.getLogger("seqkit")


def fit_arrays(rows: Any, missing: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the deviation of each feature of arrays.

    Args and errors: see `Series.from_arrays`.
    """
    several = list_of_series(rows)
    if not several:
        raise ValueError(
            "`rows` are the series of the training data. Received none. "
            "Give at least one series."
        )
    first = as_numbers(several[0], 0)
    features = 1 if first.ndim < 2 else first.shape[-1]
    steps = encode_arrays(several, features, missing).steps
    mean, deviation = mean_and_deviation(steps.astype("float64"))
    return mean, _above_0(deviation)


def fit_table(
    train: Any,
    *,
    time: str | None,
    transform: str | None,
    difference: int | None,
    missing: bool,
    **roles: Any,
) -> dict[str, Any]:
    """Return the arguments of `Series` for training data.

    Args and errors: see `Series.from_table`.
    """
    one_of("transform", transform, TRANSFORMS)
    if difference is not None:
        difference = whole_number("difference", difference)
    several = [train] if is_table(train) else list_of(train, "train", "tables")
    if time is None and several:
        time = index_of_times(several[0])
    tables = [read_columns(table) for table in several]
    columns = find_columns(tables, time=time, missing=missing, **roles)
    encoded = []
    for table in tables:
        encoded.append(encode_table(table, columns, transform, missing))
        if encoded[-1].frequency is not None:  # the next tables must have it too
            columns = replace(columns, frequency=str(encoded[-1].frequency))
    encoded = joined(encoded, len(columns.names))
    columns = replace(columns, last=_last_time(encoded))
    return {
        **measure(encoded, columns, transform, difference),
        "missing": missing,
        "columns": columns,
        "transform": transform,
        "difference": difference,
    }


def _last_time(encoded):
    """Return the last time as text, or as a number; None without times or rows."""
    if encoded.times is None or not len(encoded.steps):
        return None
    last = encoded.times.in_steps_of(encoded.frequency).max()
    return float(last) if encoded.times.numbers else str(last)


def find_columns(
    tables: list[dict[str, Any]],
    *,
    target: Any,
    past: Any,
    known: Any,
    static: Any,
    calendar: Any,
    holidays: str | None,
    time: str | None,
    series: str | None,
    frequency: str | None,
    missing: bool,
) -> TableColumns:
    """Return the roles of the columns of training data, and the categories of texts.

    Args:
        tables: list of dicts of arrays, see `read_columns`.
        target, past, known, static, calendar, holidays, time, series, frequency,
            missing: see `Series.from_table`.

    Raises:
        ValueError: a column is not there, or in two roles; or an argument is wrong.
    """
    roles = {"target": target, "past": past, "known": known, "static": static}
    roles = {role: as_names(names) for role, names in roles.items()}
    _check_roles(
        tables[0], roles | {"series": as_names(series), "time": as_names(time)}
    )
    calendar = as_names(calendar)
    _check_calendar(calendar, holidays, time)
    columns = TableColumns(
        targets=roles.pop("target"),
        **roles,
        calendar=calendar,
        holidays=holidays,
        categories=_categories(
            tables, [name for role in roles.values() for name in role]
        ),
        time=None if time is None else str(time),
        series=None if series is None else str(series),
        frequency=None if frequency is None else str(read_frequency(frequency)),
        real=missing and not (roles["known"] or calendar or holidays),
    )
    _check_names(columns)
    return columns


def measure(
    encoded: EncodedTable,
    columns: TableColumns,
    transform: str | None,
    difference: int | None,
) -> dict[str, Any]:
    """Return the means and deviations of training data, as arguments of `Series`.

    Raises:
        ValueError: a target has no value, or no series is longer than `difference`.
    """
    steps = encoded.steps.astype("float64")
    targets = len(columns.targets)
    steps[:, :targets] = transformed(transform, steps[:, :targets])
    _check_values(steps, columns.targets)
    mean, deviation = mean_and_deviation(steps)
    names = columns.names
    for name, flat in zip(names, deviation[:targets] == 0, strict=False):
        if flat:
            logger.warning(
                "The target %r is constant in training: its deviation is taken as 1.",
                name,
            )
    after = len(names) - len(columns.calendar_names) - columns.real
    mean[after:], deviation[after:] = 0.0, 1.0
    static_mean, static_deviation = mean_and_deviation(encoded.static.astype("float64"))
    return {
        "mean": mean,
        "deviation": _above_0(deviation),
        "static_mean": static_mean.tolist(),
        "static_deviation": _above_0(static_deviation).tolist(),
        "difference_deviation": _differences(
            steps[:, :targets], encoded, difference
        ).tolist(),
        "steps": int(encoded.lengths.max(initial=0)),
    }


def mean_and_deviation(steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of each column, without missing values.

    Both are 0 for a column without values; the deviation of a constant is exactly 0.

    Args:
        steps: float64 `(rows, columns)`.
    """
    known = ~np.isnan(steps)
    counts = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, steps, 0).sum(axis=0) / counts
    squares = np.where(known, steps - mean, 0) ** 2
    deviation = np.sqrt(squares.sum(axis=0) / counts)
    # Rounding errors give a constant column a deviation that is almost 0.
    flat = deviation <= 1e-9 * np.maximum(np.abs(mean), 1e-30)
    return mean, np.where(flat, 0.0, deviation)


def as_names(given: Any) -> tuple[str, ...]:
    """Return the names of columns, given as one name, several, or None."""
    if given is None:
        return ()
    several = [given] if isinstance(given, str) or not _many(given) else list(given)
    return tuple(str(name) for name in several)


def _many(given):
    return isinstance(given, Iterable) and np.ndim(given) != 0


def _above_0(deviation):
    """Return deviations with 1 for 0."""
    return np.where(deviation > 0, deviation, 1.0)


def _check_values(steps, targets):
    """Raise ValueError unless each target has a value."""
    for place, name in enumerate(targets):
        if np.isnan(steps[:, place]).all():
            raise ValueError(
                f"A target has values in training. Column {name!r} has none in "
                f"{len(steps)} rows. Give the rows with its values."
            )


def _differences(targets, encoded, difference):
    """Return the root mean square of the differences, one number for each target."""
    if difference is None:
        return np.zeros(0)
    if encoded.lengths.max(initial=0) <= difference:
        raise ValueError(
            "`difference` is the number of steps in a season, fewer than the training "
            f"series have. Received {difference} for series of at most "
            f"{encoded.lengths.max(initial=0)} steps. Give a smaller one, or 1."
        )
    bounds = zip(encoded.starts, encoded.starts + encoded.lengths, strict=True)
    series = [targets[first:end] for first, end in bounds]
    changes = np.concatenate([u[difference:] - u[:-difference] for u in series])
    known = ~np.isnan(changes)
    squares = np.where(known, changes, 0) ** 2
    return _above_0(np.sqrt(squares.sum(axis=0) / np.maximum(known.sum(axis=0), 1)))


def _categories(tables, names):
    """Return the categories of each column of text in training."""
    found = {}
    for name in names:
        several = [column_of(columns, name) for columns in tables]
        if any(map(holds_text, several)):
            for values in several:
                check_texts(values, name)
            texts = {text for values in several for text in as_texts(values)}
            found[name] = tuple(sorted(texts - {None}))
    return found


def _check_roles(columns, roles):
    """Raise ValueError if a column is not there, or has two roles."""
    if not roles["target"]:
        raise ValueError(
            "`target` is the column to forecast, or a list of columns. Received none. "
            f"The columns are {show(columns)}."
        )
    taken = {}
    for role, names in roles.items():
        for name in names:
            column_of(columns, name, f"`{role}`")
            if name in taken:
                raise ValueError(
                    f"Each column has one role. Received {name!r} as `{taken[name]}` "
                    f"and as `{role}`. Leave one of them out; the past of a target is "
                    "read anyway."
                )
            taken[name] = role


def _check_calendar(calendar, holidays, time):
    """Raise ValueError unless calendar numbers are known, and times are there."""
    for name in calendar:
        one_of("calendar", name, PERIODS)
    if (calendar or holidays) and time is None:
        raise ValueError(
            "Calendar columns and holidays need the column of times. Received "
            'time=None. Give `time="date"`, say.'
        )


def _check_names(columns):
    """Raise ValueError if two encoded columns have the same name."""
    names = list(columns.names)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"Encoded columns have different names. Received {show(twice)} twice: as a "
            "column of the table and as a calendar column, say. Rename the column."
        )
