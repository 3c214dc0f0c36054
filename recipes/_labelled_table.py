"""Read a table with a label in each row, in the order of time, for `events`."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seqkit.messages import show
from seqkit.text_files import file_at
from seqkit.text_files import lines_of

LEAST = 50  # rows of a table
KEPT = 0.5, 99.5  # percent of the training rows, between which values are usual


def read(
    path: str, label: str | None, time: str | None
) -> tuple[np.ndarray, list[str]]:
    """Return the numbers and the labels of a CSV or TSV file, plain or .gz.

    All columns but `label` and `time` are numbers; an empty cell, "NA" and "NaN" are
    missing values.

    Args:
        path: str.
        label: str, the column of labels.
        time: str, a column by which the rows are in order; numbers or ISO dates. None:
            the rows are taken to be in order.

    Returns:
        float32 `(rows, columns)`, and a list of str.

    Raises:
        ValueError: there is no row, a column is missing, a cell is no number, a label
            is missing, or the times are not in order.
    """
    tabs = ".tsv" in Path(path).suffixes
    table = [row for row in csv.reader(_lines(path), delimiter="\t" if tabs else ",")]
    names, rows = (
        ([name.strip() for name in table[0]], table[1:]) if table else ([], [])
    )
    if label is None or not {label, *([time] if time else [])} <= {*names}:
        raise ValueError(
            "`label` names the column of labels, and `time` that of times, if there is "
            f"one. Received label={label!r}, time={time!r}; the columns of {path} are "
            f"{show(names)}. Give `label={names[-1] if names else 'state'!r}`, say."
        )
    if not rows or any(len(row) != len(names) for row in rows):
        raise ValueError(
            f"Each row has {len(names)} cells. Received {len(rows)} rows in {path}, "
            "some with another number, or none at all. Check the file."
        )
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    labels = [cell.strip() for cell in columns.pop(label)]
    if "" in labels:
        raise ValueError(
            f"Each row has a label. Received none in row {labels.index('')} of {path}, "
            "the first being 0. Fill it in, or remove the row."
        )
    if time is not None:
        _check_order(columns.pop(time), path)
    numbers = [_numbers(cells, name) for name, cells in columns.items()]
    return np.stack(numbers, axis=1).astype("float32"), labels


def eyes(columns: dict[str, np.ndarray]) -> tuple[np.ndarray, list[str]]:
    """Return the channels of the EEG, and whether the eyes are open or closed."""
    names = {"0": "open", "1": "closed"}
    labels = [names[state] for state in columns["class"]]
    channels = [each for name, each in columns.items() if name != "class"]
    return np.stack(channels, axis=1).astype("float32"), labels


def three_parts(
    table: tuple | None,
    files: Sequence[str | None],
    label: str | None,
    time: str | None,
    width: int,
) -> tuple[list, list, list]:
    """Return windows of a table in three parts: train, validation and test.

    The parts are the first 60 % of the rows, the next 20 % and the last 20 %. A file of
    its own replaces the second or the third part; the rest of the table is then for
    training. Values are clipped, see `clipped`.

    Args:
        table: values `(rows, columns)` and labels. None: those of the first file.
        files: paths of the table, of the validation part and of the test part.
        label: see `read`.
        time: see `read`.
        width: int, rows of a window; windows for training overlap.
    """
    values, labels = read(files[0], label, time) if table is None else table
    others = [path and read(path, label, time) for path in files[1:]]
    _check_columns(values, labels, others)
    # The shares of the rows for training, validation and test.
    shares = [0.6, 0.0 if others[0] else 0.2, 0.0 if others[1] else 0.2]
    shares[0] = 1 - sum(shares[1:])
    ends = [int(sum(shares[: place + 1]) * len(labels) + 0.5) for place in range(3)]
    cuts = zip([0, *ends], ends, strict=False)
    parts = [(values[begin:end], labels[begin:end]) for begin, end in cuts]
    parts = [
        part if other is None else other
        for part, other in zip(parts, [None, *others], strict=True)
    ]
    strides = width // 4 or 1, width, width
    return tuple(
        windows(part, width, stride)
        for part, stride in zip(clipped(parts), strides, strict=True)
    )


def _check_columns(values, labels, others):
    """Raise ValueError unless there are enough rows, and the tables fit together."""
    if len(labels) < LEAST or len(set(labels)) < 2:
        raise ValueError(
            f"A table has at least {LEAST} rows and two labels. Received "
            f"{len(labels)} rows with {len(set(labels))} labels. Give a longer table."
        )
    for other in filter(None, others):
        if other[0].shape[1] != values.shape[1]:
            raise ValueError(
                "All tables have the same columns. Received "
                f"{other[0].shape[1]} and {values.shape[1]} columns of numbers. "
                "Give tables with equal columns."
            )


def clipped(parts: list[tuple]) -> list[tuple]:
    """Return parts whose values are clipped to bounds of the first part.

    The bounds are the quantiles 0.5 % and 99.5 %, each moved outward by the distance
    between both. So outliers are cut, and slow drifts are not.
    """
    known = np.where(np.isfinite(parts[0][0]), parts[0][0], np.nan)
    low, high = np.nanpercentile(known, KEPT, axis=0)
    low, high = low - (high - low), high + (high - low)
    return [(np.clip(values, low, high), labels) for values, labels in parts]


def windows(part: tuple, width: int, stride: int) -> list[tuple]:
    """Return stretches of `width` rows and their labels; the last may be shorter."""
    values, labels = part
    starts = range(0, max(len(labels) - width + stride, 1), stride)
    return [
        (values[start : start + width], labels[start : start + width])
        for start in starts
    ]


def _lines(path):
    """Return the lines of a file, without blank ones."""
    return (line for line in lines_of(file_at(path)) if line.strip())


def _numbers(cells, name):
    """Return the cells of a column as floats."""
    missing = {"", "na", "nan", "null"}
    try:
        return [
            float("nan") if cell.strip().lower() in missing else float(cell)
            for cell in cells
        ]
    except ValueError as error:
        raise ValueError(
            f"All columns but those of `label` and `time` are numbers. Received "
            f"{error} in the column {name!r}. Remove the column, convert it, or "
            f"give `time={name!r}` if it holds times."
        ) from error


def _check_order(cells, path):
    """Raise ValueError unless times do not decrease."""
    try:
        times = np.array([float(cell) for cell in cells])
    except ValueError:
        times = np.array([cell.strip() for cell in cells], "datetime64[ms]")
    if (times[1:] < times[:-1]).any():
        row = int(np.argmax(times[1:] < times[:-1])) + 1
        raise ValueError(
            "The rows are in the order of time. Received "
            f"{cells[row]!r} after {cells[row - 1]!r} in row {row} of {path}, the "
            "first being 0. Sort the file by time."
        )
