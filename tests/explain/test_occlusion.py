import numpy as np
import pytest

from seqkit.explain import words
from seqkit.explain.occlusion import occlusion_weights
from seqkit.models.batches_by_length import LARGEST
from seqkit.models.batches_by_length import ROWS
from tests.explain.bag_of_words import VOCABULARY

TEXT = "A good film, a bad film"


@pytest.mark.parametrize("model", ["bag", "tags"])
def test_a_weight_is_the_log_odds_with_the_word_less_those_without(model, request):
    model = request.getfixturevalue(model)
    ids = VOCABULARY.encode(TEXT)

    def odds(ids):
        score = model.scores_by_hand(ids)[1]
        return np.log(score / (1 - score))

    expected = [
        odds(ids) - odds(np.where(np.arange(len(ids)) == place, 1, ids))
        for place in range(len(ids))
    ]
    explanation = words(model, TEXT, "occlusion", label=model.labels[1])
    np.testing.assert_allclose(explanation.weights, expected, rtol=1e-3, atol=1e-5)


def test_a_recurrent_model_is_asked_without_each_word(attentive):
    ids = np.array([6, 5, 4], "int32")
    rows = np.array([[6, 5, 4], [1, 5, 4], [6, 1, 4], [6, 5, 1]], "int32")
    scores = np.exp(attentive.predict_on_batch(rows).astype(float))
    odds = scores[:, 2] / scores[:, :2].sum(axis=1)
    np.testing.assert_allclose(
        occlusion_weights(attentive, ids, 2), np.log(odds[0] / odds[1:]), atol=1e-4
    )


def test_unknown_words_weigh_nothing(bag):
    explanation = words(bag, "xyzzy, good", "occlusion")
    assert explanation.words == ["xyzzy", ",", "good"]
    np.testing.assert_array_equal(explanation.weights[:2], [0, 0])
    assert explanation.weights[2] != 0


def test_a_long_text_is_read_in_batches_of_bounded_size(bag, monkeypatch):
    shapes = []
    predict = bag.predict_on_batch

    def watched(batch):
        shapes.append(batch.shape)
        return predict(batch)

    monkeypatch.setattr(bag, "predict_on_batch", watched)
    ids = np.tile(VOCABULARY.encode("a good film"), 667)[:2000]
    weights = occlusion_weights(bag, ids, 1)
    assert sum(rows for rows, _ in shapes) == 2001
    assert all(rows <= ROWS and rows * steps <= LARGEST for rows, steps in shapes)
    assert len(set(shapes)) <= 3  # each shape is compiled anew on JAX
    np.testing.assert_allclose(weights[:3], weights[-5:-2], rtol=1e-3)


def test_it_needs_no_embedding(foreign):
    weights = words(foreign, "good bad", "occlusion").weights
    assert weights.shape == (2,) and np.any(weights != 0)
