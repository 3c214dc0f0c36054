"""Read tables: of pandas, NumPy, dicts of columns, and files; take some of their rows.

A table is read into a dict from the names of its columns to arrays `(rows,)`. A time
column of pandas with a time zone stays a column of pandas.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from seqkit.messages import show
from seqkit.series.read_numbers import is_one_series
from seqkit.table_files import csv_columns
from seqkit.table_files import format_of
from seqkit.table_files import names_of_columns
from seqkit.table_files import tsv_columns
from seqkit.text_files import file_at

MISSING = frozenset(
    ["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "<NA>", "NaT"]
)
"""Texts that mean a missing value."""
# Numbers that `float` does not read: 1,748.6 or 1.748,6 or 3,27.
_PUNCTUATED = re.compile(r"[+-]?\d+([.,'’\s]\d{3})*([.,]\d+)?")


def is_table(value: Any) -> bool:
    """Return whether a value is one table: of pandas, an array, a dict, or a path."""
    if isinstance(value, str | os.PathLike | Mapping):
        return True
    return is_one_series(value)


def has_names(value: Any) -> bool:
    """Return whether a value is a table with names, or a list of such tables."""
    if isinstance(value, list | tuple) and value:
        return has_names(value[0])
    return is_table(value) and not isinstance(value, np.ndarray | list | tuple)


def read_columns(table: Any) -> dict[str, Any]:
    """Return the columns of a table by their names.

    The index of a pandas table is a column too if it holds times; its name is that of
    the index, or "index". The columns of an array are named "0", "1", ….

    Args:
        table: pandas DataFrame or Series; NumPy array `(time,)` or `(time, columns)`;
            dict of equally long columns; or path of a `.csv`, `.tsv` (plain or `.gz`)
            or `.parquet` file.

    Returns:
        dict from str to array `(rows,)`.

    Raises:
        TypeError: the value is no table.
        ValueError: columns differ in length, a name occurs twice, or a file cannot be
            read.
    """
    if isinstance(table, str | os.PathLike):
        return _read_file(file_at(table))
    if hasattr(table, "iloc"):
        return _pandas_columns(table)
    if isinstance(table, Mapping):
        columns = {str(name): _column(values) for name, values in table.items()}
    elif is_table(table):
        array = np.asarray(table)
        array = array[:, None] if array.ndim == 1 else array  # (time, columns)
        columns = {str(place): column for place, column in enumerate(array.T)}
    else:
        raise TypeError(
            "A table is a pandas table or column, an array (time, columns), a dict of "
            "columns, or the path of a .csv, .tsv or .parquet file. Received "
            f"{table!r:.60} of type {type(table).__name__}."
        )
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            "The columns of a table are equally long. "
            f"Received the lengths {show(f'{n}: {k}' for n, k in lengths.items())}."
        )
    return columns


def index_of_times(table: Any) -> str | None:
    """Return the name of a pandas table's index, if it holds times; else None."""
    index = getattr(table, "index", None)
    timed = getattr(getattr(index, "dtype", None), "kind", "") == "M"
    if not hasattr(table, "iloc") or not (timed or hasattr(index, "to_timestamp")):
        return None
    return "index" if index.name is None else str(index.name)


def take_rows(table: Any, rows: slice | np.ndarray) -> Any:
    """Return some rows of a table, in the table's own type.

    Args:
        table: a table, see `read_columns`; the result for a path is a dict.
        rows: slice, or int array of row numbers.
    """
    if isinstance(table, str | os.PathLike):
        table = read_columns(table)
    if hasattr(table, "iloc"):
        return table.iloc[rows]
    if isinstance(table, Mapping):
        return {name: take_rows(_column(each), rows) for name, each in table.items()}
    return table[rows]


def column_of(columns: dict[str, Any], name: str, role: str = "a column") -> Any:
    """Return a column by its name.

    Raises:
        ValueError: there is no such column; the error lists the names.
    """
    if name not in columns:
        raise ValueError(
            f"Expected {role} {name!r} in the table. It is not there. "
            f"The columns are {show(columns)}.{_advice_on_comma(columns, name, role)}"
        )
    return columns[name]


def as_floats(values: Any, name: str, advice: str = "") -> np.ndarray:
    """Return a column of numbers as float64; missing values become NaN.

    Args:
        values: array or pandas column; texts of numbers are read.
        name: str, the name of the column, for the error.
        advice: str, a sentence with the fix, for the error.

    Raises:
        TypeError: a value is neither a number nor a text.
        ValueError: a text is no number, or one with a comma or separators of thousands.
    """
    array = _plain(values)
    if array.dtype.kind in "biuf":
        return array.astype("float64")
    if array.dtype.kind in "OUS":
        filled = [np.nan if _is_missing(each) else each for each in array.tolist()]
        try:
            return np.array([float(each) for each in filled], "float64")
        except (TypeError, ValueError):
            row = next(row for row, each in enumerate(filled) if not _is_number(each))
            shown = f"{filled[row]!r:.60} in row {row}, the first being 0"
            if _is_punctuated(filled[row]):
                raise _punctuated(name, shown) from None
            error = ValueError if isinstance(filled[row], str) else TypeError
    else:
        shown, error = f"values of type {array.dtype}", TypeError
    raise error(
        f"Column {name!r} holds numbers. Received {shown}.{advice and ' '}{advice}"
    )


def as_texts(values: Any) -> list[str | None]:
    """Return a column as texts; missing values become None."""
    found = _plain(values).tolist()
    return [None if _is_missing(each) else str(each).strip() for each in found]


def holds_text(values: Any) -> bool:
    """Return whether a value of a column is a text that is no number."""
    array = _plain(values)
    if array.dtype.kind not in "OUS":
        return False
    return any(
        isinstance(each, str) and not _is_missing(each) and not _is_number(each)
        for each in array.tolist()
    )


def check_texts(values: Any, name: str) -> None:
    """Raise ValueError if all texts of a column are numbers, some like "1,748.6"."""
    given = [
        (row, each)
        for row, each in enumerate(_plain(values).tolist())
        if not _is_missing(each) and not _is_number(each)
    ]
    if given and all(_is_punctuated(each) for _, each in given):
        row, first = given[0]
        raise _punctuated(name, f"{first!r:.60} in row {row}, the first being 0")


def _advice_on_comma(columns, name, role):
    """Return the fix for names of several columns in one text, "a,b"; else ""."""
    names = [part.strip() for part in str(name).split(",")]
    option = role.strip("`")
    if len(names) < 2 or not all(part in columns for part in names):
        return ""
    if option not in ("target", "past", "known", "static"):  # those of several columns
        return ""
    listed = " ".join(f"'{part}'" if " " in part else part for part in names)
    return (
        f" Give several columns as a list, `{names!r}`; on the command line "
        f"with spaces between them, `--{option} {listed}`."
    )


def _read_file(path: Path) -> dict[str, Any]:
    """Return the columns of a file."""
    kind = format_of(path)
    if kind == ".parquet":
        return _pandas_columns(_pandas().read_parquet(path))
    if kind not in (".csv", ".tsv"):
        raise ValueError(
            "A table is a .csv or .tsv file, plain or .gz, or a .parquet file. "
            f"Received {path.name!r}. Add the ending of its format to its name."
        )
    names = names_of_columns(path)
    read = tsv_columns if kind == ".tsv" else csv_columns
    columns = zip(*read(path, names), strict=True)
    found = [np.array(column, object) for column in columns]
    found = found or [np.empty(0, object) for _ in names]
    return dict(zip(names, found, strict=True))


def _pandas():
    try:
        import pandas
    except ImportError as error:
        raise ImportError(
            "Parquet files are read by pandas, which is not installed. "
            "Install it: `pip install 'seqkit[series]'`."
        ) from error
    return pandas


def _pandas_columns(table):
    """Return the columns of a DataFrame or Series, with an index of times."""
    if not hasattr(table, "columns"):
        table = table.to_frame("0" if table.name is None else table.name)
    index, columns, name = table.index, {}, index_of_times(table)
    if name is not None and name not in map(str, table.columns):
        times = index.to_timestamp() if hasattr(index, "to_timestamp") else index
        columns[name] = times.to_series()
    for place, name in enumerate(table.columns):
        if str(name) in columns:
            raise ValueError(
                "The columns of a table have different names. Received two columns "
                f"{str(name)!r}. Rename one."
            )
        columns[str(name)] = table.iloc[:, place]
    return {name: _column(values) for name, values in columns.items()}


def _column(values):
    """Return a column as an array; one of pandas with a time zone stays as it is."""
    kind = getattr(values, "dtype", None)
    if getattr(kind, "tz", None) is not None:
        return values
    if str(kind).startswith("period"):
        values = values.dt.to_timestamp()
    return values if isinstance(values, np.ndarray) else _plain(values)


def _plain(values):
    """Return a column as an array of NumPy: of numbers, times, or objects."""
    if isinstance(values, np.ndarray):
        return values
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    if hasattr(values, "to_numpy") and kind in "biuf" and kind:
        if getattr(values, "hasnans", False):
            return values.to_numpy(dtype="float64", na_value=np.nan)
        return values.to_numpy()
    if hasattr(values, "to_numpy") and kind not in ("M", "m"):
        return values.to_numpy(dtype=object)
    array = np.asarray(values)
    return array if array.dtype.kind in "biufM" else np.array(list(values), object)


def _is_missing(value):
    """Return whether a value is None, NaN, pandas' NA, or a text that means it."""
    if isinstance(value, str):
        return value.strip() in MISSING
    if value is None:
        return True
    try:
        return bool(value != value)  # NaN and NaT
    except TypeError:  # pandas' NA has no truth
        return True


def _is_number(value):
    """Return whether `float` converts a value."""
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_punctuated(value):
    """Return whether a text is a number with separators of thousands, or a comma."""
    return isinstance(value, str) and bool(_PUNCTUATED.fullmatch(value.strip()))


def _punctuated(name, shown):
    """Return the error for a number with separators."""
    return ValueError(
        f"Column {name!r} holds plain numbers, such as 1748.6. Received {shown}. Read "
        'the file with `pandas.read_csv(path, thousands=",")`, or with `decimal=","` '
        "for a decimal comma, and save it again."
    )
