"""Convert the inputs of a call to columns: one list of rows for each input.

`Asking` calls `as_rows`, then `as_columns`. All columns have the same number of rows,
and the rows of one column are padded to the same number of steps. The module imports
only seqkit and Python's standard library, so that `Client` needs no other package.
"""

import math
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.serving.serving_error import ServingError
from seqkit.serving.signatures import FILES
from seqkit.serving.signatures import ArraySpec
from seqkit.serving.signatures import Signature

_BLANK = {"string": "", "bool": False}


class Rows(NamedTuple):
    """The rows of one input.

    Args:
        values: list of rows. A row is one value, or nested lists if it has axes.
        several: bool, True if a collection of rows was given, False for a single row,
            which is used for all rows of the request.
    """

    values: list[Any]
    several: bool


def as_rows(name: str, value: Any, spec: ArraySpec) -> Rows:
    """Return the rows of one input as plain Python values.

    Args:
        name: str, the name of the input.
        value: one row, or a list or another ordered collection of rows. A row with axes
            is an array, a table or nested lists; rows may differ in length.
        spec: ArraySpec of the input.

    Raises:
        TypeError: the value is a collection without an order, or a text is neither str
            nor bytes.
        ServingError: a row has another shape than the input.
    """
    if spec.row_shape:
        return _rows_with_axes(name, value, spec)
    if is_several(value):
        items = "str or bytes" if spec.dtype == "string" else "values"
        rows = Rows([_plain(each) for each in list_of(value, name, items)], True)
    else:
        rows = Rows([_plain(value)], False)
    if spec.dtype == "string":
        _check_texts(name, rows.values)
    return rows


def as_columns(given: dict[str, Rows], signature: Signature) -> dict[str, list[Any]]:
    """Return the columns of a request, padded, with a column of lengths if needed.

    If an input has a variable number of steps, its signature also has an input for the
    lengths. If the lengths are not given, they are counted here. Then steps of NaN
    alone at the end of a row are padding, which is removed; other NaN are missing
    values, which are kept.

    Args:
        given: dict from the name of each input to its `Rows`; lengths may be left out.
        signature: Signature.

    Returns:
        dict from the name of each input to a list of rows, all of the same length. Rows
        of an input with lengths are padded with 0 to the steps of the longest row, at
        least 1; rows of several strings, such as the frames of clips, with "".

    Raises:
        ServingError: inputs have different numbers of rows.
    """
    counts = {name: len(each.values) for name, each in given.items() if each.several}
    if len(set(counts.values())) > 1:
        raise ServingError(
            f"All inputs have the same number of rows. Received {counts} rows. "
            "Give one value to use it for all rows."
        )
    rows = next(iter(counts.values()), 1)
    columns = {
        name: each.values if each.several else each.values * rows
        for name, each in given.items()
    }
    for name in given:
        lengths = signature.lengths_of(name)
        spec = signature.inputs[name]
        if lengths is None:
            # Strings need no lengths: "" is padding, as in the frames of a clip.
            if spec.dtype == "string" and spec.row_shape[:1] == (None,):
                columns[name] = _padded(columns[name], spec)
            continue
        if lengths not in columns:
            columns[name] = [_without_padding(row) for row in columns[name]]
            columns[lengths] = list(map(len, columns[name]))
        columns[name] = _padded(columns[name], spec)
    return columns


def _check_texts(name: str, column: list[Any]) -> None:
    """Raise TypeError unless all rows are str or bytes; bytes only, for a file."""
    for row, value in enumerate(column):
        if isinstance(value, bytes) or (isinstance(value, str) and name not in FILES):
            continue
        wanted, advice = "str or bytes", "Give one flat list, without missing texts."
        if name in FILES:
            wanted, advice = "bytes", "Read the file first: `Path(path).read_bytes()`."
        raise TypeError(
            f"Each row of `{name}` is {wanted}. Received {value!r:.80} of type "
            f"{type(value).__name__} in row {row}, the first being 0. {advice}"
        )


def _rows_with_axes(name: str, value: Any, spec: ArraySpec) -> Rows:
    """Return the rows of an input whose rows are arrays."""
    value = _as_array(value)
    nested = _nested(name, value)
    axes = None if _holds_objects(value) else getattr(value, "ndim", None)
    several = (_axes_of(nested) if axes is None else axes) > len(spec.row_shape)
    rows = nested if several else [nested]
    for place, row in enumerate(rows):
        shape = _shape_of(row)
        if not _fits(shape, spec.row_shape):
            received = "steps of different shapes" if shape is None else f"{shape}"
            raise ServingError(
                f"`{name}` is {spec}. Received {received} in row {place} of "
                f"{len(rows)}, the first being 0. Give one array of the shape without "
                "`batch`, or a list of such arrays, which may differ in `time`."
            )
    return Rows(rows, several)


def _nested(name: str, value: Any) -> Any:
    """Return arrays, tables and collections as nested lists."""
    value = _as_array(value)
    if hasattr(value, "tolist") and not _holds_objects(value):
        return value.tolist()
    if isinstance(value, list) and set(map(type, value)) <= {int, float, bool}:
        return value
    if is_several(value):
        return [_nested(name, each) for each in list_of(value, name, "values")]
    return value


def _as_array(value: Any) -> Any:
    """Return tables, tensors and drawings as arrays; other values as they are."""
    # The methods of pandas, of tensors, and of `Drawing`.
    for method in ("to_numpy", "numpy", "__array__"):
        if hasattr(value, method):
            value = getattr(value, method)()
    return value


def _holds_objects(value: Any) -> bool:
    """Return whether an array or a column holds arrays rather than numbers."""
    return str(getattr(value, "dtype", "")) == "object"


def _axes_of(nested: Any) -> float:
    """Count the axes of nested lists; return infinity for lists without a value.

    Infinity makes the caller read an empty list as several rows.
    """
    axes = 0
    while isinstance(nested, list):
        filled = next((each for each in nested if each != []), [])
        if filled == []:
            return math.inf
        nested, axes = filled, axes + 1
    return axes


def _shape_of(nested: Any) -> tuple[int, ...] | None:
    """Return the shape of nested lists, or None if their parts differ in shape."""
    if not isinstance(nested, list):
        return ()
    if list not in set(map(type, nested)):
        return (len(nested),)
    shapes = {_shape_of(each) for each in nested}
    inner = shapes.pop() if len(shapes) == 1 else None
    return None if inner is None else (len(nested), *inner)


def _fits(shape: tuple[int, ...] | None, expected: Sequence[int | None]) -> bool:
    """Return whether a row has the expected shape, in which None is any size."""
    if shape == (0,) and expected[0] is None:
        return True  # a row without steps, `[]`, has no axes inside of a step
    return (
        shape is not None
        and len(shape) == len(expected)
        and all(size in (None, own) for size, own in zip(expected, shape, strict=True))
    )


def _without_padding(row: list[Any]) -> list[Any]:
    """Return a row without the steps at its end that are all NaN."""
    steps = len(row)
    while steps and _is_nan(row[steps - 1]):
        steps -= 1
    return row[:steps]


def _is_nan(step: Any) -> bool:
    """Return whether all numbers of a step are NaN."""
    if isinstance(step, list):
        return all(map(_is_nan, step))
    return isinstance(step, float) and math.isnan(step)


def _padded(rows: list[Any], spec: ArraySpec) -> list[Any]:
    """Return rows padded at the end with blank steps to the length of the longest."""
    filled = next((_shape_of(row[0]) for row in rows if row), None)
    shape = [size or 1 for size in spec.row_shape[1:]] if filled is None else filled
    blank = _BLANK.get(spec.dtype, 0)
    for size in reversed(shape):
        blank = [blank] * size
    # At least one step: JSON cannot express the shape of an array without steps.
    width = max([1, *map(len, rows)])
    return [row + [blank] * (width - len(row)) for row in rows]


def _plain(value: Any) -> Any:
    """Return a value of NumPy as one of Python, without importing NumPy."""
    return value.tolist() if hasattr(value, "tolist") else value
