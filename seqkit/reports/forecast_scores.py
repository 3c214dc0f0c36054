"""Compute the scores of forecasts: MASE, sMAPE, MAPE, RMSE, MAE, pinball and CRPS."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class ForecastScores:
    """The scores of one forecast, over all steps whose target is known.

    NaN stands for a score that cannot be computed.

    Args:
        count: int, number of steps with a target and a forecast.
        mase: float, mean absolute error in units of the mean absolute error of the
            seasonal naive forecast, one step or season ahead, on the training part.
        smape: float, percent from 0 to 200: mean of 200 |y - f| / (|y| + |f|), and 0
            where target y and forecast f are both 0. (utilsforecast returns a share
            from 0 to 1, which is `smape / 200`.)
        mape: float, percent: mean of 100 |y - f| / |y| over the steps where y is not 0.
        rmse: float, root of the mean squared error, in units of the target.
        mae: float, mean absolute error, in units of the target.
        pinball: float, mean pinball loss over all levels, in units of the target. All
            quantiles of a point forecast are its value.
        crps: float, continuous ranked probability score, in units of the target:
            twice the integral of the pinball loss over the levels. Each level counts
            for the levels that are nearest to it. That of a point forecast is its MAE.
        coverage: dict from the nominal share of a central interval, such as 0.8, to the
            share of the targets inside of it; its ends count as inside. Empty for a
            point forecast.
        mase_by_step: float `(horizon,)`.
        rmse_by_step: float `(horizon,)`.
        mae_by_step: float `(horizon,)`.
    """

    count: int
    mase: float
    smape: float
    mape: float
    rmse: float
    mae: float
    pinball: float
    crps: float
    coverage: dict[float, float]
    mase_by_step: np.ndarray
    rmse_by_step: np.ndarray
    mae_by_step: np.ndarray


def forecast_scores(
    targets: np.ndarray,
    values: np.ndarray,
    quantiles: np.ndarray | None,
    levels: np.ndarray | None,
    scale: np.ndarray,
) -> ForecastScores:
    """Compute the scores of a forecast.

    Args:
        targets: float `(windows, horizon, targets)`, NaN where unknown.
        values: float of the same shape; NaN where there is no forecast.
        quantiles: float `(windows, horizon, targets, levels)`. None: a point forecast.
        levels: float `(levels,)`, rising. None: the median alone.
        scale: float `(windows, targets)`, the divisor of MASE, see `mase_scale`.

    Returns:
        `ForecastScores`.
    """
    error = np.abs(targets - values)
    scaled = error / np.where(scale > 0, scale, np.nan)[:, None]
    size = np.abs(targets) + np.abs(values)
    share = np.where(size > 0, 200 * error / np.where(size > 0, size, 1.0), 0 * size)
    zero = targets == 0
    ratio = np.where(zero, np.nan, 100 * error / np.where(zero, 1.0, np.abs(targets)))
    levels = np.array([0.5]) if levels is None else levels
    point = quantiles is None
    predicted = values[..., None] if point else quantiles
    losses = pinball_losses(targets, predicted, levels)  # (…, levels)
    by_level = np.array([_mean(losses[..., place]) for place in range(len(levels))])
    by_step = [(0, 2)]
    return ForecastScores(
        count=int(np.isfinite(error).sum()),
        mase=_mean(scaled),
        smape=_mean(share),
        mape=_mean(ratio),
        rmse=_mean(error**2) ** 0.5,
        mae=_mean(error),
        pinball=float(by_level.mean()),
        crps=_mean(error) if point else float(2 * by_level @ level_weights(levels)),
        coverage={} if point else _coverage(targets, quantiles, levels),
        mase_by_step=_mean(scaled, *by_step),
        rmse_by_step=_mean(error**2, *by_step) ** 0.5,
        mae_by_step=_mean(error, *by_step),
    )


def pinball_losses(
    targets: np.ndarray, quantiles: np.ndarray, levels: np.ndarray
) -> np.ndarray:
    """Return the pinball loss of each quantile.

    Args:
        targets: float `(...)`.
        quantiles: float `(..., levels)`.
        levels: float `(levels,)`.

    Returns:
        float `(..., levels)`, NaN where the target or the quantile is NaN.

    Reference: Koenker & Bassett 1978, https://doi.org/10.2307/1913643.
    """
    above = targets[..., None] - quantiles
    return np.maximum(levels * above, (levels - 1) * above)


def level_weights(levels: np.ndarray) -> np.ndarray:
    """Return the part of 0 to 1 that is nearest to each level; they sum to 1.

    The weights make a sum over levels an integral from 0 to 1. If the levels are the
    middles of equal parts, the weights are equal.

    Example:
    >>> level_weights(np.array([0.1, 0.5, 0.9]))
    array([0.3, 0.4, 0.3])
    """
    middles = (levels[1:] + levels[:-1]) / 2
    return np.diff([0.0, *middles, 1.0])


def mase_scale(
    training: Sequence[np.ndarray], season: int, series: np.ndarray
) -> np.ndarray:
    """Return the divisor of MASE for each window, float `(windows, targets)`.

    It is the mean absolute difference of values that are `season` steps apart; NaN if
    the training series are too short.

    Args:
        training: list of float `(time, targets)`.
        season: int, steps.
        series: int `(windows,)`, the index of a window's training series; -1: the scale
            is that of all series together.

    Reference: Hyndman & Koehler 2006, section 3,
        https://doi.org/10.1016/j.ijforecast.2006.03.001.
    """
    changes = [np.abs(each[season:] - each[:-season]) for each in training]
    together = np.concatenate(changes)
    scales = np.stack([_mean(each, 0) for each in [*changes, together]])
    return scales[series]  # -1 is the last row


def central_intervals(levels: np.ndarray) -> dict[float, tuple[int, int]]:
    """Return the central intervals whose two ends are among the levels.

    Returns:
        dict from the nominal share to the indices of the two levels, narrowest first.

    Example:
    >>> central_intervals(np.array([0.1, 0.25, 0.5, 0.75, 0.9]))
    {0.5: (1, 3), 0.8: (0, 4)}
    """
    intervals = {}
    for low in range(len(levels))[::-1]:
        high = int(np.argmin(np.abs(levels - (1 - levels[low]))))
        mirrored = abs(levels[low] + levels[high] - 1) < 1e-6
        if low < high and mirrored:
            intervals[round(float(levels[high] - levels[low]), 6)] = low, high
    return intervals


def _coverage(targets, quantiles, levels):
    """Return the share of the known targets inside of each central interval."""
    known = np.isfinite(targets) & np.isfinite(quantiles).all(axis=-1)
    shares = {}
    for nominal, (low, high) in central_intervals(levels).items():
        inside = quantiles[..., low] <= targets
        inside &= targets <= quantiles[..., high]
        shares[nominal] = _mean(np.where(known, inside, np.nan))
    return shares


def _mean(values, axis=None):
    """Return the mean of the values that are not NaN; NaN if there are none."""
    known = ~np.isnan(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return float(mean) if axis is None else mean
