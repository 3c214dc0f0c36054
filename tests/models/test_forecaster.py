"""A forecaster: what every model owes, how it scales, and what it reads."""

import json

import keras
import numpy as np
import pytest

import seqkit
from seqkit import Forecaster
from seqkit import Series
from tests.checks import assert_same
from tests.checks import called
from tests.checks import check_model
from tests.checks import numbers
from tests.models import small_forecaster as small
from tests.models.small_forecaster import FULL
from tests.models.small_forecaster import HORIZON
from tests.models.small_forecaster import NAN
from tests.models.small_forecaster import PLAIN
from tests.models.small_forecaster import SALES
from tests.models.small_forecaster import SEASON
from tests.models.small_forecaster import SEASONAL
from tests.models.small_forecaster import VALUES
from tests.models.small_forecaster import WINDOW
from tests.models.small_forecaster import batch_of
from tests.models.small_forecaster import build

pytestmark = pytest.mark.usefixtures("untraced")

OUTPUTS = ("quantiles", "normal", "student_t", "point")


@pytest.fixture(scope="module")
def full():
    """Every kind of column, two targets, two series; no test may change it."""
    return build(FULL)


@pytest.mark.slow
def test_a_direct_forecaster_keeps_what_every_model_owes():
    model = build(FULL)
    batch = batch_of(model, SALES)
    check_model(lambda: build(FULL), batch)


@pytest.mark.slow
def test_an_autoregressive_forecaster_keeps_what_every_model_owes():
    arguments = {"autoregressive": True, "attention": "luong", "output": "student_t"}
    model = build(FULL, cell="lstm", **arguments)
    check_model(lambda: build(FULL, cell="lstm", **arguments), batch_of(model, SALES))


def test_saved_and_loaded_it_forecasts_the_same(full, tmp_path):
    future = small.part(SALES, 10, 13)
    past = small.part(SALES, 0, 10)
    full.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path / "model.keras")
    assert json.dumps(loaded.get_config()) == json.dumps(full.get_config())
    assert loaded.codec == FULL
    for one, two in zip(
        loaded.forecast(past, future), full.forecast(past, future), strict=True
    ):
        np.testing.assert_allclose(one.values, two.values, rtol=1e-5)
        assert list(one.quantiles) == list(two.quantiles)
    inputs, _ = batch_of(full, SALES)
    clone = keras.models.clone_model(full)
    for layer, original in zip(clone.layers, full.layers, strict=True):
        layer.set_weights(original.get_weights())
    assert_same(called(clone, inputs), called(full, inputs))


@pytest.mark.parametrize(
    ("output", "season", "scale"),
    [
        ("quantiles", SEASON, "window"),
        *(
            pytest.param(output, season, scale, marks=pytest.mark.slow)
            for output, season, scale in [
                ("point", 1, "window"),
                ("normal", SEASON, "training"),
                ("student_t", 1, "training"),
            ]
        ),
    ],
)
def test_raw_outputs_of_zero_are_the_seasonal_naive_forecast(output, season, scale):
    codec = Series.from_table(VALUES, target="0", difference=season)
    model = build(codec, output=output, scale=scale)
    for weight in model.head.weights:
        weight.assign(0.0 * weight)
    last = VALUES[-season:]
    naive = np.tile(last, HORIZON)[:HORIZON]
    found = model.forecast(VALUES)
    np.testing.assert_allclose(found.values, naive, rtol=1e-5)
    if output != "point":
        np.testing.assert_allclose(found.quantiles[0.5], naive, rtol=1e-5)
        assert (found.quantiles[0.9] > naive + 0.1).all()


def test_an_untrained_forecast_is_near_the_seasonal_naive_one():
    keras.utils.set_random_seed(0)
    model = Forecaster(SEASONAL, HORIZON, window=2 * SEASON)
    naive = VALUES[-SEASON:][:HORIZON]
    reach = SEASONAL.difference_deviation[0]
    assert np.abs(model.forecast(VALUES).values - naive).max() < 0.1 * reach


@pytest.mark.parametrize("scale", ["training", "window"])
@pytest.mark.parametrize("season", [pytest.param(None, marks=pytest.mark.slow), SEASON])
def test_forecasts_do_not_depend_on_units(scale, season):
    moved = 1000 * VALUES + 7
    model = build(Series.from_table(VALUES, "0", difference=season), scale=scale)
    other = build(Series.from_table(moved, "0", difference=season), scale=scale)
    other.set_weights(model.get_weights())
    one, two = model.forecast(VALUES), other.forecast(moved)
    np.testing.assert_allclose(two.values, 1000 * one.values + 7, rtol=1e-5)
    expected = 1000 * one.quantiles[0.9] + 7
    np.testing.assert_allclose(two.quantiles[0.9], expected, rtol=1e-5)


def test_series_of_any_level_are_forecast_on_their_own_scale():
    """Only the bounded level itself tells the two apart."""
    keras.utils.set_random_seed(0)
    model = Forecaster(SEASONAL, HORIZON, 4, window=WINDOW, scale="window")
    one, two = model.forecast(VALUES), model.forecast(1000 * VALUES + 7)
    reach = 1000 * SEASONAL.difference_deviation[0]
    apart = np.abs(two.values - 1000 * one.values - 7).max()
    assert apart < 0.2 * reach
    width = one.quantiles[0.9] - one.quantiles[0.1]
    wide = two.quantiles[0.9] - two.quantiles[0.1]
    np.testing.assert_allclose(wide, 1000 * width, rtol=0.2)


@pytest.mark.parametrize(
    "attention", [None, pytest.param("bahdanau", marks=pytest.mark.slow)]
)
def test_only_the_last_steps_are_read(attention):
    model = build(SEASONAL, attention=attention)
    past = VALUES.astype("float32")[None, :, None]
    shorter = past[:, -WINDOW:]
    assert_same(called(model, {"past": past}), called(model, {"past": shorter}))
    changed = past.copy()
    changed[:, :-WINDOW] = 1e6
    assert_same(called(model, {"past": changed}), called(model, {"past": shorter}))
    longer = model.forecast(VALUES).values
    np.testing.assert_allclose(model.forecast(VALUES[-WINDOW:]).values, longer)


@pytest.mark.parametrize(
    "attention", [None, pytest.param("bahdanau", marks=pytest.mark.slow)]
)
def test_padding_changes_nothing(attention):
    model = build(FULL, attention=attention)
    inputs, _ = batch_of(model, SALES)
    inputs["past"][0, 4:] = inputs["past"][1, 1:] = NAN
    wider = dict(inputs)
    padding = [(0, 0), (0, 5), (0, 0)]
    wider["past"] = np.pad(inputs["past"], padding, constant_values=NAN)
    outputs = numbers(called(model, inputs))[0]
    assert_same(called(model, wider), outputs)
    alone = {name: array[1:2] for name, array in inputs.items()}
    alone["past"] = alone["past"][:, :1]
    assert_same(called(model, alone), outputs[1:2])


def test_every_kind_of_column_is_read(full):
    inputs, _ = batch_of(full, SALES)
    before = numbers(called(full, inputs))[0]
    for name in ("past", "future", "static"):
        for column in range(inputs[name].shape[-1]):
            changed = {key: array.copy() for key, array in inputs.items()}
            changed[name][0, ..., column] += 1.0
            after = numbers(called(full, changed))[0]
            assert np.abs(after[0] - before[0]).max() > 1e-4, (name, column)
            np.testing.assert_allclose(after[1:], before[1:], rtol=1e-5, atol=1e-6)


def test_the_future_of_a_step_moves_no_step_before_it(full):
    inputs, _ = batch_of(full, SALES)
    before = numbers(called(full, inputs))[0]
    inputs["future"][:, 1] += 2.0
    after = numbers(called(full, inputs))[0]
    np.testing.assert_allclose(after[:, 0], before[:, 0], rtol=1e-5)
    assert (np.abs(after - before).max(axis=(0, 2, 3))[1:] > 1e-3).all()


def test_several_targets_have_forecasts_of_their_own(full):
    found = full.forecast(small.part(SALES, 0, 10), small.part(SALES, 10, 13))[0]
    assert found.names == ["units", "returns"]
    assert found.values.shape == (HORIZON, 2)
    assert found.quantiles[0.1].shape == (HORIZON, 2)
    assert found.history.shape == (10, 2)


def test_a_wholly_missing_last_step_is_a_step():
    holes = VALUES.copy()
    holes[[5, 9, 17]] = NAN
    codec = Series.from_table(holes, "0", difference=SEASON, missing=True)
    assert codec.names[-1] == "real"
    model = build(codec)
    for weight in model.head.weights:
        weight.assign(0.0 * weight)
    ended = VALUES.copy()
    ended[-1] = NAN
    # The phase of the missing step has its value of one season before.
    phases = [VALUES[-4], VALUES[-3], VALUES[-2], VALUES[-5]]
    found = model.forecast(ended)
    np.testing.assert_allclose(found.values, phases[:HORIZON], rtol=1e-5)
    assert found.times.tolist() == [40, 41, 42]
    shorter = model.forecast(ended[:-1])
    assert np.abs(shorter.values - found.values).max() > 1.0


def test_missing_values_are_told_from_their_mean():
    holes = VALUES.copy()
    holes[[5, 9]] = NAN
    codec = Series.from_table(holes, "0", missing=True)
    model = build(codec)
    ended, filled = VALUES.copy(), VALUES.copy()
    ended[-2], filled[-2] = NAN, codec.mean[0]
    apart = model.forecast(ended).values - model.forecast(filled).values
    assert np.abs(apart).max() > 1e-3


@pytest.mark.parametrize("transform", ["log", "log1p", "sqrt"])
def test_transforms_are_inverted_exactly(transform):
    codec = Series.from_table(VALUES, "0", transform=transform, difference=SEASON)
    model = build(codec, output="normal")
    raw = numbers(called(model, {"past": codec.encode(VALUES)[None]}))[0][0, :, 0]
    forward, inverse = {
        "log": (np.log, np.exp),
        "log1p": (np.log1p, np.expm1),
        "sqrt": (np.sqrt, np.square),
    }[transform]
    anchors = forward(VALUES[-SEASON:][:HORIZON])
    median = inverse(anchors + codec.difference_deviation[0] * raw[:, 0])
    if transform == "sqrt":
        assert (raw[:, 0] * codec.difference_deviation[0] > -anchors).all()
    np.testing.assert_allclose(model.forecast(VALUES).values, median, rtol=1e-4)


def test_values_1e6_away_are_answered():
    for scale in ("training", "window"):
        model = build(SEASONAL, scale=scale)
        for values in (1e6 * VALUES, VALUES - 1e8, 0.0 * VALUES):
            assert np.isfinite(model.forecast(values).values).all()


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_trains_on_large_numbers(policy):
    model = build(Series.from_table(1e6 * VALUES, "0", difference=1), dtype=policy)
    inputs, y = batch_of(model, 1e6 * VALUES)
    found = model.fit(inputs, y, verbose=0).history
    assert np.isfinite(found["loss"]).all() and np.isfinite(found["mae"]).all()
    assert numbers(called(model, inputs))[0].dtype == "float32"
    assert np.isfinite(model.forecast(1e6 * VALUES).values).all()


def test_wrong_arguments_say_what_is_right():
    wrong = [
        ({"codec": seqkit.Vocabulary(["a"])}, TypeError, "`codec` is a `seqkit.Ser"),
        ({"horizon": 0}, ValueError, "`horizon`"),
        ({"window": -1}, ValueError, "`window`"),
        ({"output": "gamma"}, ValueError, "`output`"),
        ({"scale": "own"}, ValueError, "`scale`"),
        ({"quantiles": [0.9, 0.1]}, ValueError, "rise|rising"),
        ({"quantiles": [0.0, 0.5]}, ValueError, "between 0 and 1"),
        ({"dropout": 1.5}, ValueError, "`dropout`"),
        ({"cell": "transformer"}, ValueError, "cell"),
        ({"attention": "dot"}, ValueError, "attention"),
    ]
    for arguments, error, text in wrong:
        with pytest.raises(error, match=text):
            Forecaster(**({"codec": PLAIN, "horizon": 3} | arguments))


def test_without_window_the_codec_chooses_one():
    assert Forecaster(PLAIN, HORIZON, 2).window == PLAIN.default_window(HORIZON)
