import numpy as np
import pytest
from keras import ops

from tests.models.small_language_model import VOCABULARY
from tests.models.small_language_model import make_batch
from tests.models.small_language_model import nats_by_hand


def test_scores_are_the_log_probabilities_of_each_step(model):
    x, y = make_batch()
    judged = model.score(["abc", "c", "bb", "aa"])
    nats = nats_by_hand(model, x, y)
    np.testing.assert_allclose(
        np.concatenate([text.nats for text in judged]), nats, rtol=1e-4
    )
    np.testing.assert_allclose(judged.nats_per_token, nats.mean(), rtol=1e-4)
    np.testing.assert_allclose(judged[0].score, -nats[:4].sum(), rtol=1e-4)
    likeliest = ops.convert_to_numpy(ops.argmax(model(x), axis=-1))
    spelled = [VOCABULARY.tokens[token] for token in likeliest[0]]
    assert judged[0].predicted == spelled


def test_a_score_prints_a_table_of_every_step(model):
    text = model.score("abcab")[0]
    title, head, *steps = str(text).splitlines()
    assert title.startswith("'abcab': ")
    assert "should be" in head and "predicted" in head
    before, expected, nats = zip(*(line.split()[:3] for line in steps), strict=True)
    assert list(before) == ["''", *map(repr, "abcab")]
    assert list(expected) == [*map(repr, "abcab"), "'[END]'"]
    assert [float(number) for number in nats] == pytest.approx(
        list(text.nats), abs=1e-3
    )


def test_scores_of_many_texts_come_in_their_order(model):
    texts = ["abc" * (size % 7) for size in range(70)]
    together = model.score(texts)
    assert [text.text for text in together] == texts
    for size in (0, 5, 69):
        np.testing.assert_allclose(
            together[size].nats, model.score(texts[size])[0].nats, rtol=1e-4
        )


def test_an_empty_text_is_scored_by_its_end_and_no_text_by_nothing(model):
    assert model.score("")[0].tokens == ["[END]"]
    assert len(model.score([])) == 0
    assert np.isnan(model.score([]).nats_per_token)
