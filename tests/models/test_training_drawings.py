import numpy as np
import pytest
from scipy.special import log_softmax
from scipy.special import logsumexp

from tests.checks import numbers
from tests.models.small_sketcher import POINTS
from tests.models.small_sketcher import build_model
from tests.models.small_sketcher import make_batch

STEPS, _ = make_batch()


def twin(raw, steps):
    """The nats of offset and pen of one step, by the published equations."""
    raw = raw.astype("float64")
    logits, mean_x, mean_y, log_x, log_y, angle = raw[:-3].reshape(6, -1)
    wide_x, wide_y = np.exp(7 * np.tanh(log_x / 7)), np.exp(7 * np.tanh(log_y / 7))
    rho = np.tanh(4 * np.tanh(angle / 4))
    x, y = (steps[0] - mean_x) / wide_x, (steps[1] - mean_y) / wide_y
    z = (x**2 + y**2 - 2 * rho * x * y) / (2 * (1 - rho**2))
    log_normal = -z - np.log(2 * np.pi * wide_x * wide_y * np.sqrt(1 - rho**2))
    offset = -logsumexp(log_softmax(logits) + log_normal)
    return offset, -(log_softmax(raw[-3:]) * steps[2:]).sum()


def expected_nats(raw):
    """Nats of each drawing: offsets, pens without the end, and the end."""
    sums = np.zeros((4, 3))
    for row, points in enumerate(POINTS):
        for time in range(points + 1):
            offset, pen = twin(raw[row, time], STEPS[row, time])
            sums[row] += [0, 0, pen] if time == points else [offset, pen, 0]
    return sums


@pytest.mark.parametrize("latent", [3, None])
def test_the_loss_is_the_published_one(latent):
    model = build_model(latent=latent, kl_weight=0.5, kl_floor=0.0)
    raw, *divergence = numbers(model(STEPS))
    sums = expected_nats(raw)
    found = model.evaluate(STEPS, STEPS, verbose=0, return_dict=True)
    expected = sums.sum() / (4 * 6)  # rows times the longest drawing's points
    if latent:
        np.testing.assert_allclose(found["kl"], divergence[0].mean(), rtol=1e-4)
        expected += 0.5 * divergence[0].mean() / 3
    np.testing.assert_allclose(found["loss"], expected, rtol=1e-4)
    per_step = sums.sum() / (sum(POINTS) + 4)
    np.testing.assert_allclose(found["nats_per_step"], per_step, rtol=1e-4)


@pytest.mark.parametrize("weights", [[2.0, 0.0, 1.0, 1.0]])
def test_weights_of_drawings_weigh_their_steps(weights):
    model = build_model(latent=None)
    sums = expected_nats(numbers(model(STEPS))[0]).sum(axis=1)
    steps = np.array(POINTS) + 1
    mean = (sums * weights).sum() / (steps * weights).sum()
    found = model.evaluate(
        STEPS, STEPS, sample_weight=np.array(weights), verbose=0, return_dict=True
    )
    np.testing.assert_allclose(found["loss"], mean * steps.sum() / (4 * 6), rtol=1e-4)
    np.testing.assert_allclose(found["nats_per_step"], mean, rtol=1e-4)
