import numpy as np
import pytest
from keras import ops

from seqkit.explain import words
from seqkit.explain.attention_pooling import pooling_weights
from seqkit.explain.model_graphs import graph
from seqkit.models.batches_by_length import padded
from tests.models.small_classifier import build_model


@pytest.mark.parametrize("model", ["attentive", "foreign"])
def test_weights_sum_to_one_and_padding_weighs_nothing(model, request):
    model = request.getfixturevalue(model)
    weights = graph(model, pooling_weights)(padded([np.array([6, 5, 4])]))
    weights = ops.convert_to_numpy(weights)[0]
    assert len(weights) > 3 and np.all(weights[:3] > 0)
    np.testing.assert_allclose(weights.sum(), 1, rtol=1e-5)
    np.testing.assert_array_equal(weights[3:], 0)
    explanation = words(model, "not bad good", "attention")
    np.testing.assert_array_equal(explanation.weights, weights[:3])


def test_the_pooled_vector_is_the_mean_of_the_outputs_by_these_weights(attentive):
    """The logits are those of the outputs, averaged by the weights."""
    batch = np.array([[6, 5, 4]], "int32")
    outputs, _ = attentive.stack(attentive.embed(batch), lengths=np.array([3]))
    weights = words(attentive, "not bad good", "attention").weights
    pooled = np.einsum("t,btu->bu", weights, outputs)
    np.testing.assert_allclose(attentive.head(pooled), attentive(batch), rtol=1e-4)


def test_weights_do_not_depend_on_the_label(attentive):
    one, two = (
        words(attentive, "not bad", "attention", label) for label in ("neg", "pos")
    )
    np.testing.assert_array_equal(one.weights, two.weights)
    assert (one.label, two.label) == ("neg", "pos") and one.score != two.score


def test_another_pooling_names_the_other_methods():
    model = build_model(pooling="max")
    with pytest.raises(ValueError, match="'max'.*gradients.*occlusion"):
        words(model, "good", "attention")
