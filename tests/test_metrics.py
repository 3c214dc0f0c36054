import keras
import numpy as np
import pytest

from seqkit.losses import TokenCrossEntropy
from seqkit.metrics import NatsPerToken
from seqkit.metrics import TokenErrorRate
from seqkit.metrics import label_accuracy
from tests.checks import NEEDS_TENSORFLOW

RANDOM = np.random.default_rng(0)
# Three, one and five real tokens, in batches of three widths.
TARGETS = [
    np.array([[1, 2, 0], [3, 0, 0]]),
    np.array([[4, 0, 0, 0, 0, 0, 0, 0]]),
    np.array([[1, 2, 3, 4, 1]]),
]
LOGITS = [
    RANDOM.normal(size=(*targets.shape, 5)).astype("float32") for targets in TARGETS
]


def nats_by_hand(targets, logits):
    """-log softmax at the target, of the real targets only."""
    return [
        np.log(np.exp(row).sum()) - row[target]
        for target, row in zip(targets.ravel(), logits.reshape(-1, 5), strict=True)
        if target
    ]


def measured(weights=(None, None, None)):
    metric = NatsPerToken()
    for batch in zip(TARGETS, LOGITS, weights, strict=True):
        metric.update_state(*batch)
    return metric.result()


def all_nats():
    batches = map(nats_by_hand, TARGETS, LOGITS)
    return [nats for batch in batches for nats in batch]


def test_each_real_token_weighs_the_same_however_batches_are_padded():
    np.testing.assert_allclose(measured(), np.mean(all_nats()), rtol=1e-5)


def test_rows_weigh_as_sample_weights_say():
    weights = [np.array([1.0, 2.0]), np.array([3.0]), np.array([[0.5]])]
    expected = np.average(all_nats(), weights=[1, 1, 2, 3, *[0.5] * 5])
    np.testing.assert_allclose(measured(weights), expected, rtol=1e-5)


def test_tokens_weigh_as_sample_weights_say():
    weights = [np.full((2, 3), 1.0), np.full((1, 8), 2.0), np.arange(5.0)[None]]
    expected = np.average(all_nats(), weights=[1, 1, 1, 2, 0, 1, 2, 3, 4])
    np.testing.assert_allclose(measured(weights), expected, rtol=1e-5)


def test_logits_on_padding_may_be_anything():
    logits = LOGITS[0].copy()
    logits[TARGETS[0] == 0] = np.nan
    metric = NatsPerToken()
    metric.update_state(TARGETS[0], logits)
    expected = np.mean(nats_by_hand(TARGETS[0], LOGITS[0]))
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-5)


@NEEDS_TENSORFLOW
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_metric_of_a_step_share_one_softmax(smoothing):
    import tensorflow as tf
    from tensorflow.python.eager import context  # no public name lists what ran

    loss, metric = TokenCrossEntropy(smoothing), NatsPerToken()

    @tf.function(autograph=False)
    def step(targets, logits):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            nats = loss(targets, logits)
        metric.update_state(targets, logits)
        return nats, tape.gradient(nats, logits)

    context.enable_run_metadata()
    try:
        step(tf.constant(TARGETS[0]), tf.constant(LOGITS[0]))
        ran = context.export_run_metadata().partition_graphs
    finally:
        context.disable_run_metadata()
    operations = [node.op for graph in ran for node in graph.node]
    assert sum("Softmax" in operation for operation in operations) == 1


def test_nothing_seen_gives_zero_and_reset_forgets():
    metric = NatsPerToken()
    metric.update_state(TARGETS[0], LOGITS[0])
    metric.reset_state()
    assert float(metric.result()) == 0


def test_the_metric_survives_its_config():
    copy = keras.metrics.deserialize(keras.metrics.serialize(NatsPerToken(name="nats")))
    assert (type(copy), copy.name) == (NatsPerToken, "nats")


def test_a_label_is_right_where_its_logit_is_the_largest():
    logits = np.array([[0.0, 2.0, 1.0], [3.0, 2.0, 1.0], [0.0, 1.0, 2.0]])
    assert float(label_accuracy()(np.array([1, 1, 2]), logits)) == pytest.approx(2 / 3)


def test_each_of_any_number_of_labels_is_right_by_itself():
    logits = np.array([[-1.0, 2.0, 1.0], [3.0, -2.0, -1.0]])
    targets = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    metric = label_accuracy(multi_label=True)
    assert float(metric(targets, logits)) == pytest.approx(5 / 6)


def test_token_error_rate_counts_the_errors_of_greedy_transcripts():
    # Frames beyond the lengths are no part of the transcripts 4 5 5, 6 and none.
    paths = np.array([[4, 4, 5, 0, 5, 6], [0, 0, 6, 6, 6, 6], [5, 5, 5, 5, 5, 5]])
    outputs = [np.eye(7, dtype="float32")[paths], np.array([5, 4, 0])]
    targets = np.array([[4, 6, 5, 4], [6, 0, 0, 0], [4, 4, 0, 0]])
    metric = TokenErrorRate()
    assert metric.result() == 0
    metric.update_state(targets, outputs)
    np.testing.assert_allclose(metric.result(), 4 / 7)
    metric.update_state(targets, outputs, np.array([0.0, 1.0, 0.5]))
    np.testing.assert_allclose(metric.result(), 5 / 9)
