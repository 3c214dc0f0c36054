import numpy as np
import pytest

from recipes._generated import seasonal_series
from recipes._generated.seasonal_series import daily_sales
from recipes._generated.seasonal_series import many_series
from recipes._generated.seasonal_series import true_quantiles

LEVELS = 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975
HORIZON = 10


def test_quantiles_are_those_of_many_futures_of_one_past():
    sales, origin, draws = daily_sales(400), 352, 20_000  # Christmas lies ahead
    draw, ahead = np.random.default_rng(1), slice(origin, origin + HORIZON)
    level = seasonal_series.level_of(sales)
    spread = seasonal_series.spread_of(sales)
    deviation = np.full(draws, np.log(sales["units"][origin - 1]) - level[origin - 1])
    futures = []
    for step in range(origin, origin + HORIZON):
        shock = spread[step] * draw.standard_normal(draws)
        deviation = seasonal_series.CARRY * deviation + shock
        futures.append(np.exp(level[step] + deviation))
    expected = np.quantile(futures, LEVELS, axis=1).T  # (horizon, levels)
    received = true_quantiles(sales, [origin], HORIZON, LEVELS)[0]
    np.testing.assert_allclose(received, expected, rtol=0.015)
    assert sales["holiday"][ahead].sum() == 3


def test_quantiles_cover_their_share_of_many_series():
    below = []
    for seed in range(200):
        sales, origins = daily_sales(800, seed), range(20, 780, 40)
        values = sales["units"][np.array(origins)[:, None] + np.arange(HORIZON)]
        quantiles = true_quantiles(sales, origins, HORIZON, LEVELS)
        below.append((values[..., None] <= quantiles).mean(axis=0))
    # 3,800 forecasts of each step: a standard deviation of at most 0.008.
    expected = np.broadcast_to(LEVELS, (HORIZON, len(LEVELS)))
    np.testing.assert_allclose(np.mean(below, axis=0), expected, atol=0.025)
    np.testing.assert_allclose(np.mean(below, axis=(0, 1)), LEVELS, atol=0.01)


def test_quantiles_read_no_units_from_the_origin_on():
    sales = daily_sales(200)
    expected = true_quantiles(sales, [100], HORIZON, LEVELS)
    sales["units"][100:] = np.nan
    received = true_quantiles(sales, [100], HORIZON, LEVELS)
    np.testing.assert_array_equal(received, expected)


def test_intervals_are_wider_at_weekends_and_on_holidays():
    sales = daily_sales(400)
    low, high = true_quantiles(sales, range(1, 400), 1, [0.1, 0.9])[:, 0].T
    width = np.log(high / low)
    weekday = np.array([date.weekday() for date in sales["date"][1:].tolist()])
    free = sales["holiday"][1:] == 1
    assert width[(weekday == 6) & ~free].min() > width[(weekday < 5) & ~free].max()
    assert width[free & (weekday < 4)].min() > width[~free & (weekday < 4)].max()


def test_holidays_are_days_of_the_year_and_promotions_whole_weeks():
    sales = daily_sales()
    days = {str(date)[5:] for date in sales["date"][sales["holiday"] == 1]}
    assert days == set(seasonal_series.HOLIDAYS)
    weeks = sales["promotion"][: 428 * 7].reshape(-1, 7)
    assert (weeks == weeks[:, :1]).all()
    assert 0.15 < weeks.mean() < 0.25


def test_the_same_seed_gives_the_same_sales():
    sales = daily_sales(50, seed=3)
    assert list(sales) == ["date", "units", "holiday", "promotion"]
    assert {column.shape for column in sales.values()} == {(50,)}
    assert (sales["units"] > 0).all()
    for name, column in daily_sales(50, seed=3).items():
        np.testing.assert_array_equal(column, sales[name])
    assert (daily_sales(50, seed=4)["units"] != sales["units"]).all()


@pytest.mark.parametrize(("count", "steps"), [(3, 40), (1, 1)])
def test_many_series_follow_one_another(count, steps):
    table = many_series(count, steps)
    values = table["value"].reshape(count, steps)
    assert values.dtype == "float32" and (values > 0).all()
    ids = table["id"].reshape(count, steps)
    assert list(ids[:, 0]) == [f"series {number}" for number in range(count)]
    assert (ids == ids[:, :1]).all()
    times = table["time"].reshape(count, steps)
    np.testing.assert_array_equal(times, times[:1].repeat(count, axis=0))
    assert (np.diff(times) == np.timedelta64(1, "D")).all()
    assert (many_series(count, steps, seed=1)["value"] != table["value"]).all()
