"""Sample paths of an autoregressive forecaster."""

from statistics import NormalDist

import numpy as np
import pytest

from seqkit import Series
from tests.checks import assert_same
from tests.checks import called
from tests.checks import numbers
from tests.models.small_forecaster import FULL
from tests.models.small_forecaster import HORIZON
from tests.models.small_forecaster import SALES
from tests.models.small_forecaster import SEASON
from tests.models.small_forecaster import SEASONAL
from tests.models.small_forecaster import VALUES
from tests.models.small_forecaster import batch_of
from tests.models.small_forecaster import build

pytestmark = pytest.mark.usefixtures("untraced")


@pytest.fixture(scope="module")
def model():
    """No test may change it."""
    return build(SEASONAL, autoregressive=True, output="normal", cell="rnn")


@pytest.mark.parametrize(
    ("cell", "attention"),
    [
        ("rnn", None),
        ("lstm", "luong"),
        pytest.param("gru", "bahdanau", marks=pytest.mark.slow),
        pytest.param("gru", "luong_dot", marks=pytest.mark.slow),
    ],
)
def test_step_after_step_gives_what_the_call_gives(cell, attention):
    model = build(FULL, cell=cell, attention=attention, autoregressive=True, depth=2)
    inputs, _ = batch_of(model, SALES, slice(0, 2))
    inputs["past"][1, 4:] = np.nan
    expected = numbers(called(model, inputs))[0]
    fed = numbers(model.fed(inputs["previous"], model.measure(inputs["past"])[0]))[0]
    state, memory = model.start(
        {name: each for name, each in inputs.items() if name != "previous"}
    )
    for step in range(HORIZON):
        raw, state = model.step(fed[:, step], state, memory)
        assert_same(raw, expected[:, step])


@pytest.mark.parametrize("codec", [SEASONAL, Series.from_table(VALUES, "0")], ids=str)
def test_the_value_fed_is_the_target_before_scaled_as_the_loss_scales_it(codec):
    model = build(codec, autoregressive=True)
    inputs, y = batch_of(model)
    scaled, _, _ = model.measure(inputs["past"])
    fed = numbers(model.fed(inputs["previous"], scaled))[0]
    targets = numbers(model.scale_window.scale(y, scaled))[0]
    np.testing.assert_allclose(fed[:, 1:], targets[:, :-1], rtol=1e-4, atol=1e-5)
    last = inputs["past"][:, -1, 0].astype("float64")
    if codec.difference:
        before = inputs["past"][:, -1 - SEASON, 0]
        first = (last - before) / codec.difference_deviation[0]
    else:
        first = (last - codec.mean[0]) / codec.deviation[0]
    np.testing.assert_allclose(fed[:, 0, 0], first, rtol=1e-3, atol=1e-4)


def test_a_seed_repeats_its_paths(model):
    one = model.forecast(VALUES, samples=5, seed=3)
    two = model.forecast(VALUES, samples=5, seed=3)
    other = model.forecast(VALUES, samples=5, seed=4)
    assert one.samples.shape == (5, HORIZON)
    np.testing.assert_array_equal(one.samples, two.samples)
    assert np.abs(one.samples - other.samples).min(axis=0).max() > 0
    np.testing.assert_allclose(one.values, one.samples.mean(axis=0), rtol=1e-5)
    median = np.median(one.samples, axis=0)
    np.testing.assert_allclose(one.quantiles[0.5], median, rtol=1e-5)
    drawn = [model.forecast(VALUES, samples=5).samples for _ in range(2)]
    assert (drawn[0] != drawn[1]).any()
    assert model.forecast(VALUES, seed=3).samples is None


def test_the_first_step_is_drawn_from_its_distribution(model):
    found = model.forecast(VALUES, quantiles=(0.1, 0.5, 0.9), samples=4000, seed=1)
    inputs, _ = batch_of(model, VALUES[-20:], slice(0, 1))
    inputs["past"] = SEASONAL.encode(VALUES)[None, -model.window :]
    raw = numbers(called(model, inputs))[0][0, 0, 0]
    mean, scale = float(raw[0]), float(np.log1p((np.e - 1) * np.exp(raw[1])) + 1e-4)
    reach = SEASONAL.difference_deviation[0]
    for level, quantiles in found.quantiles.items():
        place = VALUES[-SEASON] + reach * (mean + scale * NormalDist().inv_cdf(level))
        assert quantiles[0] == pytest.approx(place, abs=0.08 * reach * scale)


def test_a_path_reads_its_own_values(model):
    """Two paths that differ in their first value differ in what they expect next."""
    state, memory = model.start({"past": SEASONAL.encode(VALUES)[None]})
    _, state = model.step(np.zeros((1, 1), "float32"), state, memory)
    low, _ = model.step(np.full((1, 1), -1.0, "float32"), state, memory)
    high, _ = model.step(np.full((1, 1), 1.0, "float32"), state, memory)
    assert np.abs(numbers(low)[0] - numbers(high)[0]).max() > 1e-3


def test_paths_of_rows_are_independent_of_other_rows():
    model = build(FULL, autoregressive=True, cell="rnn", output="quantiles")
    inputs, _ = batch_of(model, SALES)
    del inputs["previous"]
    both = model.forecast_windows(inputs, (0.5,), samples=3, seed=7)
    first = {name: array[:1] for name, array in inputs.items()}
    alone = model.forecast_windows(first, (0.5,), samples=3, seed=7)
    assert both["samples"].shape == (4, 3, HORIZON, 2)
    np.testing.assert_allclose(both["samples"][:1], alone["samples"], rtol=1e-4)


def test_direct_models_draw_no_paths():
    with pytest.raises(ValueError, match="`autoregressive=True`.*samples=5"):
        build().forecast(VALUES, samples=5)
