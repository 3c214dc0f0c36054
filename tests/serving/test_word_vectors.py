"""Exports of word vectors; any input is answered, and changes no other row."""

import time

import numpy as np
import pytest

from seqkit.serving import Served
from seqkit.types import Endpoint
from tests.models.small_word_vectors import build_model
from tests.serving.test_garbage import ODD
from tests.serving.test_garbage import random_bytes

GOOD = ["King", "the cats", "queen woman man"]


@pytest.fixture(scope="module")
def model():
    return build_model()


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(model.export(tmp_path_factory.mktemp("exports") / "vectors"))


@pytest.fixture(params=["serving_default", "vectors"])
def ask(request, served):
    served(["warm", "up"], request.param)
    return lambda texts: served(texts, request.param)


def is_known(model, text):
    """Whether a text can be read and has a word of the vocabulary."""
    try:
        text = text.decode()
    except UnicodeDecodeError:
        return False
    known = (model.vocabulary.encode(text) > 3).any()
    return bool(known) and len(text) <= Endpoint.longest


def same(one, other):
    assert one.keys() == other.keys()
    return all(
        np.allclose(one[name], other[name], rtol=1e-4, atol=1e-6)
        if name in ("scores", "vector", "known")
        else one[name] == other[name]
        for name in one
    )


def test_an_export_says_what_the_model_says(model, served):
    answer = served("King")
    found = dict(model.most_similar("king"))
    for word, score in zip(answer["words"], answer["scores"], strict=True):
        if word:
            assert found.pop(word) == pytest.approx(score, abs=1e-5)
    assert not found
    row = served("King queen dog", "vectors")
    expected = model.vectors(["king", "queen"]).mean(axis=0)
    np.testing.assert_allclose(row["vector"], expected, rtol=1e-4)
    assert row["known"] == 2 and row["valid"]


def test_the_words_asked_for_are_not_in_their_answer(served):
    words = served("queen woman man")["words"]
    assert words[:4] and not {"queen", "woman", "man"} & set(words)


def test_unknown_words_have_no_answer(served):
    for text in ("dog", "", "\0", "\ufffd"):
        answer = served(text)
        assert not answer["valid"] and not any(answer["words"])
        assert not any(answer["scores"])


def test_garbage_is_answered_within_a_second_and_spoils_no_neighbour(model, ask):
    alone = [ask(text) for text in GOOD]
    garbage = [*ODD, *random_bytes(), b"king \xff", b"king \0 cat", b"king " * 500]
    before = time.monotonic()
    answers = ask([GOOD[0], *garbage[:500], GOOD[1], *garbage[500:], GOOD[2]])
    assert time.monotonic() - before < 1
    assert all(map(same, (answers[0], answers[501], answers[-1]), alone))
    valid = [each["valid"] for each in answers[1:501] + answers[502:-1]]
    expected = [is_known(model, text) for text in garbage]
    expected[-1] = False  # too long for a batch of so many rows
    assert valid == expected and valid[-2]


def test_garbage_alone_is_answered(model, ask):
    for text in ODD:
        answer = ask(text)
        assert answer["valid"] == is_known(model, text)
        numbers = answer.get("scores", answer.get("vector"))
        assert np.isfinite(numbers).all()


@pytest.mark.slow
def test_unknown_words_are_answered_by_their_ngrams(tmp_path):
    model = build_model(ngrams=(2, 3))
    served = Served(model.export(tmp_path / "vectors"))
    answer = served("CAT9")
    expected = model.most_similar("cat9", 3)
    assert answer["words"][:3] == [word for word, _ in expected]
    row = served("cat9", "vectors")
    np.testing.assert_allclose(row["vector"], model.vectors("cat9"), rtol=1e-4)
    assert [each["valid"] for each in served(["zz", "kin", b"\xff", "\0"])] == [
        False,
        bool((model.spelling.encode("kin") > 3).any()),
        False,
        False,
    ]
