import numpy as np
import pytest

from seqkit.layers.gaussian_latent import GaussianLatent
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

INPUTS = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def wide(**arguments):
    """A layer whose distributions are far from the standard normal one."""
    layer = GaussianLatent(2, **arguments)
    layer(INPUTS)
    rng = np.random.default_rng(1)
    layer.mean.set_weights([rng.normal(size=(3, 2)), rng.normal(size=2)])
    layer.log_variance.set_weights([rng.normal(size=(3, 2)), rng.normal(size=2)])
    return layer


def expected_divergence(layer):
    """The integral of q log(q / p) over a grid, for each dimension."""
    mean, log_variance = numbers(layer.distribution(INPUTS))
    deviation = np.exp(log_variance / 2)[..., None]
    grid = np.linspace(-30, 30, 60_001)
    distance = (grid - mean[..., None]) / deviation
    log_q = -0.5 * distance**2 - np.log(deviation * np.sqrt(2 * np.pi))
    log_p = -0.5 * grid**2 - np.log(np.sqrt(2 * np.pi))
    return np.sum(np.exp(log_q) * (log_q - log_p), axis=-1).sum(axis=-1) * 0.001


def test_keeps_what_every_layer_owes():
    layer = wide()
    weights = layer.get_weights()

    def build():
        return GaussianLatent(2)

    check_layer(build, INPUTS, full_precision=True)
    copy = build()
    copy(INPUTS)
    copy.set_weights(weights)
    assert_same(copy(INPUTS), layer(INPUTS))


def test_without_training_the_latent_vector_is_the_mean():
    layer = wide()
    latents, divergence = layer(INPUTS)
    assert_same(latents, layer.distribution(INPUTS)[0])
    np.testing.assert_allclose(divergence, expected_divergence(layer), rtol=1e-3)


def test_in_training_the_latent_vector_is_drawn():
    layer = wide()
    many = np.repeat(INPUTS[:1], 20_000, axis=0)
    latents, _ = numbers(layer(many, training=True))
    mean, log_variance = numbers(layer.distribution(INPUTS[:1]))
    np.testing.assert_allclose(latents.mean(axis=0), mean[0], atol=0.1)
    deviation = np.exp(log_variance[0] / 2)
    np.testing.assert_allclose(latents.std(axis=0), deviation, rtol=0.05)


def test_the_loss_is_the_weighted_divergence_of_a_dimension():
    layer = wide(weight=0.5, floor=0.0)
    layer(INPUTS)
    expected = 0.5 * expected_divergence(layer).mean() / 2
    np.testing.assert_allclose(layer.losses, [expected], rtol=1e-3)


def test_below_the_floor_the_loss_is_constant():
    layer = wide(weight=0.5, floor=100.0)
    layer(INPUTS)
    np.testing.assert_allclose(layer.losses, [50.0])


@pytest.mark.parametrize("decay", [0.9, 0.0])
def test_the_weight_rises_from_1_percent(decay):
    layer = wide(weight=2.0, floor=100.0, decay=decay)
    for update in range(3):
        layer(INPUTS, training=True)
        weight = 2.0 * (1 - 0.99 * decay**update)
        np.testing.assert_allclose(layer.losses[-1], 100 * weight, rtol=1e-5)


@pytest.mark.parametrize(
    "argument",
    [{"width": 0}, {"weight": -1}, {"floor": float("nan")}, {"decay": 1.5}],
)
def test_wrong_arguments_say_how_to_fix_them(argument):
    (name,) = argument
    with pytest.raises(ValueError, match=f"`{name}`"):
        GaussianLatent(**{"width": 2, **argument})
