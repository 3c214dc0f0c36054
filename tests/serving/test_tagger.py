import numpy as np
import pytest

from seqkit.serving import Served
from tests.models.small_tagger import SENTENCES
from tests.models.small_tagger import build_labelling

BROKEN = [b"\xff", b"a" * 10**6]
ODD = ["", "\0", "light \0 in", "😀 no\u00a0light", "ab " * 6_000]


@pytest.fixture(scope="module")
def model():
    return build_labelling()


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(model.export(tmp_path_factory.mktemp("exports") / "rooms"))


def assert_like(answer, tagging):
    """Compare an answer with the model's own, padding left out."""
    count = len(tagging.words)
    assert answer["words"][:count] == tagging.words
    assert answer["tags"][:count] == tagging.tags
    assert not any(answer["words"][count:] + answer["tags"][count:])
    np.testing.assert_allclose(answer["score"], tagging.score, rtol=1e-4)
    assert answer["label"] == tagging.label
    np.testing.assert_allclose(answer["label_score"], tagging.label_score, rtol=1e-4)


def test_export_says_what_the_model_says(model, served):
    for answer, tagging in zip(served(SENTENCES), model.tag(SENTENCES), strict=True):
        assert_like(answer, tagging)


def test_odd_texts_are_answered_and_spoil_no_neighbour(model, served):
    texts = [SENTENCES[0], *ODD, *BROKEN, SENTENCES[2]]
    answers = served(texts)
    assert [answer["valid"] for answer in answers] == [True] * 6 + [False] * 2 + [True]
    for text, answer in zip(texts, answers, strict=True):
        if answer["valid"]:
            assert_like(answer, model.tag(text))
        else:
            assert not any(answer["words"] + answer["tags"])
            assert (answer["label"], answer["score"]) == ("", 0.0)


def test_no_text_has_no_answer(served):
    assert served([]) == []
