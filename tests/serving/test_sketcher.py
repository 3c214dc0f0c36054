"""Exported sketchers: new drawings, completed ones, latent vectors."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from seqkit.serving import Served
from seqkit.strokes import Drawing
from tests.models.small_sketcher import CODEC
from tests.models.small_sketcher import DRAWINGS
from tests.models.small_sketcher import build_model

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model():
    return build_model()


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(model.export(tmp_path_factory.mktemp("exports") / "drawings"))


def drawing_of(answer):
    """The drawing of an answer, whose SVG must be XML and that of the drawing."""
    assert answer["valid"]
    offsets = np.asarray(answer["strokes"])[: answer["lengths"]]
    drawing = Drawing(offsets)
    assert answer["svg"] == drawing.svg()
    ElementTree.fromstring(answer["svg"])
    return drawing


def test_a_seed_draws_what_the_model_draws(model, served):
    seeds = np.array([3, 4, 3], "int32")
    answers = served(seed=seeds, temperature=0.5)
    latents = model.latents_of(seeds, 3)
    expected = model.draw_steps(latents, seeds, np.float32(0.5), length=model.length)
    drawings = CODEC.decode(np.asarray(expected["steps"]))
    for row, answer in enumerate(answers):
        found = drawing_of(answer).offsets
        np.testing.assert_allclose(found, drawings[row].offsets, rtol=1e-3, atol=1e-3)
        score = float(expected["score"][row])
        np.testing.assert_allclose(answer["score"], score, rtol=1e-3, atol=1e-3)
    assert max(map(len, drawings)) > 1  # or the test could not fail


def test_without_a_seed_each_call_draws_anew(served):
    answers = [served(seed=[-1, -1], temperature=1.0) for _ in range(2)]
    drawings = [drawing_of(answer) for several in answers for answer in several]
    assert len({drawing.offsets.tobytes() for drawing in drawings}) > 1


def test_started_drawings_are_completed(model, served):
    rows = [np.asarray(drawing) for drawing in DRAWINGS]
    answers = served(rows, "complete", seed=2, temperature=0.0)
    for start, answer in zip(DRAWINGS, answers, strict=True):
        drawing = drawing_of(answer)
        np.testing.assert_allclose(
            drawing.offsets[: len(start)], start.offsets, rtol=1e-6
        )


def test_latent_vectors_are_those_of_the_model(model, served):
    rows = [np.asarray(drawing) for drawing in DRAWINGS]
    answers = served(rows, "embed")
    found = np.array([answer["vector"] for answer in answers])
    np.testing.assert_allclose(found, model.embed(DRAWINGS), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan"), 1e30, float("inf")])
def test_any_temperature_is_answered(served, temperature):
    for answer in served(seed=[1, 2], temperature=temperature):
        drawing_of(answer)


def test_bad_rows_are_not_valid_and_spoil_no_other(served):
    good = np.asarray(DRAWINGS[2])
    bad = [
        np.array([[np.nan, 0, 0], [1, 1, 1]]),
        np.array([[0, np.inf, 1]]),
        np.array([[1e8, 0, 1]]),
        np.array([[0, 0, 0.5]]),
    ]
    for signature, more in (
        ("complete", {"seed": 1, "temperature": 0.3}),
        ("embed", {}),
    ):
        (alone,) = served([good], signature, **more)
        answers = served([good, *bad, good], signature, **more)
        for answer in (answers[0], answers[-1]):
            assert answer["valid"]
            key = "strokes" if signature == "complete" else "vector"
            own = np.asarray(alone[key])
            np.testing.assert_allclose(
                np.asarray(answer[key])[: len(own)], own, rtol=1e-3, atol=1e-3
            )
        assert not any(answer["valid"] for answer in answers[1:-1])


def test_unusual_drawings_are_answered(served):
    rows = [
        np.zeros((0, 3)),
        np.array([[3.0, 4, 1]]),
        np.tile([1.0, 0, 0], (9, 1)),  # never lifted
        np.tile([1.0, 0, 1], (9, 1)),  # always lifted
        np.array([[1e6, -1e6, 0], [-1e6, 1e6, 1]]),
        np.tile([1.0, 0.5, 0], (1_500, 1)),
    ]
    for row, answer in zip(rows, served(rows, "complete", seed=1), strict=True):
        assert len(drawing_of(answer)) >= len(row)


def test_drawings_are_given_as_their_offsets(served):
    settings = {"seed": 1, "temperature": 0.3}
    one = served(DRAWINGS[0], "complete", **settings)
    assert drawing_of(one) == drawing_of(
        served(DRAWINGS[0].offsets, "complete", **settings)
    )
    several = served(DRAWINGS, "complete", **settings)
    arrays = [drawing.offsets for drawing in DRAWINGS]
    assert several == served(arrays, "complete", **settings)
    assert served(Drawing([]), "embed") == served(np.zeros((0, 3)), "embed")
    assert served([Drawing([])], "embed") == [served(Drawing([]), "embed")]


def test_no_rows_have_no_answers(served):
    assert served([], "complete") == []
    assert served(seed=np.zeros(0, "int32")) == []


def test_the_codec_bounds_what_is_drawn(served):
    for answer in served(seed=np.arange(20, dtype="int32"), temperature=1.0):
        assert answer["lengths"] <= CODEC.longest
