"""Arrays, lists and pandas tables of numbers, read and checked."""

from numbers import Number
from typing import Any

import numpy as np

from seqkit.arguments import list_of


def is_one_series(value: Any) -> bool:
    """Return whether a value is one series rather than a collection of several.

    One are arrays and pandas tables of at most two axes, and lists of plain numbers. A
    list of anything else, and an array of three axes, are several.
    """
    if isinstance(value, list | tuple):
        return len(value) > 0 and all(isinstance(item, Number) for item in value)
    axes = getattr(value, "ndim", None)
    if axes == 1:  # an array of arrays of different lengths is a list of them
        return not any(np.ndim(item) for item in value)
    return axes is not None and axes < 3


def list_of_series(several: Any) -> list[Any]:
    """Return a collection of series as a list; raise TypeError for anything else."""
    if is_one_series(several):
        return [several]
    if isinstance(several, np.ndarray) or hasattr(several, "shape"):
        return list(np.asarray(several))
    return list_of(several, "inputs", "series")


def as_numbers(values: Any, row: int | None, name: str = "series") -> np.ndarray:
    """Return values as a float32 array.

    Args:
        values: array, nested list, or pandas table or column; None and pandas' NA are
            missing values.
        row: int, its place among the series, for the error. None: it has none.
        name: str, of the argument, for the error.

    Raises:
        TypeError: the values are no numbers.
    """
    try:
        # Twice, so that texts that spell numbers are refused: pandas would read them.
        array = np.asarray(values)
        if array.dtype == object:
            spelled = any(isinstance(item, str | bytes) for item in array.ravel())
            plain = getattr(values, "to_numpy", None)
            options = {"dtype": "float64", "na_value": np.nan}
            array = array if spelled else plain(**options) if plain else array
            array = array if spelled else array.astype("float64")
    except (TypeError, ValueError):
        array = np.empty(0, object)
    if array.dtype.kind not in "biuf":
        place = "" if row is None else f" in row {row}, the first being 0"
        raise TypeError(
            f"A series is an array of numbers, (time, features). Received "
            f"{values!r:.60} of type {type(values).__name__} as `{name}`{place}. "
            "Give `np.asarray(values, dtype=float)`."
        )
    # Too large ones become infinite, which is refused by name elsewhere.
    with np.errstate(over="ignore"):
        return array.astype("float32")


def without_padding(numbers: np.ndarray) -> np.ndarray:
    """Cut the steps of nothing but NaN off the end of a series `(time, features)`."""
    real = np.flatnonzero(~np.isnan(numbers).all(axis=1))
    return numbers[: real[-1] + 1 if real.size else 0]


def check_values(numbers: np.ndarray, row: int, missing: bool) -> None:
    """Raise ValueError for infinity, and for NaN unless values may be missing.

    Args:
        numbers: float32 `(time, features)`.
        row: int, the place of the series, for the error.
        missing: bool, whether values may be missing.
    """
    wrong = np.isinf(numbers) if missing else ~np.isfinite(numbers)
    if not wrong.any():
        return
    step, feature = np.argwhere(wrong)[0]
    value = numbers[step, feature]
    advice = "Replace it, or cut the series before it."
    if np.isnan(value):
        advice = (
            "Give `missing=True` to `Series.from_arrays` where values may be missing."
        )
    raise ValueError(
        f"The values of a series are finite numbers. Received {value} in row {row}, "
        f"step {step}, feature {feature}, each counted from 0. {advice}"
    )
