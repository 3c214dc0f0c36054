import keras
import numpy as np
import pytest
from keras import ops

from seqkit.losses import LabelCrossEntropy
from seqkit.losses import TokenCrossEntropy
from seqkit.losses import token_nats
from tests.checks import assert_same

TARGETS = np.array([[1, 2, 4], [3, 0, 0]])
LOGITS = np.random.default_rng(0).normal(size=(2, 3, 5)).astype("float32")


def nats_by_hand(targets, logits):
    """-log softmax at the target, of the real targets only."""
    return [
        np.log(np.exp(row).sum()) - row[target]
        for target, row in zip(targets.ravel(), logits.reshape(-1, 5), strict=True)
        if target
    ]


def padded(targets, logits):
    """The same with four steps more, of garbage under targets of 0."""
    garbage = np.full((2, 4, 5), 1e9, "float32")
    targets = np.concatenate([targets, np.zeros((2, 4), int)], axis=1)
    return targets, np.concatenate([logits, garbage], axis=1)


def test_nats_are_the_log_probability_of_real_targets_and_zero_on_padding():
    nats = np.array(token_nats(TARGETS, LOGITS))
    np.testing.assert_allclose(
        nats[TARGETS > 0], nats_by_hand(TARGETS, LOGITS), rtol=1e-5
    )
    np.testing.assert_array_equal(nats[TARGETS == 0], [0, 0])


def test_smoothed_targets_are_spread_over_the_vocabulary():
    wanted = 0.7 * np.eye(5)[TARGETS] + 0.3 / 5
    log_shares = LOGITS - np.log(np.exp(LOGITS).sum(axis=-1, keepdims=True))
    expected = np.where(TARGETS > 0, -(wanted * log_shares).sum(axis=-1), 0)
    assert_same(token_nats(TARGETS, LOGITS, 0.3), expected)


def test_wide_apart_logits_stay_exact():
    logits = np.array([[[0.0, 1e5, -1e5], [3e4, 3e4, 3e4]]], "float32")
    nats = token_nats(np.array([[2, 1]]), logits)
    assert_same(nats, np.array([[2e5, np.log(3)]]))


@pytest.mark.parametrize("smoothing", [0.0, 0.3])
def test_a_step_down_the_gradient_is_that_of_the_published_loss(smoothing):
    inputs = keras.Input((3, 5))
    model = keras.Model(inputs, keras.layers.Dense(5, use_bias=False)(inputs))
    model.layers[1].kernel.assign(np.eye(5))
    model.compile(
        keras.optimizers.SGD(1.0),
        loss=lambda y, y_pred: ops.sum(token_nats(y, y_pred, smoothing), axis=1),
    )
    model.fit(LOGITS, TARGETS, batch_size=2, verbose=0)
    shares = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=-1, keepdims=True)
    wanted = (1 - smoothing) * np.eye(5)[TARGETS] + smoothing / 5
    errors = np.where(TARGETS[..., None] > 0, shares - wanted, 0) / 2  # rows
    step = np.einsum("bti,bto->io", LOGITS, errors)
    assert_same(model.layers[1].kernel, np.eye(5) - step)


def test_the_loss_is_the_mean_over_real_targets():
    loss = TokenCrossEntropy()(TARGETS, LOGITS)
    np.testing.assert_allclose(loss, np.mean(nats_by_hand(TARGETS, LOGITS)), rtol=1e-5)


def test_a_smoothed_loss_is_the_mean_of_smoothed_nats():
    nats = np.array(token_nats(TARGETS, LOGITS, 0.3))
    loss = TokenCrossEntropy(label_smoothing=0.3)(TARGETS, LOGITS)
    np.testing.assert_allclose(loss, nats[TARGETS > 0].mean(), rtol=1e-5)


def test_padding_neither_weighs_nor_scales():
    loss = TokenCrossEntropy()
    np.testing.assert_allclose(
        loss(*padded(TARGETS, LOGITS)), loss(TARGETS, LOGITS), rtol=1e-6
    )


def test_the_loss_is_a_weighted_mean_under_sample_weights():
    weights = np.array([[1.0, 0.0, 2.0], [3.0, 9.0, 9.0]])  # 9: of padding
    nats = nats_by_hand(TARGETS, LOGITS)
    expected = np.average(nats, weights=[1, 0, 2, 3])
    loss = TokenCrossEntropy()(TARGETS, LOGITS, sample_weight=weights)
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_a_weight_for_each_row_weighs_its_tokens():
    expected = np.average(nats_by_hand(TARGETS, LOGITS), weights=[1, 1, 1, 5])
    weights = np.array([1.0, 5.0])
    for rows in (weights, weights[:, None]):
        loss = TokenCrossEntropy()(TARGETS, LOGITS, sample_weight=rows)
        np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_a_batch_of_padding_alone_costs_nothing():
    assert float(TokenCrossEntropy()(np.zeros((2, 3)), LOGITS)) == 0


def test_the_loss_survives_its_config():
    loss = TokenCrossEntropy(label_smoothing=0.3)
    copy = keras.losses.deserialize(keras.losses.serialize(loss))
    loss = loss(TARGETS, LOGITS)
    np.testing.assert_allclose(copy(TARGETS, LOGITS), loss)


LABEL_LOGITS = np.random.default_rng(2).normal(size=(4, 3)).astype("float32")
LABELS = np.array([0, 2, 1, 2])
MANY = np.array([[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0]], "float32")


def label_nats():
    logits = LABEL_LOGITS.astype("float64")
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.log(shares[np.arange(4), LABELS])


def test_labels_cost_their_nats():
    loss = LabelCrossEntropy()
    np.testing.assert_allclose(
        loss(LABELS, LABEL_LOGITS), label_nats().mean(), rtol=1e-5
    )
    column = loss(LABELS[:, None], LABEL_LOGITS)
    np.testing.assert_allclose(column, label_nats().mean(), rtol=1e-5)


def test_rows_and_labels_weigh_together():
    rows = np.array([1.0, 2.0, 3.0, 0.0])
    loss = LabelCrossEntropy(weights=[1.0, 5.0, 0.5])
    weights = rows * np.array([1.0, 0.5, 5.0, 0.5])
    expected = np.average(label_nats(), weights=weights)
    received = loss(LABELS, LABEL_LOGITS, sample_weight=rows)
    np.testing.assert_allclose(received, expected, rtol=1e-5)


def test_any_number_of_labels_cost_each_their_nats():
    nats = np.log1p(np.exp(LABEL_LOGITS)) - MANY * LABEL_LOGITS
    rows, labels = np.array([1.0, 2.0, 3.0, 0.0]), [1.0, 5.0, 0.5]
    loss = LabelCrossEntropy(multi_label=True)
    np.testing.assert_allclose(loss(MANY, LABEL_LOGITS), nats.mean(), rtol=1e-5)
    loss = LabelCrossEntropy(labels, multi_label=True)
    expected = np.average(nats, weights=rows[:, None] * np.array(labels))
    received = loss(MANY, LABEL_LOGITS, sample_weight=rows)
    np.testing.assert_allclose(received, expected, rtol=1e-5)


def test_the_loss_of_labels_survives_its_config():
    loss = LabelCrossEntropy(weights=[1.0, 5.0, 0.5])
    copy = keras.losses.deserialize(keras.losses.serialize(loss))
    received = copy(LABELS, LABEL_LOGITS)
    np.testing.assert_allclose(received, loss(LABELS, LABEL_LOGITS))
