"""Exported classifiers of drawings: bad, far, empty and long drawings."""

import numpy as np
import pytest

import seqkit
from seqkit.serving import Served
from seqkit.strokes import Drawing
from tests.models.signals import wild
from tests.strokes.hard_drawings import DRAWINGS

LABELS = ["flat", "steep"]
ROWS = [Drawing([[3, 1, 0], [4, 0, 1]]), Drawing([[0, 5, 0], [1, 4, 0], [0, 3, 1]])]
HARD = [
    offsets
    for name, offsets in DRAWINGS.items()
    if name not in ("infinite", "farthest")
]
BAD = [
    DRAWINGS["infinite"],
    DRAWINGS["farthest"],
    np.array([[0, 0, 0], [np.nan, 0, 1]], "float32"),
    np.array([[0, 0, 0.5]], "float32"),
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model():
    codec = seqkit.Strokes.from_drawings(ROWS)
    return wild(seqkit.SequenceClassifier(codec, LABELS, units=4, dropout=0.0))


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(seqkit.export(model, tmp_path_factory.mktemp("exports") / "drawn"))


def test_drawings_of_all_kinds_are_answered_as_by_the_model(model, served):
    long = np.zeros((10_000, 3), "float32")
    long[:, 0] = np.sin(np.arange(10_000))
    rows = [*HARD, *(row.offsets for row in ROWS), long]
    for answer, found in zip(served(rows), model.classify(rows), strict=True):
        assert answer["valid"] and answer["label"] == found.label
        np.testing.assert_allclose(answer["score"], found.score, rtol=1e-3)
    one = served(rows[0])
    assert one["valid"] and one["label"] == model.classify(rows[0]).label


def test_bad_drawings_are_not_valid_and_spoil_no_other(model, served):
    rows = [HARD[0], *BAD, HARD[0]]
    answers = served(rows)
    assert [each["valid"] for each in answers] == [True, *[False] * len(BAD), True]
    assert answers[0]["label"] == answers[-1]["label"] == model.classify(HARD[0]).label
    assert answers[1]["label"] == "" and answers[1]["score"] == 0
