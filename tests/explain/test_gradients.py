import numpy as np
import pytest
from keras import ops

from seqkit.explain import words
from seqkit.explain.gradients import gradient_weights
from seqkit.explain.log_odds import log_odds
from seqkit.layers.lengths import count_real
from tests.explain.bag_of_words import VOCABULARY
from tests.explain.bag_of_words import BagOfWords
from tests.models.small_classifier import build_model

TEXT = "A good film, a bad film"


def test_in_a_linear_model_a_weight_is_the_amount_that_the_word_adds(bag):
    explanation = words(bag, TEXT, "gradients", label="pos")
    added = bag.added[VOCABULARY.encode(TEXT)]
    np.testing.assert_allclose(
        explanation.weights, added[:, 1] - added[:, 0], rtol=1e-4, atol=1e-6
    )


def test_with_several_labels_a_weight_is_the_amount_added_to_the_logit(tags):
    explanation = words(tags, TEXT, "gradients", label="drama")
    added = tags.added[VOCABULARY.encode(TEXT)]
    np.testing.assert_allclose(explanation.weights, added[:, 1], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        pytest.param({"pooling": "last", "cell": "gru"}, marks=pytest.mark.slow),
    ],
)
def test_in_a_recurrent_model_weights_are_slopes_along_each_word(arguments):
    model = build_model(**arguments)
    ids = np.array([6, 5, 4, 1], "int32")
    weights = gradient_weights(model, ids, 2)

    # In row i of either half, the vector of word i alone is longer or shorter.
    one = np.eye(len(ids), dtype="float32")[..., None]
    factors = 1 + 0.01 * np.concatenate([one, -one])
    rows = np.tile(ids, (len(factors), 1))
    logits, _ = model.read(model.embed(rows) * factors, count_real(rows))
    longer, shorter = np.split(ops.convert_to_numpy(log_odds(logits, 2, False)), 2)
    slopes = (longer - shorter) / 0.02
    np.testing.assert_allclose(weights, slopes, rtol=0.02, atol=2e-3)


def test_later_training_is_seen():
    model = BagOfWords(["neg", "pos"])
    before = words(model, TEXT, "gradients").weights
    model.embed.embeddings.assign(2 * model.embed.embeddings)
    after = words(model, TEXT, "gradients").weights
    np.testing.assert_allclose(after, 2 * before, rtol=1e-4, atol=1e-6)


def test_an_encoder_hides_its_vectors(foreign):
    with pytest.raises(ValueError, match='encoder.*theirs.*method="occlusion"'):
        words(foreign, "good", "gradients")
