import pytest

from seqkit.models.sequence_classifier import LONGEST
from seqkit.serving import Served
from tests.models.small_classifier import LABELS
from tests.models.small_classifier import TEXTS
from tests.models.small_classifier import build_model
from tests.serving.test_garbage import MEGABYTE
from tests.serving.test_garbage import ODD
from tests.serving.test_garbage import random_bytes

NOTHING = {
    "label": "",
    "score": 0.0,
    "scores": [0.0] * 3,
    "labels": [""] * 3,
    "valid": False,
}


@pytest.fixture(scope="module")
def model():
    return build_model(cell="gru")


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(model.export(tmp_path_factory.mktemp("exports") / "reviews"))


def readable(text):
    try:
        return len(text.decode()) <= LONGEST
    except UnicodeDecodeError:
        return False


def test_export_says_what_the_model_says(model, served):
    for answer, said in zip(served(TEXTS), model.classify(TEXTS), strict=True):
        assert (answer["label"], answer["labels"]) == (said.label, LABELS)
        assert answer["score"] == pytest.approx(said.score, abs=1e-5)
        scores = pytest.approx(list(said.scores.values()), abs=1e-5)
        assert answer["scores"] == scores


def test_garbage_is_answered_and_spoils_no_neighbour(served):
    garbage = [*ODD, *list(random_bytes())[:100]]
    alone = served(TEXTS[2])
    answers = served([TEXTS[2], *garbage, TEXTS[2]])
    for answer in (answers[0], answers[-1]):
        assert answer["label"] == alone["label"]
        assert answer["scores"] == pytest.approx(alone["scores"], abs=1e-5)
    for text, answer in zip(garbage, answers[1:-1], strict=True):
        assert answer["valid"] == readable(text)
        assert answer["valid"] or answer == NOTHING


def test_texts_beyond_the_bound_are_refused_and_those_within_it_read(served):
    assert served("good " * (LONGEST // 5))["valid"]
    assert served("good " * (LONGEST // 5) + "g") == NOTHING
    assert served(MEGABYTE) == NOTHING
    assert served([]) == []
