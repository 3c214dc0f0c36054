import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from utilsforecast import losses

from seqkit.reports.forecast_scores import central_intervals
from seqkit.reports.forecast_scores import forecast_scores
from seqkit.reports.forecast_scores import level_weights
from seqkit.reports.forecast_scores import mase_scale

NAN = np.nan
RNG = np.random.default_rng(1)
SERIES, STEPS, SEASON = 3, 24, 4
# Middles of ten equal parts, for which CRPS is twice the mean pinball loss.
LEVELS = (np.arange(10) + 0.5) / 10
TRAINING = RNG.normal(10, 3, size=(SERIES, 40))
TARGETS = RNG.normal(10, 3, size=(SERIES, STEPS))
TARGETS[0, 3] = 0.0
VALUES = TARGETS + RNG.normal(size=TARGETS.shape)
QUANTILES = VALUES[..., None] + norm.ppf(LEVELS)
COLUMNS = [f"q{place}" for place in range(10)]


def table():
    """Returns the same forecasts as utilsforecast reads them: a row for each step."""
    rows = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(SERIES), STEPS),
            "ds": np.tile(np.arange(STEPS), SERIES) + 40,
            "y": TARGETS.ravel(),
            "model": VALUES.ravel(),
        }
    )
    rows[COLUMNS] = QUANTILES.reshape(-1, 10)
    rows["model-lo-80"], rows["model-hi-80"] = (
        VALUES.ravel() + norm.ppf(0.1),
        VALUES.ravel() + norm.ppf(0.9),
    )
    return rows


def ours(row):
    scale = mase_scale([TRAINING[row][:, None]], SEASON, np.array([0]))
    return forecast_scores(
        TARGETS[row][None, :, None],
        VALUES[row][None, :, None],
        QUANTILES[row][None, :, None],
        LEVELS,
        scale,
    )


@pytest.mark.parametrize("row", range(SERIES))
def test_scores_are_those_of_utilsforecast(row):
    rows, models = table(), ["model"]
    train = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(SERIES), 40),
            "ds": np.tile(np.arange(40), SERIES),
            "y": TRAINING.ravel(),
        }
    )
    scores, several = ours(row), {"model": COLUMNS}

    def theirs(loss, **settings):
        return loss(rows, **{"models": models, **settings})["model"][row]

    assert scores.count == STEPS
    assert scores.mae == pytest.approx(theirs(losses.mae))
    assert scores.rmse == pytest.approx(theirs(losses.rmse))
    assert scores.mape == pytest.approx(100 * theirs(losses.mape))
    # Theirs is a share of the sum, from 0 to 1; ours is percent of the mean.
    assert scores.smape == pytest.approx(200 * theirs(losses.smape))
    scaled = theirs(losses.mase, seasonality=SEASON, train_df=train)
    assert scores.mase == pytest.approx(scaled)
    settings = {"models": several, "quantiles": LEVELS}
    assert scores.pinball == pytest.approx(theirs(losses.mqloss, **settings))
    crps = theirs(losses.scaled_crps, **settings)
    assert scores.crps == pytest.approx(crps * np.abs(TARGETS[row]).mean())


def test_coverage_is_that_of_utilsforecast():
    levels = np.array([0.1, 0.5, 0.9])
    quantiles = VALUES[..., None] + norm.ppf(levels)
    expected = losses.coverage(table(), ["model"], 80)["model"]
    for row in range(SERIES):
        scores = forecast_scores(
            TARGETS[row][None, :, None],
            VALUES[row][None, :, None],
            quantiles[row][None, :, None],
            levels,
            np.ones((1, 1)),
        )
        assert scores.coverage == {0.8: pytest.approx(expected[row])}


def test_crps_of_a_normal_distribution_has_its_closed_form():
    levels = (np.arange(2_000) + 0.5) / 2_000
    targets = np.array([-1.0, 0.0, 2.5])
    quantiles = np.tile(norm.ppf(levels), (1, 3, 1, 1)).reshape(1, 3, 1, -1)
    scores = forecast_scores(
        targets[None, :, None],
        0 * targets[None, :, None],
        quantiles,
        levels,
        np.ones((1, 1)),
    )
    closed = targets * (2 * norm.cdf(targets) - 1) + 2 * norm.pdf(targets)
    expected = (closed - np.pi**-0.5).mean()
    assert scores.crps == pytest.approx(expected, rel=1e-3)
    # The few levels of a model come close to it.
    few = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
    quantiles = np.tile(norm.ppf(few), (3, 1)).reshape(1, 3, 1, -1)
    scores = forecast_scores(
        targets[None, :, None],
        0 * targets[None, :, None],
        quantiles,
        few,
        np.ones((1, 1)),
    )
    assert scores.crps == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("levels", [[0.5], [0.1, 0.5, 0.9], [0.2, 0.9]])
def test_crps_of_a_point_is_its_mae(levels):
    targets, values = np.array([[[1.0], [5.0]]]), np.array([[[2.0], [2.0]]])
    scores = forecast_scores(targets, values, None, np.array(levels), np.ones((1, 1)))
    assert scores.crps == scores.mae == 2.0
    losses = [(1 - q) * 1 + q * 3 for q in levels]
    assert scores.pinball == pytest.approx(np.mean(losses) / 2)
    # So are equal quantiles, if the levels are symmetrical.
    if sum(levels) == pytest.approx(len(levels) / 2):
        same = np.repeat(values[..., None], len(levels), axis=-1)
        scores = forecast_scores(
            targets, values, same, np.array(levels), np.ones((1, 1))
        )
        assert scores.crps == pytest.approx(2.0)


def test_unknown_targets_and_zeros_are_left_out():
    targets = np.array([[[1.0], [NAN], [0.0]], [[NAN], [NAN], [4.0]]])
    values = np.array([[[2.0], [9.0], [0.0]], [[9.0], [9.0], [2.0]]])
    scores = forecast_scores(targets, values, None, None, np.array([[2.0], [1.0]]))
    assert scores.count == 3 and scores.mae == 1.0
    assert scores.rmse == pytest.approx((5 / 3) ** 0.5)
    assert scores.mape == 75.0  # of 100 % and 50 %
    assert scores.smape == pytest.approx((200 / 3 + 0 + 200 / 3) / 3)
    assert scores.mase == pytest.approx((0.5 + 0 + 2) / 3)
    np.testing.assert_allclose(scores.mae_by_step, [1.0, NAN, 1.0])
    np.testing.assert_allclose(scores.rmse_by_step, [1.0, NAN, 2**0.5])
    np.testing.assert_allclose(scores.mase_by_step, [0.5, NAN, 1.0])
    assert np.isnan(
        forecast_scores(targets * 0, values, None, None, np.ones((2, 1))).mape
    )


def test_the_scale_of_mase_is_of_each_series_or_of_all():
    training = [np.array([[1.0], [3.0], [NAN], [6.0]]), np.array([[10.0], [20.0]])]
    scales = mase_scale(training, 1, np.array([0, 1, -1]))
    np.testing.assert_allclose(scales[:, 0], [2.0, 10.0, 6.0])
    assert np.isnan(mase_scale(training, 4, np.array([-1]))).all()


def test_levels_count_for_what_is_nearest():
    np.testing.assert_allclose(level_weights(LEVELS), 0.1)
    np.testing.assert_allclose(level_weights(np.array([0.3])), 1)


def test_intervals_are_those_with_both_ends():
    levels = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975])
    intervals = central_intervals(levels)
    assert intervals == {0.5: (2, 4), 0.8: (1, 5), 0.95: (0, 7)}
    assert central_intervals(np.array([0.5, 0.9])) == {}
