"""Score forecasts, beside naive forecasts and ridge regression of the same windows."""

from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.reports.forecast_arrays import check_same
from seqkit.reports.forecast_arrays import checked_levels
from seqkit.reports.forecast_arrays import numbers_of
from seqkit.reports.forecast_arrays import series_of
from seqkit.reports.forecast_arrays import training_of
from seqkit.reports.forecast_scores import forecast_scores
from seqkit.reports.forecast_scores import mase_scale
from seqkit.reports.forecast_table import MODEL
from seqkit.reports.naive import naive_forecasts
from seqkit.reports.report_of_forecasts import FAR
from seqkit.reports.report_of_forecasts import ForecastReport
from seqkit.reports.ridge_forecasts import ridge_forecasts

RIDGE = "ridge"


def forecast_report(
    targets: np.ndarray,
    values: np.ndarray,
    quantiles: np.ndarray | None = None,
    levels: Sequence[float] | None = None,
    *,
    history: np.ndarray,
    season: int = 1,
    training: Iterable[np.ndarray] | None = None,
    series: np.ndarray | None = None,
    inputs: np.ndarray | None = None,
    training_inputs: np.ndarray | None = None,
    training_targets: np.ndarray | None = None,
    names: Sequence[str] | None = None,
) -> ForecastReport:
    """Score forecasts, beside baselines that forecast the same windows.

    The baselines are those of `naive_forecasts`, and ridge regression if the inputs are
    given. Steps with an unknown target count for no row: to score one step alone, such
    as the 24th hour, replace the targets of all other steps by NaN.

    Args:
        targets: float `(windows, horizon)` or `(windows, horizon, targets)`, the true
            values; NaN if unknown.
        values: float, the shape of `targets`, the point forecasts.
        quantiles: float, the shape of `targets` and an axis of levels. None: there are
            point forecasts alone.
        levels: list of float, the levels of the quantiles, rising, such as 0.1 and 0.9.
        history: float `(windows, steps)` or `(windows, steps, targets)`, the targets'
            values that were known at each origin; NaN is a missing value.
        season: int, number of steps in a season. 1: there is no season.
        training: list of float `(time,)` or `(time, targets)`, the series of the
            training part, for MASE and the mean. None: both are left out.
        series: int `(windows,)`, the index of each window's series in `training`, for
            series of different sizes. None: MASE has one scale for all windows.
        inputs: float `(windows, features)`, all numbers that the model read. None:
            there is no ridge row.
        training_inputs: float `(training windows, features)`.
        training_targets: float `(training windows, horizon)`, or with an axis of
            targets.
        names: list of str, the targets. None: "target 0", "target 1", ….

    Returns:
        `ForecastReport`.

    Raises:
        ValueError: shapes do not agree; no target is known; a known target has no
            forecast; `levels` are not between 0 and 1 and rising; `season` is below 1.

    Reference: Hyndman & Koehler 2006, https://doi.org/10.1016/j.ijforecast.2006.03.001;
        Gneiting & Raftery 2007, section 4.2,
        https://doi.org/10.1198/016214506000001437.

    Example:
    >>> report = forecast_report([[4.0, 5.0]], [[4.0, 6.0]], history=[[1.0, 2.0, 3.0]])
    >>> report.model.mae, report.baselines["persistence"].mae
    (0.5, 1.5)
    """
    season = whole_number("season", season)
    true = numbers_of("targets", targets, ["windows", "horizon"])
    point = numbers_of("values", values, ["windows", "horizon"])
    past = numbers_of("history", history, ["windows", "steps"])
    windows, horizon, several = true.shape
    check_same(targets=true.shape, values=point.shape)
    check_same(targets=(windows, several), history=(past.shape[0], past.shape[2]))
    _check_known(true, point)
    spread, levels = _spread(quantiles, levels, true, np.ndim(targets) == 2)
    known = training_of(training, several)
    own = series_of(series, windows, known)
    forecasts = naive_forecasts(past, horizon, season, known or None, series)
    ridge = inputs, training_inputs, training_targets
    if any(each is not None for each in ridge):
        forecasts[RIDGE] = _ridge(*ridge, true.shape)
    scale = mase_scale(known, season, own) if known else past[:, 0] * np.nan
    compared = {name: (each, None) for name, each in forecasts.items()}
    compared = {MODEL: (point, spread), **compared}
    scores, names = _scores(true, compared, levels, scale), _names(names, several)
    places = {name: slice(i, i + 1) for i, name in enumerate(names) if several > 1}
    return ForecastReport(
        windows=windows,
        horizon=horizon,
        names=names,
        model=scores.pop(MODEL),
        baselines=scores,
        by_target={
            name: _scores(true, compared, levels, scale, place)
            for name, place in places.items()
        },
        levels=levels,
        shares=None if spread is None else _shares(true, spread),
        far=_far(past, known),
        zeros=int((true == 0).sum()),
    )


def _scores(targets, forecasts, levels, scale, places=slice(None)):
    """Return the scores of each forecast for some of the targets.

    `forecasts` is a dict from a name to a pair (values, quantiles or None).
    """
    return {
        name: forecast_scores(
            targets[..., places],
            values[..., places],
            None if quantiles is None else quantiles[..., places, :],
            levels,
            scale[:, places],
        )
        for name, (values, quantiles) in forecasts.items()
    }


def _check_known(targets, values):
    """Raise ValueError unless some targets are known, and each has a forecast."""
    known = np.isfinite(targets)
    if not known.any():
        raise ValueError(
            "A report needs at least one known target. Received `targets` of shape "
            f"{targets.shape} that are all NaN. Give windows whose future is known."
        )
    missing = (known & np.isnan(values)).sum()
    if missing:
        raise ValueError(
            "Each known target has a forecast. Received `values` that are NaN at "
            f"{missing:,} of {known.sum():,} known targets. Leave these windows out of "
            "all arrays, or forecast them."
        )


def _spread(quantiles, levels, targets, single):
    """Return the quantiles `(windows, horizon, targets, levels)`, and the levels."""
    if (quantiles is None) != (levels is None):
        raise ValueError(
            "Quantiles have levels. Received `quantiles` of "
            f"{'None' if quantiles is None else np.shape(quantiles)} and `levels` "
            f"{levels!r:.80}. Give both, or neither."
        )
    if quantiles is None:
        return None, None
    levels = checked_levels(levels)
    axes = ["windows", "horizon", *([] if single else ["targets"]), "levels"]
    spread = numbers_of("quantiles", quantiles, axes, several=False)
    spread = spread[:, :, None] if single else spread
    check_same(quantiles=spread.shape, targets=(*targets.shape, len(levels)))
    _check_known(np.broadcast_to(targets[..., None], spread.shape), spread)
    return spread, levels


def _ridge(inputs, training_inputs, training_targets, shape):
    """Return the forecasts of ridge regression, float `(windows, horizon, targets)`."""
    given = {
        "inputs": inputs,
        "training_inputs": training_inputs,
        "training_targets": training_targets,
    }
    missing = [name for name, each in given.items() if each is None]
    if missing:
        raise ValueError(
            "Ridge regression needs `inputs`, `training_inputs` and "
            f"`training_targets`. Received None as {missing}. "
            "Give all three, or leave all three out."
        )
    answers = numbers_of("training_targets", training_targets, ["windows", "horizon"])
    check_same(training_targets=answers.shape[1:], targets=shape[1:])
    check_same(inputs=np.shape(inputs)[:1], targets=shape[:1])
    return ridge_forecasts(training_inputs, answers, inputs)


def _shares(targets, quantiles):
    """Return the share of the known targets at or below each quantile."""
    known = np.isfinite(targets)
    return (targets[known][:, None] <= quantiles[known]).mean(axis=0)


def _far(history, training):
    """Return which windows have values far outside of those of training."""
    if not training:
        return np.zeros(len(history), bool)
    values = np.concatenate(training)  # (time, targets)
    seen = np.isfinite(values).any(axis=0)
    values, history = values[:, seen], history[..., seen]
    known = np.isfinite(values)
    low = np.where(known, values, np.inf).min(axis=0)
    high = np.where(known, values, -np.inf).max(axis=0)
    middle, spread = (low + high) / 2, high - low
    # Of a constant series, its size stands for the range.
    spread = np.where(spread > 0, spread, np.maximum(np.abs(middle), 1.0))
    return (np.abs(history - middle) > FAR * spread).any(axis=(1, 2))


def _names(names, targets):
    """Return the names of the targets, list of str."""
    names = [f"target {place}" for place in range(targets)] if names is None else names
    names = list(map(str, list_of(names, "names")))
    if len(names) != targets or len({*names}) < targets:
        raise ValueError(
            f"Each of {targets} targets has its own name. Received {names!r:.80}. "
            "Give the columns of `targets`, in their order."
        )
    return names
