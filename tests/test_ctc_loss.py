"""The loss of CTC, compared with the sum over all paths."""

import itertools

import keras
import numpy as np
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.losses import CTCLoss
from seqkit.losses import ctc_feasible
from seqkit.losses import ctc_nats
from tests.checks import assert_same

FRAMES, VOCABULARY = 4, 3
# Two tokens, a repeat that just fits, an empty text, a repeat that does not fit, a
# text without frames.
TARGETS = np.array([[1, 2], [2, 2], [0, 0], [1, 1], [1, 0], [0, 0]])
LENGTHS = np.array([4, 3, 2, 2, 0, 0])
FEASIBLE = np.array([True, True, True, False, False, False])
LOGITS = np.random.default_rng(0).normal(size=(6, FRAMES, VOCABULARY)).astype("float32")


def merged(path):
    return [token for token, _ in itertools.groupby(path) if token]


def nats_by_hand(targets, logits, length):
    """-log of the summed probability of all paths with these tokens."""
    shares = np.exp(np.float64(logits))
    shares /= shares.sum(axis=-1, keepdims=True)
    total = sum(
        np.prod([shares[frame, token] for frame, token in enumerate(path)])
        for path in itertools.product(range(VOCABULARY), repeat=length)
        if merged(path) == [token for token in targets if token]
    )
    return -np.log(total)


def all_nats():
    rows = zip(TARGETS, LOGITS, LENGTHS, FEASIBLE, strict=True)
    return np.array([nats_by_hand(*row[:3]) if row[3] else 0.0 for row in rows])


def with_padding(value):
    """Logits with other values in frames beyond each row's length."""
    real = np.arange(FRAMES) < LENGTHS[:, None]
    return np.where(real[..., None], LOGITS, np.float32(value))


def test_nats_are_those_of_all_paths_and_padding_changes_nothing():
    np.testing.assert_array_equal(ctc_feasible(TARGETS, LENGTHS), FEASIBLE)
    for value in (np.nan, 50.0):
        nats = ctc_nats(TARGETS, with_padding(value), LENGTHS)
        np.testing.assert_allclose(nats, all_nats(), rtol=1e-4, atol=1e-5)


def test_a_text_without_columns_is_empty():
    nats = ctc_nats(TARGETS[2:3, :0], LOGITS[2:3], LENGTHS[2:3])
    np.testing.assert_allclose(nats, all_nats()[2:3], rtol=1e-4)


def test_loss_is_the_weighted_mean_of_feasible_rows():
    weights = np.array([1.0, 2.0, 0.5, 9.0, 9.0, 9.0])
    loss = CTCLoss()
    assert_same(loss(TARGETS, [LOGITS, LENGTHS]), all_nats()[:3].mean(), 1e-4)
    expected = np.average(all_nats()[:3], weights=weights[:3])
    assert_same(loss(TARGETS, [LOGITS, LENGTHS], weights), expected, 1e-4)
    assert_same(loss(TARGETS[3:], [LOGITS[3:], LENGTHS[3:]]), 0.0)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(loss)
    )
    assert_same(again(TARGETS, [LOGITS, LENGTHS]), loss(TARGETS, [LOGITS, LENGTHS]))


def test_nan_in_a_row_stays_in_its_row():
    logits = LOGITS.copy()
    logits[0, 1, 1] = np.nan
    nats = np.array(ctc_nats(TARGETS, logits, LENGTHS))
    assert np.isnan(nats[0])
    np.testing.assert_allclose(nats[1:], all_nats()[1:], rtol=1e-4, atol=1e-5)


def test_gradients_are_finite_and_zero_without_a_weight():
    logits = with_padding(np.nan)
    logits[2, :, 2] = -1e9  # an id that a model never outputs
    slope = np.array(
        gradient(
            lambda logits: CTCLoss()(TARGETS, [logits, LENGTHS]),
            ops.convert_to_tensor(logits),
        )
    )
    assert np.isfinite(slope).all()
    real = np.arange(FRAMES) < (LENGTHS * FEASIBLE)[:, None]
    assert not slope[~real].any() and slope[real].any(axis=-1).all()
    moved = logits[1].copy()
    moved[1, 2] += 1e-3
    change = nats_by_hand(TARGETS[1], moved, 3) - all_nats()[1]
    np.testing.assert_allclose(slope[1, 1, 2] * 3, change / 1e-3, rtol=1e-2)
