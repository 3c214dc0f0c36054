"""Generate daily sales for the recipe `forecast`, and many series for benchmarks.

The logarithm of a day's sales is a known level plus a deviation. The level has a trend,
a week, a year, holidays and promotions. The deviation z follows

    z[t] = CARRY * z[t-1] + spread[t] * e[t],    e[t] ~ N(0, 1) independent,

where `spread` depends on the weekday and on holidays. So the quantiles of a forecast
are known: given the past, z[t+h] is normal with mean CARRY**h * z[t] and variance
sum over i = 1..h of (CARRY**(h-i) * spread[t+i])**2.
"""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

START = np.datetime64("2016-01-01")
LEVEL, GROWTH = np.log(200), 2.5e-4  # units of the first day; logs a day
# Of Monday to Sunday, in logs.
WEEK = np.array([-0.10, -0.16, -0.08, 0.0, 0.12, 0.34, -0.12])
WEEKDAY_SPREADS = np.array([0.05, 0.05, 0.05, 0.05, 0.07, 0.10, 0.12])
YEAR = [(1, 0.25, 0.4), (2, 0.10, 1.9)]  # harmonic, amplitude in logs, phase
DAYS_OF_YEAR = 365.25
HOLIDAYS = "01-01 01-06 05-01 06-10 08-15 10-03 11-01 12-24 12-25 12-26 12-31".split()
HOLIDAY, HOLIDAY_SPREAD = -0.5, 2.0  # in logs; factor of the spread
PROMOTION, PROMOTED_WEEKS = 0.3, 0.2  # in logs; share of weeks, from Friday on
CARRY = 0.7  # share of a deviation that is left on the next day


def daily_sales(steps: int = 3000, seed: int = 0) -> dict[str, np.ndarray]:
    """Return the daily sales of a shop from 2016-01-01 on.

    Args:
        steps: int, how many days.
        seed: int. The same seed gives the same sales.

    Returns:
        dict of arrays `(steps,)`: `date`, datetime64 in days; `units`, float64, the
        target, above 0; `holiday` and `promotion`, int64, 1 or 0, known in advance.
    """
    draw = np.random.default_rng(seed)
    dates = START + np.arange(steps)
    days = np.array([str(date)[5:] for date in dates])
    weeks = (dates - START).astype(int) // 7
    promoted = draw.random(steps // 7 + 1) < PROMOTED_WEEKS
    table = {
        "date": dates,
        "holiday": np.isin(days, HOLIDAYS).astype(int),
        "promotion": promoted[weeks].astype(int),
    }
    shocks = spread_of(table) * draw.standard_normal(steps)
    deviation, deviations = 0.0, []
    for shock in shocks:
        deviation = CARRY * deviation + shock
        deviations.append(deviation)
    units = np.exp(level_of(table) + np.array(deviations))
    return {"date": dates, "units": units, **table}


def true_quantiles(
    table: dict[str, np.ndarray],
    origins: Sequence[int],
    horizon: int,
    levels: Sequence[float],
) -> np.ndarray:
    """Return the quantiles of `units`, given all days before an origin.

    Args:
        table: dict from `daily_sales`. `units` is read before the origins only.
        origins: ints, each the index of the first day to forecast, from 1 to
            `steps - horizon`.
        horizon: int, how many days to forecast.
        levels: floats between 0 and 1.

    Returns:
        float64 `(origins, horizon, levels)`, in units.

    Example:
    >>> sales = daily_sales()
    >>> true_quantiles(sales, [2900], 28, [0.1, 0.5, 0.9]).shape
    (1, 28, 3)
    """
    origins, ahead = np.asarray(origins)[:, None], np.arange(horizon)
    level, spread = level_of(table), spread_of(table)
    last = np.log(table["units"][origins - 1]) - level[origins - 1]  # (origins, 1)
    middle = level[origins + ahead] + CARRY ** (ahead + 1) * last
    # What is left at the step of each column of the shock of each row.
    left = np.triu(CARRY ** np.maximum(ahead - ahead[:, None], 0.0))
    deviation = np.sqrt(spread[origins + ahead] ** 2 @ left**2)  # (origins, horizon)
    normal = np.array([NormalDist().inv_cdf(share) for share in levels])
    return np.exp(middle[..., None] + deviation[..., None] * normal)


def level_of(table: dict[str, np.ndarray]) -> np.ndarray:
    """Return the logarithm of the median of each day, float64 `(steps,)`."""
    day = (table["date"] - START).astype(int)
    angle = 2 * np.pi * day / DAYS_OF_YEAR
    year = sum(size * np.cos(turns * angle - phase) for turns, size, phase in YEAR)
    known = HOLIDAY * table["holiday"] + PROMOTION * table["promotion"]
    return LEVEL + GROWTH * day + year + WEEK[weekday_of(table)] + known


def spread_of(table: dict[str, np.ndarray]) -> np.ndarray:
    """Return the standard deviation of each day's shock in logs, float64 `(steps,)`."""
    spreads = WEEKDAY_SPREADS[weekday_of(table)]
    return np.where(table["holiday"] == 1, HOLIDAY_SPREAD, 1.0) * spreads


def weekday_of(table: dict[str, np.ndarray]) -> np.ndarray:
    """Return 0 for Monday to 6 for Sunday, int `(steps,)`."""
    # 1970-01-01, day 0 of datetime64, was a Thursday.
    return (table["date"].astype("datetime64[D]").astype(int) + 3) % 7


def many_series(count: int, steps: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Return series of very different sizes in long format, each with a weekly season.

    Args:
        count: int, how many series.
        steps: int, days of each series.
        seed: int. The same seed gives the same series.

    Returns:
        dict of arrays `(count * steps,)`, series by series: `id`, str; `time`,
        datetime64 in days; `value`, float32, above 0.
    """
    draw = np.random.default_rng(seed)
    size, season, slope = draw.normal(
        [[4], [0.2], [0]], [[2], [0.1], [0.3]], (3, count)
    )
    phase = draw.integers(7, size=count)
    days = np.arange(steps)
    angle = 2 * np.pi * (days + phase[:, None]) / 7  # (count, steps)
    logs = size[:, None] + season[:, None] * np.cos(angle)
    logs += slope[:, None] * days / steps
    deviation = np.zeros(count)
    for day in days:
        deviation = CARRY * deviation + 0.1 * draw.standard_normal(count)
        logs[:, day] += deviation
    names = np.array([f"series {number}" for number in range(count)])
    return {
        "id": np.repeat(names, steps),
        "time": np.tile(START + days, count),
        "value": np.exp(logs).astype("float32").ravel(),
    }
