"""Functions by which `Series` reads and checks arrays, lists and pandas tables."""

from numbers import Number
from typing import Any

import numpy as np

from seqkit.arguments import list_of


def is_one_series(value: Any) -> bool:
    """Return whether a value is one series rather than several.

    An array or pandas table of at most two axes is one series, and so is a list of
    plain numbers. A list of other things, or an array of three axes, is several series.
    """
    if isinstance(value, list | tuple):
        return len(value) > 0 and all(isinstance(item, Number) for item in value)
    axes = getattr(value, "ndim", None)
    if axes == 1:  # an array of arrays of different lengths is several series
        return not any(np.ndim(item) for item in value)
    return axes is not None and axes < 3


def list_of_series(several: Any) -> list[Any]:
    """Return one series or several as a list; raise TypeError for another value."""
    if is_one_series(several):
        return [several]
    if isinstance(several, np.ndarray) or hasattr(several, "shape"):
        return list(np.asarray(several))
    return list_of(several, "inputs", "series")


def as_numbers(values: Any, row: int | None, name: str = "series") -> np.ndarray:
    """Return values as a float32 array.

    Args:
        values: array, nested list, or pandas table or column; None and pandas' NA
            become NaN, a missing value.
        row: int, the place of the series in the list, for the error. None: `values` are
            not in a list.
        name: str, name of the argument, for the error.

    Returns:
        float32 array of the same shape.

    Raises:
        TypeError: the values are not numbers.
    """
    try:
        # Converted in two steps, so that strings such as "1" are an error; pandas alone
        # would convert them to numbers.
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
    # Numbers too large for float32 become infinite: `check_values` raises the error.
    with np.errstate(over="ignore"):
        return array.astype("float32")


def without_padding(numbers: np.ndarray) -> np.ndarray:
    """Return a series `(time, features)` without the steps of all NaN at its end."""
    real = np.flatnonzero(~np.isnan(numbers).all(axis=1))
    return numbers[: real[-1] + 1 if real.size else 0]


def check_values(numbers: np.ndarray, row: int, missing: bool) -> None:
    """Raise ValueError for infinity, and for NaN if `missing` is False.

    Args:
        numbers: float32 `(time, features)`.
        row: int, the place of the series in the list, for the error.
        missing: bool, whether values may be missing.
    """
    wrong = np.isinf(numbers) if missing else ~np.isfinite(numbers)
    if not wrong.any():
        return
    step, feature = np.argwhere(wrong)[0]
    value = numbers[step, feature]
    advice = "Replace it, or cut the series before it."
    if np.isnan(value):
        advice = "Give `missing=True` to `Series.from_arrays` if values may be missing."
    raise ValueError(
        f"The values of a series are finite numbers. Received {value} in row {row}, "
        f"step {step}, feature {feature}, each counted from 0. {advice}"
    )


def one_row(series: Any, place: int, features: int, missing: bool) -> np.ndarray:
    """Return one series as float32 `(time, features)`, without its padding.

    Args:
        series: array `(time, features)`, or `(time,)` of one feature.
        place: int, the place of the series in the list, for the error.
        features: int, the number of values in one step.
        missing: bool, whether values may be missing.

    Raises:
        TypeError: the series contains no numbers.
        ValueError: it has another number of features, or a value is infinite, or
            missing without `missing`.
    """
    numbers = as_numbers(series, place)
    if numbers.ndim == 1 and features == 1:
        numbers = numbers[:, None]  # (time, 1)
    if numbers.ndim != 2 or numbers.shape[1] != features:
        raise ValueError(
            f"A series is an array (time, {features}), a number for each feature of "
            f"each step. Received shape {tuple(np.shape(series))} in row {place}, the "
            "first being 0. Several series are a list of arrays, or an array "
            f"(batch, time, {features})."
        )
    numbers = without_padding(numbers)
    check_values(numbers, place, missing)
    return numbers


def finite_numbers(name: str, values: Any) -> list[float]:
    """Return finite numbers, one for each feature, as a list of Python floats."""
    numbers = np.atleast_1d(as_numbers(values, None, name))
    if numbers.ndim != 1 or not numbers.size or not np.isfinite(numbers).all():
        raise ValueError(
            f"`{name}` is a list of finite numbers, one for each feature. "
            f"Received {values!r:.80}."
        )
    return [float(number) for number in np.atleast_1d(np.asarray(values, "float64"))]
