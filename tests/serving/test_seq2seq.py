import numpy as np
import pytest

import seqkit
from seqkit.serving import Served
from tests.checks import assert_same

TEXTS = ["a red dog runs.", "two dogs, one cat", "", "the cat"]
BROKEN = [b"\xff", b"a" * 10**6]
ODD = ["\0", "dog \0 cat", "😀 ein\u00a0Hund", "x" * 1_500]


@pytest.fixture(scope="module")
def model():
    """A small translator of pieces, with large random weights."""
    vocabulary = seqkit.SubwordVocabulary.from_texts(TEXTS * 5, size=278)
    model = seqkit.Seq2Seq(vocabulary, vocabulary, 8, embedding=8, length=8)
    random = np.random.default_rng(2)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    return model


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(model.export(tmp_path_factory.mktemp("exports") / "dogs"))


def test_export_says_what_the_model_says(model, served):
    results = model.generate_n(TEXTS)
    for answer, (result,) in zip(served(TEXTS), results, strict=True):
        assert answer["text"] == result.text and answer["valid"]
        np.testing.assert_allclose(answer["score"], result.score, rtol=1e-4)


def test_n_best_are_the_beams_best_first(model, served):
    results = model.generate_n(TEXTS, count=5)
    for answer, several in zip(served(TEXTS, "n_best"), results, strict=True):
        assert answer["text"] == [result.text for result in several]
        scores = np.array([result.score for result in several])
        assert_same(np.array(answer["score"]), scores)


def test_align_gives_tokens_and_weights(model, served):
    results = model.generate_n(TEXTS)
    for text, answer, (result,) in zip(
        TEXTS, served(TEXTS, "align"), results, strict=True
    ):
        read, written = len(model.source.encode(text)) + 1, len(result.tokens)
        sources = [*model.source.tokenize(text), "[END]"]
        assert answer["source_tokens"][:read] == sources
        tokens = [model.target.tokens[token] for token in result.tokens]
        assert answer["tokens"][:written] == tokens
        assert not any(answer["source_tokens"][read:] + answer["tokens"][written:])
        weights = np.array(answer["weights"])
        assert_same(weights[:written, :read], result.attention)
        assert not weights[written:].any() and not weights[:, read:].any()


def test_beams_that_look_back_share_the_bound_of_a_batch(model):
    assert {each.copies for each in model.endpoints().values()} == {5}
    vocabulary = model.source
    plain = seqkit.Seq2Seq(vocabulary, vocabulary, 8, embedding=8, attention=None)
    assert {each.copies for each in plain.endpoints().values()} == {1}


@pytest.mark.parametrize("signature", ["serving_default", "n_best", "align"])
def test_odd_texts_are_answered_and_spoil_no_neighbour(served, signature):
    texts = [TEXTS[0], *ODD, *BROKEN, TEXTS[3]]
    answers = served(texts, signature)
    assert [answer["valid"] for answer in answers] == [True] * 5 + [False] * 2 + [True]
    for text, answer in zip(texts, answers, strict=True):
        alone = served([text], signature)[0]
        assert alone["text"] == answer["text"]
        assert_same(np.array(alone["score"]), np.array(answer["score"]))
    assert served([], signature) == []
