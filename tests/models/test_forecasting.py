"""Forecasts of tables of every form, and what wrong ones say."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from seqkit import Series
from tests.models import small_forecaster as small
from tests.models.small_forecaster import FULL
from tests.models.small_forecaster import HORIZON
from tests.models.small_forecaster import NAN
from tests.models.small_forecaster import SALES
from tests.models.small_forecaster import SEASONAL
from tests.models.small_forecaster import VALUES
from tests.models.small_forecaster import build

pytestmark = pytest.mark.usefixtures("untraced")

PAST, FUTURE = small.part(SALES, 0, 10), small.part(SALES, 10, 13)


@pytest.fixture(scope="module")
def full():
    """Every kind of column, two targets, two series; no test may change it."""
    return build(FULL, cell="rnn")


@pytest.fixture(scope="module")
def plain():
    """One column; no test may change it."""
    return build(SEASONAL, cell="rnn")


def assert_equal(one, two):
    np.testing.assert_allclose(one.values, two.values, rtol=1e-5)
    assert one.times.tolist() == two.times.tolist()
    assert (one.names, one.series) == (two.names, two.series)


def test_tables_of_every_form_are_the_same_table(plain):
    expected = plain.forecast(VALUES)
    assert expected.series is None
    assert expected.times.tolist() == [40, 41, 42]
    np.testing.assert_allclose(expected.history, VALUES, rtol=1e-6)
    assert expected.history_times.tolist() == list(range(40))
    frame = pd.DataFrame({"0": VALUES})
    for table in (VALUES[:, None], {"0": VALUES}, {"0": VALUES.tolist()}, frame):
        assert_equal(plain.forecast(table), expected)


def test_a_list_of_tables_has_a_forecast_for_each(plain):
    tables = [VALUES, VALUES[:7], VALUES[:1]]
    found = plain.forecast(tables)
    assert len(found) == 3
    for one, table in zip(found, tables, strict=True):
        assert_equal(one, plain.forecast(table))
    assert plain.forecast(tables[:1])[0].values.shape == (HORIZON,)


def test_a_long_table_has_a_forecast_for_each_series(full):
    found = full.forecast(PAST, FUTURE)
    assert [each.series for each in found] == ["north", "south"]
    days = [str(day) for day in found[0].times.astype("datetime64[D]")]
    assert days == ["2024-03-07", "2024-03-08", "2024-03-09"]
    frames = full.forecast(pd.DataFrame(PAST), pd.DataFrame(FUTURE))
    for one, two in zip(frames, found, strict=True):
        assert_equal(one, two)
    backwards = {name: column[::-1] for name, column in FUTURE.items()}
    order = np.argsort(backwards["day"], kind="stable")
    mixed = {name: column[order] for name, column in backwards.items()}
    for one, two in zip(full.forecast(PAST, mixed), found, strict=True):
        assert_equal(one, two)


def test_one_series_of_a_long_table_is_forecast_alone(full):
    expected = full.forecast(PAST, FUTURE)[1]
    past = small.part(PAST, 0, 10, names=["south"])
    future = small.part(FUTURE, 0, 3, names=["south"])
    (found,) = full.forecast(past, future)
    assert_equal(found, expected)
    unnamed = {name: each for name, each in future.items() if name != "shop"}
    assert_equal(full.forecast(past, unnamed)[0], expected)
    assert_equal(full.forecast(past, FUTURE)[0], expected)
    (found,) = full.forecast([past], [future])
    assert_equal(found, expected)


def test_a_known_future_changes_the_forecast_of_its_series(full):
    before = full.forecast(PAST, FUTURE)
    price = np.where(FUTURE["shop"] == "north", 1.5, 1.0) * FUTURE["price"]
    after = full.forecast(PAST, FUTURE | {"price": price})
    assert np.abs(after[0].values - before[0].values).max() > 1e-3
    np.testing.assert_allclose(after[1].values, before[1].values, rtol=1e-5)


def test_a_longer_future_is_cut(full):
    longer = small.part(SALES, 10, 18)
    for one, two in zip(
        full.forecast(PAST, longer), full.forecast(PAST, FUTURE), strict=True
    ):
        assert_equal(one, two)


def test_futures_that_do_not_fit_are_refused(full):
    wrong = [
        (None, "price.* known in the future"),
        (small.part(SALES, 10, 12), r"each of the 3 steps.*Received 2 rows"),
        (small.part(FUTURE, 0, 3, names=["south"]), "none of 'north'"),
        (FUTURE | {"shop": np.full(6, "west")}, "none of 'north'"),
        (small.part(SALES, 11, 14), "follows the past directly"),
        ({k: v for k, v in FUTURE.items() if k != "price"}, "'price' in the table"),
        (FUTURE | {"price": np.full(6, NAN)}, "Column 'price' holds finite numbers"),
    ]
    for future, text in wrong:
        with pytest.raises(ValueError, match=text):
            full.forecast(PAST, future)
    past = small.part(PAST, 0, 10, names=["north"])
    with pytest.raises(ValueError, match="none of 'north'"):
        full.forecast(past, small.part(FUTURE, 0, 3, names=["south"]))
    with pytest.raises(ValueError, match="equally many tables. Received 2 and 1"):
        full.forecast([past, past], [FUTURE])


def test_pasts_that_cannot_be_read_are_refused(plain, full):
    wrong = [
        (VALUES[:0], ValueError, "at least one step"),
        (np.array([1.0, np.inf]), ValueError, "finite numbers. Received inf in row 1"),
        (np.array([1.0, NAN]), ValueError, "`missing=True`"),
        (
            {"0": ["low", "high"]},
            ValueError,
            "Column '0' holds numbers. Received 'low'",
        ),
        ({"1": VALUES}, ValueError, "a target '0' in the table"),
        (3.0, TypeError, "of series. Received 3.0"),
    ]
    for past, error, text in wrong:
        with pytest.raises(error, match=text):
            plain.forecast(past)
    order = np.arange(20)
    for swapped, text in ((order[::-1], "Sort the rows"), (order // 2, "twice")):
        table = {name: column[:20][swapped] for name, column in SALES.items()}
        with pytest.raises(ValueError, match=text):
            full.forecast(table, FUTURE)


def test_quantiles_are_those_the_model_knows(plain):
    found = plain.forecast(VALUES, quantiles=(0.1, 0.3, 0.5, 0.9))
    assert list(found.quantiles) == [0.1, 0.3, 0.5, 0.9]
    assert (found.quantiles[0.1] < found.quantiles[0.3]).all()
    assert (found.quantiles[0.3] < found.quantiles[0.5]).all()
    assert plain.forecast(VALUES, quantiles=()).quantiles == {}
    for levels, text in (
        ((0.05, 0.5), "from 0.1 to 0.9. Received .0.05"),
        ((0.5, 0.1), "rising"),
        ((1.5,), "between 0 and 1"),
    ):
        with pytest.raises(ValueError, match=text):
            plain.forecast(VALUES, quantiles=levels)


def test_a_point_model_has_no_quantiles():
    model = build(SEASONAL, output="point", cell="rnn")
    assert model.forecast(VALUES).quantiles == {}


def test_a_forecast_draws_itself(plain):
    figure = plain.forecast(VALUES).plot(truth=VALUES[:HORIZON], title="sales")
    assert "sales" in [each.get_text() for each in figure.findobj(Text)]


def test_negative_values_under_a_logarithm_are_refused():
    with pytest.raises(ValueError, match="targets above 0. Received -1.0"):
        Series.from_table(np.array([1.0, -1.0, 2.0]), "0", transform="log")
    model = build(Series.from_table(VALUES, "0", transform="log"), cell="rnn")
    with pytest.raises(ValueError, match="above 0. Received 0.0 in column '0', row 1"):
        model.forecast(np.array([1.0, 0.0]))


def test_a_constant_series_is_forecast_as_constant():
    constant = np.full(30, 5.0)
    codec = Series.from_table(constant, "0", difference=1)
    for scale in ("training", "window"):
        model = build(codec, scale=scale, cell="rnn")
        for weight in model.head.weights:
            weight.assign(0.0 * weight)
        np.testing.assert_allclose(model.forecast(constant).values, 5.0, rtol=1e-5)
