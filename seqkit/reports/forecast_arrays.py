"""Check the arrays of `forecast_report`, and give each of them an axis of targets."""

from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.arguments import list_of


def numbers_of(
    name: str, array: Any, axes: Sequence[str], several: bool = True
) -> np.ndarray:
    """Return an argument as float64 with an axis of targets.

    Args:
        name: str, the argument's name, for errors.
        array: float array of the axes in `axes`; or with one more axis of targets.
        axes: list of str, the names of the axes without that of the targets.
        several: bool, whether the axis of targets is allowed.

    Returns:
        float64 `(*axes, targets)` if `several`, else `(*axes,)`. NaN is kept.

    Raises:
        ValueError: the array has other axes, has no entries, or holds infinity or text.
    """
    form = f"({', '.join(axes)})"
    form += f" or ({', '.join(axes)}, targets)" if several else ""
    try:
        numbers = np.asarray(array, "float64")
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"`{name}` are numbers of shape {form}. Received {array!r:.80}. "
            "Give a float array, with NaN where a number is missing."
        ) from error
    fits = numbers.ndim == len(axes) or (several and numbers.ndim == len(axes) + 1)
    if not fits or not numbers.size:
        raise ValueError(
            f"`{name}` have shape {form}, at least one of each. "
            f"Received shape {numbers.shape}. Stack the windows along the first axis."
        )
    if np.isinf(numbers).any():
        raise ValueError(
            f"`{name}` are finite numbers, or NaN where one is missing. Received "
            f"{np.isinf(numbers).sum():,} infinite ones. Replace them by NaN."
        )
    return numbers[..., None] if several and numbers.ndim == len(axes) else numbers


def check_same(**shapes: tuple[int, ...]) -> None:
    """Raise ValueError unless all shapes are equal; the keywords are the arguments."""
    if len({*shapes.values()}) > 1:
        received = ", ".join(f"`{name}` {shape}" for name, shape in shapes.items())
        raise ValueError(
            "The arrays of a forecast agree in windows, steps and targets. "
            f"Received {received}. Give the arrays of the same windows."
        )


def checked_levels(levels: Any) -> np.ndarray:
    """Return levels of quantiles as float64 `(levels,)`.

    Raises:
        ValueError: there is no level, or the levels are not between 0 and 1 and in
            rising order.
    """
    levels = np.array(list_of(levels, "levels", "float"), "float64")
    inside = levels.ndim == 1 and len(levels) and ((0 < levels) & (levels < 1)).all()
    if not inside or not (np.diff(levels) > 0).all():
        raise ValueError(
            "`levels` are numbers between 0 and 1 in rising order, at least one. "
            f"Received {levels.tolist()!r:.80}. Sort them, and the last axis of "
            "`quantiles` with them: `levels[order]`, `quantiles[..., order]`."
        )
    return levels


def training_of(training: Iterable[Any] | None, targets: int) -> list[np.ndarray]:
    """Return the training series as a list of float64 `(time, targets)`.

    Args:
        training: list of float `(time,)` or `(time, targets)`; one array is a list of
            one series. None: an empty list is returned.
        targets: int, number of targets.

    Raises:
        ValueError: a series has another number of targets, or no series has a number.
    """
    if training is None:
        return []
    single = isinstance(training, np.ndarray) and training.dtype.kind in "fiu"
    several = [training] if single else list_of(training, "training", "arrays")
    several = [numbers_of("training", each, ["time"]) for each in several]
    for series in several:
        if series.shape[1] != targets:
            raise ValueError(
                f"`training` are arrays (time, targets) of {targets} targets, as "
                f"`targets`. Received shape {series.shape}. "
                "Give the columns of the targets, in the same order."
            )
    if not several or not any(np.isfinite(each).any() for each in several):
        raise ValueError(
            "`training` are the series of the training part, with at least one number. "
            f"Received {len(several)} series without any. "
            "Leave `training` out if there is no training part."
        )
    return several


def series_of(series: Any, windows: int, training: Sequence[np.ndarray]) -> np.ndarray:
    """Return the index of each window's series in `training`, int `(windows,)`.

    Args:
        series: int `(windows,)`. None: -1 is returned for all, which stands for all
            series together.
        windows: int, number of windows.
        training: list of arrays, as `training_of` returns it.

    Raises:
        ValueError: `series` has another shape, or an index has no series.
    """
    if series is None:
        return np.full(windows, -1)
    indices = np.asarray(series)
    whole = indices.dtype.kind in "iu" and indices.shape == (windows,)
    if not whole or not ((0 <= indices) & (indices < len(training))).all():
        raise ValueError(
            f"`series` has an index of `training` for each of {windows:,} windows. "
            f"Received {indices.tolist()!r:.80} for {len(training)} training series. "
            "Give ints from 0, or leave `series` out."
        )
    return indices
