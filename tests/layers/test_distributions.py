"""Each distribution against SciPy, by numbers drawn from it, and by its own loss."""

import numpy as np
import pytest
from keras import ops

from seqkit.layers.distributions import Quantiles
from seqkit.layers.distributions import distribution_of
from seqkit.layers.student_t import log_gamma
from seqkit.layers.student_t import student_t_quantile
from tests.checks import numbers

stats = pytest.importorskip("scipy.stats")
special = pytest.importorskip("scipy.special")

LEVELS = [0.1, 0.25, 0.5, 0.9]
NAMES = ["normal", "student_t", "quantiles"]
RAW = np.random.default_rng(0).normal(size=(2, 5, 5)).astype("float32")


def softplus(values):
    return np.log1p(np.exp(values))


def twin(name, raw):
    """Return the distribution of raw outputs by SciPy."""
    scale = softplus(raw[..., 1] + np.log(np.e - 1)) + 1e-4
    if name == "normal":
        return stats.norm(raw[..., 0], scale)
    return stats.t(2.1 + softplus(raw[..., 2] + 2.85), raw[..., 0], scale)


def raw_of(distribution):
    return RAW[..., : distribution.width]


@pytest.mark.parametrize("name", ["normal", "student_t"])
def test_the_loss_is_the_negative_log_density(name):
    distribution = distribution_of(name, LEVELS)
    targets = RAW[..., 4] * 3
    expected = -twin(name, RAW.astype("float64")).logpdf(targets)
    found = distribution.loss(targets, raw_of(distribution))
    np.testing.assert_allclose(numbers(found)[0], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["normal", "student_t"])
def test_quantiles_are_those_of_scipy(name):
    distribution = distribution_of(name, LEVELS)
    found = numbers(distribution.quantiles(raw_of(distribution), [0.01, 0.3, 0.99]))[0]
    for place, level in enumerate([0.01, 0.3, 0.99]):
        expected = twin(name, RAW.astype("float64")).ppf(level)
        np.testing.assert_allclose(found[..., place], expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("freedom", [2.1, 3.0, 5.0, 30.0, 1e4])
def test_quantiles_of_students_t_are_those_of_scipy(freedom):
    levels = np.array([1e-4, 0.01, 0.2, 0.5, 0.7, 0.975, 0.999])
    found = student_t_quantile(
        ops.convert_to_tensor(levels, "float32"),
        ops.convert_to_tensor(freedom, "float32"),
    )
    expected = stats.t(freedom).ppf(levels)
    np.testing.assert_allclose(numbers(found)[0], expected, rtol=2e-3, atol=1e-5)


def test_log_gamma_is_that_of_scipy():
    values = np.array([0.5, 1.0, 2.3, 9.0, 200.0])
    found = log_gamma(ops.convert_to_tensor(values, "float32"))
    np.testing.assert_allclose(numbers(found)[0], special.gammaln(values), atol=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_untrained_outputs_are_a_distribution_of_deviation_one(name):
    distribution = distribution_of(name, LEVELS)
    raw = np.zeros((1, distribution.width), "float32")
    found = numbers(distribution.quantiles(raw, LEVELS))[0][0]
    wide = stats.t(2.1 + softplus(2.85)) if name == "student_t" else stats.norm
    np.testing.assert_allclose(found, wide.ppf(LEVELS), atol=1e-3)
    np.testing.assert_allclose(numbers(distribution.mean(raw))[0], [0.0], atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_draws_have_the_shares_of_the_quantiles(name):
    distribution = distribution_of(name, LEVELS)
    uniform = (np.arange(1000) + 0.5) / 1000
    raw = np.broadcast_to(raw_of(distribution)[0, 0], (1000, distribution.width))
    drawn = distribution.draw(
        ops.convert_to_tensor(raw), ops.convert_to_tensor(uniform, "float32")
    )
    quantiles = numbers(distribution.quantiles(raw[:1], LEVELS))[0][0]
    shares = [(numbers(drawn)[0] <= each).mean() for each in quantiles]
    np.testing.assert_allclose(shares, LEVELS, atol=0.002)


@pytest.mark.parametrize("name", NAMES)
def test_draws_are_finite_at_both_ends(name):
    distribution = distribution_of(name, LEVELS)
    ends = ops.convert_to_tensor([0.0, 1.0], "float32")
    raw = ops.zeros((2, distribution.width))
    assert np.isfinite(numbers(distribution.draw(raw, ends))[0]).all()


def test_quantiles_never_cross():
    raw = np.random.default_rng(1).normal(0, 30, (200, 5)).astype("float32")
    found = numbers(Quantiles(LEVELS).at_levels(raw))[0]
    assert (np.diff(found, axis=-1) > 0).all()


def test_trained_levels_are_the_outputs_themselves():
    distribution = Quantiles(LEVELS)
    same = distribution.quantiles(RAW, LEVELS)
    np.testing.assert_allclose(
        numbers(same)[0], numbers(distribution.at_levels(RAW))[0], rtol=1e-5, atol=1e-5
    )


def test_levels_between_are_interpolated_by_the_normal_distribution():
    """The quantiles of a normal distribution give all others exactly."""
    distribution = Quantiles([0.1, 0.9])
    raw = np.zeros((1, 3), "float32")
    found = numbers(distribution.quantiles(raw, [0.2, 0.5, 0.77]))[0][0]
    np.testing.assert_allclose(found, stats.norm.ppf([0.2, 0.5, 0.77]), atol=1e-3)


def test_the_loss_of_quantiles_is_the_pinball_loss_and_half_a_square():
    distribution = Quantiles(LEVELS)
    targets = RAW[..., 3] * 2
    quantiles = numbers(distribution.at_levels(RAW))[0]
    pinball = np.zeros_like(targets)
    for place, level in enumerate(LEVELS):
        error = targets - quantiles[..., place]
        pinball += 2 / 4 * np.where(error > 0, level * error, (level - 1) * error)
    mean = RAW[..., 2] + RAW[..., 4]
    expected = pinball + (targets - mean) ** 2 / 2
    found = numbers(distribution.loss(targets, RAW))[0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_a_point_has_no_quantiles():
    with pytest.raises(ValueError, match='output="quantiles"'):
        distribution_of("point", LEVELS).quantiles(RAW, [0.5])
