import csv
import gzip

import numpy as np
import pytest

from seqkit.reports import forecast_report
from seqkit.reports import naive_forecasts
from seqkit.reports.ridge_forecasts import ridge_forecasts

NAN = np.nan
LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9]
RNG = np.random.default_rng(2)
HISTORY = RNG.normal(50, 10, size=(40, 12))
TARGETS = RNG.normal(50, 10, size=(40, 3))
VALUES = TARGETS + RNG.normal(size=(40, 3))
QUANTILES = VALUES[..., None] + np.array([-1.28, -0.67, 0, 0.67, 1.28])
TRAINING = [RNG.normal(50, 10, size=90)]
GIVEN = {
    "targets": TARGETS,
    "values": VALUES,
    "history": HISTORY,
    "season": 4,
    "training": TRAINING,
}
SPREAD = {"quantiles": QUANTILES, "levels": LEVELS}


def test_each_row_is_scored_on_the_same_windows():
    inputs = {
        "inputs": HISTORY,
        "training_inputs": HISTORY + 1,
        "training_targets": TARGETS + 1,
    }
    report = forecast_report(**GIVEN, **inputs)
    naive = naive_forecasts(HISTORY, 3, 4, TRAINING)
    naive["ridge"] = ridge_forecasts(HISTORY + 1, TARGETS + 1, HISTORY)
    assert list(report.baselines) == [
        "persistence",
        "seasonal naive",
        "drift + seasonal",
        "mean",
        "ridge",
    ]
    scale = np.abs(TRAINING[0][4:] - TRAINING[0][:-4]).mean()
    rows = {"model": VALUES, **naive}
    for name, scores in {"model": report.model, **report.baselines}.items():
        error = np.abs(rows[name] - TARGETS)
        assert scores.mae == pytest.approx(error.mean())
        assert scores.mase == pytest.approx(error.mean() / scale)
        np.testing.assert_allclose(scores.mae_by_step, error.mean(axis=0))
        by_step = np.sqrt((error**2).mean(axis=0))
        np.testing.assert_allclose(scores.rmse_by_step, by_step)
    assert str(report).splitlines()[-1].startswith("above all baselines (MASE ")


def test_a_model_that_is_persistence_does_not_beat_it():
    report = forecast_report(**GIVEN | {"values": np.repeat(HISTORY[:, -1:], 3, 1)})
    lines = [line for line in report.remarks if "persistence" in line]
    assert len(lines) == 1 and lines[0].startswith("no better than persistence (MASE ")


def test_a_line_names_each_baseline_that_is_better():
    # Bad in the squares, good in the absolute error, beside the seasonal naive.
    history = np.tile([1.0, 2.0], (4, 3))
    targets = np.tile([2.0, 3.0], (4, 1))
    values = targets.copy()
    values[0] += 3
    report = forecast_report(
        targets, values, history=history, season=2, training=[np.arange(9.0)]
    )
    assert report.remarks == [
        "below persistence (MASE 0.3750 > 0.2500, RMSE 1.500 > 0.707)",
        "below seasonal naive (RMSE 1.500 > 1.000)",
        "below drift + seasonal (MASE 0.3750 > 0.3500, RMSE 1.500 > 0.707)",
    ]
    assert report.baselines["seasonal naive"].mase == 0.5
    worse = forecast_report(targets, targets + 9, history=history, season=2)
    assert "below seasonal naive (MAE 9.000 > 1.000, RMSE 9.000 > 1.000)" in str(worse)


def test_the_table_has_a_column_for_each_score_and_each_interval():
    report = forecast_report(**GIVEN, **SPREAD)
    lines = str(report).splitlines()
    assert lines[0] == "40 windows of 3 steps"
    head = "MASE sMAPE % MAPE % RMSE MAE pinball CRPS in 50 % in 80 %".split()
    assert lines[2].split() == head
    model, persistence = lines[3].split(), lines[4].split()
    assert model[0] == "model" and float(model[1]) == round(report.model.mase, 3)
    assert persistence[0] == "persistence" and persistence[-2:] == ["–", "–"]
    assert len({len(line) for line in lines[2:8]}) == 1
    html = report.html()
    assert html.count("<table") == 2 and "in 80 %" in html and "remarks" in html


def test_intervals_that_hold_too_few_or_too_many_targets_are_named():
    wide = VALUES[..., None] + 100 * np.array([-2, -1, 0, 1, 2])
    report = forecast_report(**GIVEN, quantiles=wide, levels=LEVELS)
    assert report.model.coverage == {0.5: 1.0, 0.8: 1.0}
    assert "the 80 % interval holds 100.0 % of the targets: too many" in report.remarks
    narrow = np.repeat(VALUES[..., None], 5, axis=-1)
    report = forecast_report(**GIVEN, quantiles=narrow, levels=LEVELS)
    assert "the 50 % interval holds 0.0 % of the targets: too few" in str(report)
    shares = (TARGETS <= VALUES).mean()
    np.testing.assert_allclose(report.shares, [shares] * 5)


def test_windows_a_million_away_are_flagged():
    history = HISTORY.copy()
    history[[3, 8], 5] = 1e6
    history[4] = NAN
    report = forecast_report(**GIVEN | {"history": history})
    assert np.flatnonzero(report.far).tolist() == [3, 8]
    assert "2 of 40 windows lie far outside of the training values" in str(report)
    constant = forecast_report(**GIVEN | {"training": [np.full(9, 50.0)]})
    assert not constant.far.any() and np.isnan(constant.model.mase)
    assert not forecast_report(**GIVEN | {"training": None}).far.any()


def test_targets_of_zero_are_left_out_of_mape_and_counted():
    targets = np.array([[0.0, 2.0, NAN]])
    report = forecast_report(targets, targets + 1, history=[[1.0]])
    assert report.model.mape == 50.0 and report.zeros == 1
    assert "MAPE leaves out 1 step whose target is 0" in report.remarks
    nothing = forecast_report(0 * targets, targets, history=[[1.0]])
    assert np.isnan(nothing.model.mape)
    assert str(nothing).splitlines()[3].split()[3] == "–"


def test_several_targets_have_a_table_each():
    targets = np.stack([TARGETS, 1000 * TARGETS], axis=-1)
    values = np.stack([VALUES, 1000 * (TARGETS + 99)], axis=-1)
    history = np.stack([HISTORY, 1000 * HISTORY], axis=-1)
    training = [np.stack([TRAINING[0], 1000 * TRAINING[0]], axis=-1)]
    quantiles = values[..., None] + np.zeros(5)
    names = ["small", "large"]
    report = forecast_report(
        targets,
        values,
        quantiles,
        LEVELS,
        history=history,
        season=4,
        training=training,
        names=names,
    )
    alone = forecast_report(**GIVEN)
    assert report.by_target["small"]["model"].mase == pytest.approx(alone.model.mase)
    small = report.by_target["small"]["persistence"]
    assert small.rmse == pytest.approx(alone.baselines["persistence"].rmse)
    large = report.by_target["large"]["model"]
    assert large.mae == pytest.approx(99_000)
    both = (report.by_target["small"]["model"].mase + large.mase) / 2
    assert report.model.mase == pytest.approx(both)
    lines = str(report).splitlines()
    assert {"small", "large"} <= {*lines}
    assert any(line.startswith("large: below persistence (") for line in lines)
    assert any(line.startswith("small: above all baselines") for line in lines)
    assert report.html().count("<table") == 4
    unnamed = forecast_report(targets, values, history=history)
    assert unnamed.names == ["target 0", "target 1"]


def test_each_series_has_its_own_scale():
    training = [np.array([0.0, 1.0, 0.0]), np.array([0.0, 100.0, 0.0])]
    report = forecast_report(
        [[1.0], [100.0]],
        [[2.0], [200.0]],
        history=[[0.0], [0.0]],
        training=training,
        series=[0, 1],
    )
    assert report.model.mase == 1.0
    assert report.baselines["mean"].mae == pytest.approx((2 / 3 + 200 / 3) / 2)


def test_steps_without_a_naive_forecast_are_counted():
    report = forecast_report([[1.0], [2.0]], [[1.0], [2.0]], history=[[1.0], [NAN]])
    assert report.baselines["persistence"].count == 1
    assert "persistence has no forecast of 1 step" in report.remarks


def test_the_picture_is_the_calibration_or_the_errors():
    pytest.importorskip("matplotlib")
    texts = forecast_report(**GIVEN, **SPREAD).plot().axes[0].texts
    assert "observed share" in {text.get_text() for text in texts}
    texts = forecast_report(**GIVEN).plot(title="Errors").axes[0].texts
    assert {"model", "persistence", "MASE"} <= {text.get_text() for text in texts}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"values": VALUES[:, :2]}, r"`targets` \(40, 3, 1\), `values` \(40, 2, 1\)"),
        ({"history": HISTORY[:9]}, r"`targets` \(40, 1\), `history` \(9, 1\)"),
        ({"targets": TARGETS * NAN}, "at least one known target"),
        ({"values": VALUES * NAN}, "NaN at 120 of 120 known targets"),
        ({"values": VALUES * np.inf}, "120 infinite ones"),
        ({"targets": "text"}, "`targets` are numbers of shape"),
        ({"targets": np.zeros((0, 3))}, r"Received shape \(0, 3\)"),
        ({"season": 0}, "`season` is an int of at least 1. Received 0"),
        ({"season": -12}, "Received -12"),
        ({"quantiles": QUANTILES}, "Give both, or neither"),
        ({"levels": LEVELS}, "Give both, or neither"),
        ({**SPREAD, "levels": LEVELS[::-1]}, "rising order"),
        ({**SPREAD, "levels": [10, 25, 50, 75, 90]}, "between 0 and 1"),
        ({**SPREAD, "levels": LEVELS[:4]}, r"`targets` \(40, 3, 1, 4\)"),
        ({**SPREAD, "quantiles": VALUES}, r"\(windows, horizon, levels\)"),
        ({**SPREAD, "quantiles": QUANTILES * NAN}, "NaN at 600 of 600"),
        ({"inputs": HISTORY}, "None as .'training_inputs', 'training_targets'"),
        ({"names": ["a", "b"]}, "Each of 1 targets has its own name"),
        ({"training": [np.ones((9, 2))]}, r"Received shape \(9, 2\)"),
        ({"series": [0] * 39}, "an index of `training` for each of 40 windows"),
    ],
)
def test_arguments_that_do_not_agree_are_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        forecast_report(**GIVEN | changed)


def test_ridge_of_other_windows_is_refused():
    inputs = {
        "inputs": HISTORY[:9],
        "training_inputs": HISTORY,
        "training_targets": TARGETS,
    }
    with pytest.raises(ValueError, match=r"`inputs` \(9,\), `targets` \(40,\)"):
        forecast_report(**GIVEN, **inputs)
    inputs |= {"inputs": HISTORY, "training_targets": TARGETS[:, :2]}
    with pytest.raises(ValueError, match=r"`training_targets` \(2, 1\)"):
        forecast_report(**GIVEN, **inputs)


@pytest.mark.dataset
@pytest.mark.parametrize(
    ("file", "rows", "lags", "persistence", "ridge"),
    [
        ("monthly-sunspots", 240, 24, 17.92, 16.75),
        ("daily-min-temperatures", 365, 14, 2.375, 2.162),
    ],
)
def test_one_step_ahead_has_the_known_errors(
    real_data, file, rows, lags, persistence, ridge
):
    path = real_data / "timeseries" / f"{file}.csv.gz"
    with gzip.open(path, "rt") as lines:
        values = np.array([float(row[1]) for row in [*csv.reader(lines)][1:]])
    windows = np.lib.stride_tricks.sliding_window_view(values, lags + 1)
    past, future = windows[:, :-1], windows[:, -1:]
    report = forecast_report(
        future[-rows:],
        past[-rows:, -1:],
        history=past[-rows:],
        training=[values[:-rows]],
        inputs=past[-rows:],
        training_inputs=past[:-rows],
        training_targets=future[:-rows],
    )
    assert report.model.rmse == pytest.approx(persistence, abs=0.005)
    assert report.baselines["ridge"].rmse == pytest.approx(ridge, abs=0.005)
    assert any(line.startswith("no better than persistence") for line in report.remarks)
