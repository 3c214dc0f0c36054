"""How a forecaster trains: loss and metric against NumPy, weights, NaN, `compile`."""

import keras
import numpy as np
import pandas as pd
import pytest

from seqkit import Series
from seqkit.data import windows
from tests.checks import EAGERLY
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import called
from tests.checks import numbers
from tests.models.small_forecaster import FULL
from tests.models.small_forecaster import HORIZON
from tests.models.small_forecaster import LEVELS
from tests.models.small_forecaster import NAN
from tests.models.small_forecaster import SALES
from tests.models.small_forecaster import SEASON
from tests.models.small_forecaster import SEASONAL
from tests.models.small_forecaster import VALUES
from tests.models.small_forecaster import WINDOW
from tests.models.small_forecaster import batch_of
from tests.models.small_forecaster import build
from tests.models.small_forecaster import make_values


@pytest.fixture(scope="module")
def model():
    """No test may train it."""
    return build(SEASONAL)


def evaluated(model, x, y, weights=None):
    return model.test_on_batch(x, y, weights, return_dict=True)


def losses_of(model, x, y):
    """The loss of each target by its definition, float64 `(batch, horizon)`."""
    raw = numbers(called(model, x))[0][:, :, 0].astype("float64")
    past = x["past"][..., 0].astype("float64")
    anchors = past[:, -SEASON:][:, :HORIZON]
    z = (y[..., 0] - anchors) / SEASONAL.difference_deviation[0]
    # A softplus that is 1 at 0, and gaps between normal quantiles.
    positive = np.log1p((np.e - 1) * np.exp(raw)) + 1e-4
    gap = 1.2815515655
    middle = raw[..., 1]
    quantiles = [
        middle - gap * positive[..., 0], middle, middle + gap * positive[..., 2]
    ]  # fmt: skip
    pinball = [
        np.maximum(level * (z - q), (level - 1) * (z - q))
        for level, q in zip(LEVELS, quantiles, strict=True)
    ]
    mean = middle + raw[..., 3]
    values = anchors + mean * SEASONAL.difference_deviation[0]
    loss = 2 * np.mean(pinball, axis=0) + 0.5 * (z - mean) ** 2
    return loss, np.abs(values - y[..., 0])


def test_loss_and_metric_equal_their_definitions(model):
    x, y = batch_of(model)
    loss, errors = losses_of(model, x, y)
    found = evaluated(model, x, y)
    assert found["loss"] == pytest.approx(loss.mean(), rel=1e-4)
    assert found["mae"] == pytest.approx(errors.mean(), rel=1e-4)


def test_unknown_targets_have_no_weight(model):
    x, y = batch_of(model)
    loss, errors = losses_of(model, x, y)
    y[0, 1] = y[2] = NAN
    known = np.isfinite(y[..., 0])
    found = evaluated(model, x, y)
    assert found["loss"] == pytest.approx(loss[known].mean(), rel=1e-4)
    assert found["mae"] == pytest.approx(errors[known].mean(), rel=1e-4)
    nothing = evaluated(model, x, np.full_like(y, NAN))
    assert nothing["loss"] == 0


@pytest.mark.parametrize("shape", [(4,), (4, HORIZON), (4, HORIZON, 1)], ids=str)
def test_weights_of_rows_steps_and_targets_count(model, shape):
    x, y = batch_of(model)
    loss, errors = losses_of(model, x, y)
    weights = np.random.default_rng(0).uniform(0, 2, shape).astype("float32")
    wide = weights.reshape(shape[:2] + (1,) * (2 - len(shape[:2])))
    wide = np.broadcast_to(wide, (4, HORIZON))
    found = evaluated(model, x, y, weights)
    assert found["loss"] == pytest.approx(np.average(loss, weights=wide), rel=1e-4)
    assert found["mae"] == pytest.approx(np.average(errors, weights=wide), rel=1e-4)


def test_unknown_targets_leave_gradients_finite():
    codec = Series.from_table(VALUES, "0", difference=1, transform="log", missing=True)
    model = build(codec, scale="window", output="student_t")
    x, y = batch_of(model)
    x["past"][0, :3, 0] = x["past"][1, :, 0] = y[1, 0] = y[2] = NAN
    model.fit(x, y, batch_size=4, epochs=2, verbose=0)
    assert all(np.isfinite(weight).all() for weight in model.get_weights())


@NEEDS_TENSORFLOW
@pytest.mark.slow
def test_data_sets_train_as_their_arrays_do():
    one, two = build(FULL), build(FULL)
    batches = windows(SALES, FULL, HORIZON, WINDOW, batch_size=64, shuffle=False)
    x, y = batch_of(one, SALES, None)
    losses = one.fit(batches, epochs=2, verbose=0).history["loss"]
    others = two.fit(x, y, batch_size=64, epochs=2, verbose=0, shuffle=False)
    np.testing.assert_allclose(losses, others.history["loss"], rtol=1e-4)
    assert losses[1] < losses[0]


@NEEDS_TENSORFLOW
@pytest.mark.slow
def test_xla_trains_without_attention_and_in_several_steps():
    table = make_values(60)
    batches = windows(table, SEASONAL, HORIZON, WINDOW, batch_size=13, shuffle=False)
    losses = []
    for options in ({}, {"jit_compile": True}, {"steps_per_execution": 2}):
        model = build(SEASONAL)
        model.compile("adam", **options)
        model.run_eagerly = False
        losses.append(model.fit(batches, epochs=2, verbose=0).history["loss"])
    np.testing.assert_allclose(losses[1:], losses[:1] * 2, rtol=1e-3)


@NEEDS_TENSORFLOW
@pytest.mark.slow
@pytest.mark.parametrize("attention", ["bahdanau", "luong"])
def test_xla_trains_with_attention(attention):
    model = build(SEASONAL, attention=attention, autoregressive=True)
    x, y = batch_of(model)
    losses = []
    for compiled in (False, True):
        model = build(SEASONAL, attention=attention, autoregressive=True)
        model.compile("adam", jit_compile=compiled)
        model.run_eagerly = False
        losses += model.fit(x, y, verbose=0).history["loss"]
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)


def test_losses_of_raw_numbers_are_refused():
    model = build(SEASONAL, cell="rnn")
    x, y = batch_of(model)
    for loss in ("mse", keras.losses.MeanAbsoluteError()):
        model.compile("adam", loss=loss)
        with pytest.raises(ValueError, match="Leave `loss` out for the loss of the"):
            model.fit(x, y)
    model.compile("adam", metrics=["accuracy"])
    with pytest.raises(ValueError, match="`mae` is counted without"):
        model.evaluate(x, y)


def test_metrics_of_compile_get_point_forecasts():
    model = build(SEASONAL)
    rmse = keras.metrics.RootMeanSquaredError(name="rmse")
    model.compile("adam", metrics=[rmse], run_eagerly=EAGERLY)
    x, y = batch_of(model)
    _, errors = losses_of(model, x, y)
    found = evaluated(model, x, y)
    assert found["rmse"] == pytest.approx(np.sqrt((errors**2).mean()), rel=1e-4)


def test_a_function_of_your_own_is_a_loss():
    model = build(SEASONAL)
    model.compile(
        "adam",
        loss=lambda y, raw: keras.ops.abs(y - raw[..., 0]),
        run_eagerly=EAGERLY,
    )
    x, y = batch_of(model)
    assert np.isfinite(evaluated(model, x, y)["loss"])


def test_targets_of_another_shape_are_refused(model):
    x, y = batch_of(model)
    for wrong in (y[..., 0], y[:, :2], np.concatenate([y, y], axis=-1)):
        with pytest.raises(
            ValueError, match=r"\(batch, horizon, targets\)|Received sh"
        ):
            evaluated(model, x, wrong)


def test_tables_are_refused_with_what_reads_them(model):
    for table in (pd.DataFrame({"0": VALUES}), {"0": VALUES}, "sales.csv"):
        with pytest.raises(TypeError, match="Received a table. Build them .*windows"):
            model.fit(table)
        with pytest.raises(TypeError, match=r"Call `model.forecast\(table\)`"):
            model.predict(table)
