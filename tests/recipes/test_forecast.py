import contextlib
import io
import json

import numpy as np
import pytest

import seqkit
from recipes import _forecasts
from recipes import forecast
from recipes.__main__ import main
from tests.recipes.shell import shell

ROWS = 150
DAYS = np.datetime64("2023-01-02") + np.arange(ROWS)


@pytest.fixture
def sales(tmp_path):
    """Writes a table of sales with a weekly season, and gives its path."""
    random = np.random.default_rng(0)
    units = 100 + 30 * (np.arange(ROWS) % 7 > 4) + random.normal(size=ROWS)
    prices = random.integers(1, 4, ROWS)

    def write(name="sales.csv", first=0, last=ROWS):
        rows = zip(DAYS, units.round(2), prices, strict=True)
        lines = [f"{day},{unit},{price}" for day, unit, price in rows][first:last]
        path = tmp_path / name
        path.write_text("\n".join(["date,units,price", *lines]) + "\n")
        return str(path)

    return write


SMALL = {"epochs": 1, "units": 4, "window": 14, "horizon": 7}
COLUMNS = {"time": "date", "target": "units"}


@contextlib.contextmanager
def without_graphs():
    """Trains forecasters without graphs, whose tracing takes longer than the steps."""
    compile = seqkit.Forecaster.compile

    def compile_eagerly(*arguments, **keywords):
        compile(*arguments, **keywords, run_eagerly=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seqkit.Forecaster, "compile", compile_eagerly)
        yield


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Trains on generated sales: the model, its folder and what it printed."""
    folder = tmp_path_factory.mktemp("trained") / "saved"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forecast, "STEPS", 300)
        with contextlib.redirect_stdout(io.StringIO()) as printed, without_graphs():
            model = forecast.train(**SMALL, save_to=str(folder))
        yield model, folder, printed.getvalue()


def test_training_says_how_good_it_is_beside_the_truth(trained):
    _, _, printed = trained
    for words in ("persistence", "ridge", "RMSE of step 7", "of the true quantiles"):
        assert words in printed


def test_training_leaves_model_export_pictures_and_a_window(trained):
    _, folder, printed = trained
    left = {path.name for path in folder.iterdir()}
    pictures = {f"{name}.png" for name in ("forecast", "backtest", "calibration")}
    assert pictures | {"model.keras", "1", "window.jsonl", "recipe.json"} <= left
    assert f"seqkit run {folder} < {folder / 'window.jsonl'}" in printed


def test_the_export_answers_the_window_as_the_model_does(trained):
    model, folder, _ = trained
    inputs = json.loads((folder / "window.jsonl").read_text())
    answer = seqkit.serving.Served(folder)(**inputs)
    windows = {"past": inputs["values"], "future": inputs["future"]}
    windows = {name: np.array(each, "float32")[None] for name, each in windows.items()}
    expected = model.forecast_windows(windows)["values"][0, :, 0]
    np.testing.assert_allclose(answer["forecast"], expected, rtol=1e-4)


def test_evaluate_says_the_same_again(trained):
    model, _, printed = trained
    scores = forecast.evaluate(model)
    assert f"{scores['mase']:.3f}" in printed
    assert 0 <= scores["coverage_80"] <= 1


@pytest.mark.slow
def test_a_table_of_your_own_is_trained(sales, eagerly, capsys):
    table = sales()
    own = {**COLUMNS, "past": ("price",), "horizon": 7, "window": 14}
    model = forecast.train(data=table, **own, epochs=1, units=4, save_to=None)
    assert "measured from the value 7 steps before" in capsys.readouterr().out
    assert model.codec.names[:2] == ("units", "price") and model.codec.difference == 7
    assert model.forecast(table).times[0] == DAYS[-1] + 1


@pytest.mark.slow
def test_the_command_trains_on_a_table_of_your_own(sales, tmp_path, capsys):
    columns = "--time date --target units --past price --horizon 7 --window 14"
    flags = f"{columns} --epochs 1 --units 4 --save-to {tmp_path / 'own'}"
    main(["train", "forecast", "--data", sales(), *flags.split()])
    assert "persistence" in capsys.readouterr().out
    window = (tmp_path / "own" / "window.jsonl").read_text()
    answered = shell("run", str(tmp_path / "own"), stdin=window)
    assert answered.returncode == 0, answered.stderr
    assert len(json.loads(answered.stdout)["forecast"]) == 7


def test_files_that_follow_are_the_parts(sales):
    files = {
        "data": sales("train.csv", 0, 90),
        "validation": sales("validation.csv", 90, 120),
        "test": sales("test.csv", 120),
    }
    table, *begins = forecast.load(**files, columns=COLUMNS)
    parts = forecast.split(table, *begins, COLUMNS)
    assert [len(part["date"]) for part in parts] == [90, 30, 30]
    np.testing.assert_array_equal(table["date"].astype("datetime64[D]"), DAYS)


def test_parts_of_a_short_table_hold_a_horizon(sales, eagerly):
    table = sales("months.csv", 0, 72)
    own = {**COLUMNS, "horizon": 12, "window": 14, "season": 1}
    model = forecast.train(data=table, **own, epochs=1, units=4, save_to=None)
    assert forecast.evaluate(model, data=table)["rmse"] > 0


@pytest.mark.parametrize("name", ["horizon", "window", "season"])
def test_zero_is_not_taken_for_the_default(sales, name):
    with pytest.raises(ValueError, match="at least 1. Received 0"):
        forecast.train(data=sales(), **COLUMNS, **{name: 0}, save_to=None)


def test_a_test_table_that_does_not_follow_is_refused(sales):
    files = {"data": sales("all.csv"), "test": sales("test.csv", 120)}
    with pytest.raises(ValueError, match="follow that of training in time. Received"):
        forecast.load(**files, columns=COLUMNS)


def test_a_test_table_has_all_columns(sales, tmp_path):
    (tmp_path / "bare.csv").write_text("date,price\n2030-01-01,1\n")
    files = {"data": sales("all.csv"), "test": str(tmp_path / "bare.csv")}
    with pytest.raises(ValueError, match="Received one without 'units'"):
        forecast.load(**files, columns=COLUMNS)


def test_your_own_table_needs_a_target(sales):
    with pytest.raises(ValueError, match='`target="units"`'):
        forecast.train(data=sales(), time="date", save_to=None)


@pytest.mark.parametrize("season", [1, 7])
def test_the_nearer_naive_forecast_is_chosen(season):
    random = np.random.default_rng(0)
    walk = random.normal(size=210).cumsum()
    values = walk if season == 1 else np.tile(random.normal(size=7), 30)
    codec = seqkit.Series.from_table(values, "0")
    assert _forecasts.nearer(codec, [values], 7, 7) == season


def test_directions_are_counted_with_their_interval():
    moves = np.array([1.0] * 60 + [-1.0] * 40)
    guesses = np.where(np.arange(100) % 4 == 0, -moves, moves)  # 75 % are right

    class Counted:
        history = np.zeros((100, 3, 1))
        targets = moves[:, None, None]
        values = guesses[:, None, None]

    said = _forecasts.directions(Counted)
    # Wilson's interval of 75 of 100, from tables.
    assert "75.0% of 100 steps, 95 % interval 65.7% to 82.5%; up in 60.0%" in said


@pytest.mark.slow
def test_generated_sales_are_forecast_with_honest_intervals():
    model = forecast.train(save_to=None)
    scores = forecast.evaluate(model)
    assert scores["coverage_80"] == pytest.approx(0.8, abs=0.03)
    assert scores["rmse"] < 0.5 * scores["persistence_rmse"]
