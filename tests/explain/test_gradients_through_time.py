import keras
import numpy as np
import pytest

import seqkit
from seqkit.explain import gradient_flow
from tests.models.small_classifier import build_model

VOCABULARY = seqkit.Vocabulary([*"abc"])
TEXTS = ["abcab", "c", "bca"]
UNITS = 3


def language_model(cell, **arguments):
    keras.utils.set_random_seed(4)
    arguments = {"units": UNITS, "embedding": 2, **arguments}
    return seqkit.LanguageModel(VOCABULARY, cell=cell, **arguments)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"depth": 2, "residual": True, "embedding": UNITS}],
    ids=["one layer", "two with residuals"],
)
def test_an_rnns_gradient_is_the_product_of_jacobians(arguments):
    flow = gradient_flow(language_model("rnn", **arguments), TEXTS)
    assert flow.norms.shape == flow.closed_form.shape and flow.rows == 3
    np.testing.assert_allclose(flow.closed_form, flow.norms, rtol=1e-5)


def test_one_step_back_multiplies_by_at_most_the_largest_singular_value():
    model = language_model("rnn")
    (kernel,) = (w for w in model.get_weights() if w.shape == (UNITS, UNITS))
    for factor in (0.5, 2.0):  # the eigenvalues of an untrained matrix have modulus 1
        cell = model.stack.recurrences[0][0].layer.cell
        cell.recurrent_kernel.assign(factor * kernel)
        flow = gradient_flow(model, "abcabcabcabc")
        assert flow.eigenvalues == pytest.approx([factor], rel=1e-5)
        assert flow.singular_values == pytest.approx([factor], rel=1e-5)
        assert (flow.norms[0, 1:] <= factor * flow.norms[0, :-1] * 1.0001).all()


def slopes_by_differences(model, ids, step):
    """Norm of the slope of the last nats along the state after a step, by hand."""
    moves = 1e-2

    def nats(change):
        state = model.stack.start(1, len(ids))
        for place, token in enumerate(ids[:-1]):
            logits, state = model.step(np.array([token], "int32"), state)
            if place == step:
                parts = [np.array(part) for part in state[0]]
                wide = np.concatenate(parts, axis=1) + change
                state = (tuple(np.split(wide, len(parts), axis=1)),)
        logits = np.array(logits, "float64")[0]
        return np.log(np.exp(logits).sum()) - logits[ids[-1]]

    width = model.stack.summary_width
    slopes = [(nats(e) - nats(-e)) / (2 * moves) for e in moves * np.eye(width)]
    return np.linalg.norm(slopes)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_gates_lead_the_gradient_as_differences_say(cell):
    model = language_model(cell)
    ids = VOCABULARY.encode(["abca"], start=True, end=True)[0]
    flow = gradient_flow(model, "abca")
    for back in (1, 3):
        expected = slopes_by_differences(model, ids, len(ids) - 2 - back)
        np.testing.assert_allclose(flow.norms[0, back], expected, rtol=5e-3)
    assert flow.closed_form is flow.eigenvalues is None


def test_a_row_alone_has_the_flow_it_has_in_a_batch():
    model = language_model("gru")
    alone = [gradient_flow(model, text).norms[0] for text in TEXTS]
    longest = max(map(len, alone))
    rows = [
        np.pad(row, (0, longest - len(row)), constant_values=np.nan) for row in alone
    ]
    together = gradient_flow(model, TEXTS).norms[0]
    np.testing.assert_allclose(together, np.nanmean(rows, axis=0), rtol=1e-5)


def test_a_pair_of_arrays_is_a_batch_too():
    model = language_model("gru")
    ids = VOCABULARY.encode(TEXTS, start=True, end=True)
    ids = np.pad(ids, [(0, 1), (0, 2)])  # a row without a target does not count
    np.testing.assert_allclose(
        gradient_flow(model, (ids[:, :-1], ids[:, 1:])).norms,
        gradient_flow(model, TEXTS).norms,
        rtol=1e-5,
    )


def test_a_classifier_has_the_loss_of_its_label():
    model = build_model(bidirectional=False, pooling="last", cell="rnn")
    ids = np.array([[6, 5, 4, 1], [5, 4, 0, 0]], "int32")
    flow = gradient_flow(model, (ids, np.array([0, 2])))
    assert flow.norms.shape == (1, 4) and (flow.norms > 0).all()
    np.testing.assert_allclose(flow.closed_form, flow.norms, rtol=1e-5)


def test_training_and_weights_of_a_stateful_model_are_left_alone():
    model = language_model("lstm", stateful=True, batch_size=2)
    before = model.get_weights()
    flow = gradient_flow(model, TEXTS)
    plain = language_model("lstm")
    for new, old in zip(
        plain.trainable_variables, model.trainable_variables, strict=True
    ):
        new.assign(old)
    np.testing.assert_allclose(flow.norms, gradient_flow(plain, TEXTS).norms, rtol=1e-5)
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_printed_flow_has_a_row_for_some_steps():
    text = str(gradient_flow(language_model("rnn", depth=2), "abcabcabcabc"))
    lines = text.splitlines()
    assert lines[0] == "rnn, mean of 1 rows, largest eigenvalue 1.00, 1.00"
    assert lines[1].split() == "steps back layer 1 layer 2".split()
    assert [line.split()[0] for line in lines[2:]] == ["0", "1", "2", "5", "10", "12"]


@pytest.mark.parametrize("batch", [3, {"a": 1}, [[4, 5]], np.ones((4, 4))])
def test_a_batch_is_texts_or_a_pair(batch):
    with pytest.raises(TypeError, match="texts, or a pair.*next.iter.batches"):
        gradient_flow(language_model("rnn"), batch)


def test_a_batch_without_targets_is_refused():
    zeros = np.zeros((2, 3), "int32")
    with pytest.raises(ValueError, match=r"\(2, 3\).*with 0 rows that have one"):
        gradient_flow(language_model("rnn"), (zeros, zeros))


def test_models_that_lead_the_gradient_past_the_steps_are_refused():
    both = build_model(bidirectional=True)
    with pytest.raises(ValueError, match="bidirectional=True.*bidirectional=False"):
        gradient_flow(both, (np.ones((1, 2), "int32"), np.array([0])))
    plain = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    with pytest.raises(TypeError, match="Received a Sequential with 0"):
        gradient_flow(plain, ["a"])
    reader = build_model(bidirectional=False, pooling="last")
    with pytest.raises(TypeError, match="Received texts for a SequenceClassifier"):
        gradient_flow(reader, "good")
