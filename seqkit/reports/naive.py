"""Forecast without a model: by the last value, the last season, drift and the mean."""

from collections.abc import Iterable

import numpy as np

from seqkit.arguments import whole_number
from seqkit.reports.forecast_arrays import numbers_of
from seqkit.reports.forecast_arrays import series_of
from seqkit.reports.forecast_arrays import training_of

PERSISTENCE = "persistence"
SEASONAL = "seasonal naive"
DRIFT = "drift"
DRIFT_AND_SEASONAL = "drift + seasonal"
MEAN = "mean"


def naive_forecasts(
    history: np.ndarray,
    horizon: int,
    season: int = 1,
    training: Iterable[np.ndarray] | None = None,
    series: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Forecast each window by the rules that any model has to beat.

    y is the history of T steps, and h = 1, 2, … counts the steps of the forecast:

    - "persistence": the last observed value.
    - "seasonal naive", if `season` is above 1: the last observed value of the same
      phase, one or more seasons back; if the phase was never observed, the last
      observed value.
    - "drift + seasonal" ("drift" if `season` is 1): the seasonal naive forecast plus h
      times the mean change per step, (y[T] - y[1]) / (T - 1). With missing values, y[1]
      and y[T] are the first and the last observed value, and T - 1 their distance.
      On the last 36 of 144 months of airline passengers, with the 108 months before as
      history, its MAPE is 5.66 %.
    - "mean", if `training` is given: the mean of the training values.

    Where a window's history has no observed value at all, every forecast is the mean of
    training, or NaN if there is no `training`.

    Args:
        history: float `(windows, steps)` or `(windows, steps, targets)`, the values
            known at each origin; NaN is a missing value.
        horizon: int, number of steps to forecast.
        season: int, number of steps in a season. 1: there is no season.
        training: list of float `(time,)` or `(time, targets)`, the series of the
            training part. One array is a list of one series.
        series: int `(windows,)`, the index of each window's series in `training`. None:
            the mean is that of all series together.

    Returns:
        dict from the name to float `(windows, horizon)`, or
        `(windows, horizon, targets)` if `history` has targets.

    Raises:
        ValueError: `horizon` or `season` is below 1, or arrays have other shapes.

    Reference: Hyndman & Athanasopoulos 2021, section 5.2,
        https://otexts.com/fpp3/simple-methods.html.

    Example:
    >>> naive_forecasts(np.array([[1.0, 2.0, 3.0]]), horizon=2)["drift"]
    array([[4., 5.]])
    """
    horizon = whole_number("horizon", horizon)
    season = whole_number("season", season)
    values = numbers_of("history", history, ["windows", "steps"])
    known = training_of(training, values.shape[-1])
    own = series_of(series, len(values), known)
    means = means_of(known, own) if known else np.full(values[:, 0].shape, np.nan)

    last = _last_observed(values)  # (windows, targets)
    last = np.where(np.isnan(last), means, last)
    seasonal = _seasonal_naive(values, last, horizon, season)
    ahead = np.arange(1, horizon + 1)[:, None]  # (horizon, 1)
    drifting = seasonal + ahead * _mean_change(values)[:, None]
    forecasts = {PERSISTENCE: np.repeat(last[:, None], horizon, axis=1)}
    if season > 1:
        forecasts[SEASONAL] = seasonal
    forecasts[DRIFT_AND_SEASONAL if season > 1 else DRIFT] = drifting
    if known:
        forecasts[MEAN] = np.repeat(means[:, None], horizon, axis=1)
    if np.ndim(history) == 2:
        return {name: each[..., 0] for name, each in forecasts.items()}
    return forecasts


def means_of(training: list[np.ndarray], series: np.ndarray) -> np.ndarray:
    """Return the mean of each window's training series, float `(windows, targets)`.

    The arguments are as `training_of` and `series_of` return them. The mean of a series
    without values is the mean of all series.
    """
    means = np.stack([_mean(each) for each in [*training, np.concatenate(training)]])
    means = np.where(np.isnan(means), means[-1], means)
    return means[series]  # -1, for all series together, is the last row


def _mean(values):
    """Return the mean over time, NaN without a warning if there are no values."""
    observed = np.isfinite(values)
    total = np.where(observed, values, 0.0).sum(axis=0)
    count = observed.sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _last_observed(values):
    """Return the last value along axis 1 that is not NaN; NaN if there is none."""
    backward = values[:, ::-1]
    place = np.isfinite(backward).argmax(axis=1)[:, None]
    return np.take_along_axis(backward, place, axis=1)[:, 0]


def _seasonal_naive(values, last, horizon, season):
    """Return the last observed value of the phase of each step of the horizon."""
    windows, steps, targets = values.shape
    missing = -steps % season
    values = np.pad(values, [(0, 0), (missing, 0), (0, 0)], constant_values=np.nan)
    # The last season ends at the origin, so the first phase is that of step 1.
    seasons = values.reshape(windows, -1, season * targets)
    phases = _last_observed(seasons).reshape(windows, season, targets)
    phases = np.where(np.isnan(phases), last[:, None], phases)
    return phases[:, np.arange(horizon) % season]


def _mean_change(values):
    """Return the change per step from the first to the last observed value."""
    observed = np.isfinite(values)
    first = observed.argmax(axis=1)  # (windows, targets)
    last = values.shape[1] - 1 - observed[:, ::-1].argmax(axis=1)
    change = _last_observed(values) - _last_observed(values[:, ::-1])
    several = observed.sum(axis=1) > 1
    return np.where(several, change / np.maximum(last - first, 1), 0.0)
