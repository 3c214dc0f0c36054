import keras
import numpy as np
import pytest
from keras import ops
from scipy import stats

from seqkit.backend.gradient import gradient
from seqkit.layers.mixture_density import MixtureDensity
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

ROWS = np.random.default_rng(0).normal(size=(3, 4, 6)).astype("float32")
STEPS = np.array(
    [[0.5, -1.0, 1, 0, 0], [-2.0, 0.0, 0, 1, 0], [0.0, 0.0, 0, 0, 1]], "float32"
)


def raw_of(*components, pens=(0.0, 0.0, 0.0)):
    """Raw numbers of components (share, mean x, mean y, sx, sy, correlation)."""
    share, mean_x, mean_y, wide_x, wide_y, correlation = np.array(components).T
    # The bounds are undone: b tanh(n / b) is the number that the layer uses.
    logs = [7 * np.arctanh(np.log(each) / 7) for each in (wide_x, wide_y)]
    angle = 4 * np.arctanh(np.arctanh(correlation) / 4)
    parts = [np.log(share), mean_x, mean_y, *logs, angle, pens]
    return np.concatenate(parts).astype("float32")[None]


TWO = (0.25, 0.0, 1.0, 0.5, 2.0, 0.9), (0.75, -1.0, 0.5, 1.5, 0.1, -0.6)


def test_keeps_what_every_layer_owes():
    check_layer(lambda: MixtureDensity(3), ROWS, full_precision=True)


def test_log_likelihood_is_that_of_scipy():
    raw = raw_of(*TWO, pens=np.log([0.2, 0.3, 0.5]))
    offsets, pens = numbers(
        MixtureDensity(2).log_likelihood(np.repeat(raw, 3, 0), STEPS)
    )
    density = 0
    for share, *mean, wide_x, wide_y, correlation in TWO:
        both = correlation * wide_x * wide_y
        covariance = [[wide_x**2, both], [both, wide_y**2]]
        density += share * stats.multivariate_normal(mean, covariance).pdf(STEPS[:, :2])
    np.testing.assert_allclose(offsets, np.log(density), rtol=1e-4)
    np.testing.assert_allclose(pens, np.log([0.2, 0.3, 0.5]), rtol=1e-4)


def test_likelihood_and_gradient_are_finite_at_any_scale():
    layer = MixtureDensity(2)
    ends = -1e30, -50.0, 0.0, 50.0, 1e30
    cases = [
        (place, end, offset)
        for place in range(
            0, 15, 2
        )  # each of the six numbers of a component, and a pen
        for end in ends
        for offset in (0.0, 1e-6, 1e6, -1e7)
    ]
    raw = np.zeros((len(cases), 15), "float32")
    steps = np.tile(np.array([0.0, 1.0, 1, 0, 0], "float32"), (len(cases), 1))
    for row, (place, end, offset) in enumerate(cases):
        is_mean = place // 2 in (1, 2)  # an offset, without a bound
        raw[row, place] = np.clip(end, -1e7, 1e7) if is_mean else end
        steps[row, 0] = offset
    for part in numbers(layer.log_likelihood(raw, steps)):
        assert np.isfinite(part).all()
    slopes = gradient(
        lambda given: ops.sum(sum(layer.log_likelihood(given, steps))),
        ops.convert_to_tensor(raw),
    )
    assert np.isfinite(numbers(slopes)).all()


def test_deviations_and_correlations_are_bounded():
    raw = np.zeros((2, 9), "float32")
    raw[:, 3:6] = [[1e9], [-1e9]]  # both deviations, and the correlation
    steps = np.array([[0.0, 0.0, 1, 0, 0]] * 2, "float32")
    found, _ = numbers(MixtureDensity(1).log_likelihood(raw, steps))
    widths = np.exp([7.0, -7.0])
    expected = -np.log(2 * np.pi * widths**2 * np.sqrt(1 - np.tanh(4.0) ** 2))
    np.testing.assert_allclose(found, expected, rtol=1e-3)


@pytest.mark.parametrize("temperature", [1.0, 0.25])
def test_draws_have_the_moments_of_a_component(temperature):
    # A grid of random numbers that are evenly spread, in place of chance.
    size = 60
    even = (np.arange(size) + 0.5) / size
    x, y = (each.ravel() for each in np.meshgrid(even, even))
    half = np.full_like(x, 0.5)
    uniform = np.stack([half, x, y, half], axis=1).astype("float32")
    raw = raw_of((1.0, 3.0, -2.0, 0.5, 2.0, 0.8), pens=(9.0, 0.0, 0.0))
    raw = np.repeat(raw, len(uniform), axis=0)
    heat = np.full(len(uniform), temperature, "float32")
    steps, scores = numbers(MixtureDensity(1).draw(raw, uniform, heat))
    np.testing.assert_allclose(steps[:, :2].mean(axis=0), [3, -2], atol=1e-3)
    deviations = np.array([0.5, 2.0]) * np.sqrt(temperature)  # σ² times the temperature
    np.testing.assert_allclose(steps[:, :2].std(axis=0), deviations, rtol=0.03)
    np.testing.assert_allclose(np.corrcoef(steps[:, :2].T)[0, 1], 0.8, atol=0.01)
    likelihood = sum(numbers(MixtureDensity(1).log_likelihood(raw, steps)))
    np.testing.assert_allclose(scores, likelihood, rtol=1e-5)


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_components_and_pens_are_drawn_by_their_tempered_shares(temperature):
    even = ((np.arange(1_000) + 0.5) / 1_000).astype("float32")
    uniform = np.full((1_000, 4), 0.5, "float32")
    uniform[:, 0] = uniform[:, 3] = even
    shares = np.array([0.2, 0.3, 0.5])
    components = [(share, 100.0 * at, 0, 1, 1, 0) for at, share in enumerate(shares)]
    raw = np.repeat(raw_of(*components, pens=np.log(shares)), 1_000, axis=0)
    heat = np.full(1_000, temperature, "float32")
    steps, _ = numbers(MixtureDensity(3).draw(raw, uniform, heat))
    expected = shares ** (1 / temperature)
    expected /= expected.sum()
    np.testing.assert_allclose(steps[:, 2:].mean(axis=0), expected, atol=2e-3)
    drawn = steps[steps[:, 4] == 0]  # ends come last, with the last component
    counts = np.bincount(np.round(drawn[:, 0] / 100).astype(int), minlength=3) / 1_000
    np.testing.assert_allclose(counts[:2], expected[:2], atol=2e-3)


def test_temperature_0_takes_the_likeliest():
    raw = raw_of(*TWO, pens=(0.0, 0.1, 0.0))
    uniform = np.array([[0.01, 0.9, 0.1, 0.99]], "float32")
    steps, scores = MixtureDensity(2).draw(raw, uniform, np.zeros(1, "float32"))
    assert_same(steps, np.array([[-1.0, 0.5, 0, 1, 0]]))
    assert np.isfinite(numbers(scores)).all()


def test_a_step_that_ends_has_no_offset_and_the_score_of_its_pen():
    raw = raw_of(*TWO, pens=(0.0, 0.0, 2.0))
    uniform = np.full((1, 4), 0.99, "float32")
    steps, scores = MixtureDensity(2).draw(raw, uniform, np.ones(1, "float32"))
    assert_same(steps, np.array([[0.0, 0, 0, 0, 1]]))
    np.testing.assert_allclose(scores, 2 - np.log(2 + np.exp(2)), rtol=1e-5)


def test_wrong_count_says_how_to_fix_it():
    with pytest.raises(ValueError, match="`mixtures` is an int of at least 1"):
        MixtureDensity(0)


@pytest.mark.slow
def test_trains_to_a_constant_distribution():
    rng = np.random.default_rng(1)
    steps = np.zeros((512, 5), "float32")
    steps[:, :2] = rng.normal([1, -1], [0.5, 2], size=(512, 2))
    steps[:, 2] = 1
    layer = MixtureDensity(1)
    ones = np.ones((512, 1), "float32")
    layer(ones)
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(
        keras.optimizers.Adam(0.1),
        loss=lambda y, raw: -ops.add(*layer.log_likelihood(raw, y)),
    )
    loss = model.fit(ones, steps, 512, epochs=150, verbose=0).history["loss"][-1]
    # The entropy of the fitted normal distribution.
    expected = np.log(2 * np.pi * np.e) + np.log(steps[:, :2].std(axis=0)).sum()
    np.testing.assert_allclose(loss, expected, atol=0.05)
