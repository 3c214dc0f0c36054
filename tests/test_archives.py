"""What a version saved must load in every later one, and say the same."""

import json
from pathlib import Path

import pytest

import seqkit

ARCHIVES = sorted((Path(__file__).parent / "archives").glob("language_model_*.keras"))
PROMPTS = ["", "jo"]


@pytest.fixture(scope="module", params=ARCHIVES, ids=lambda path: path.stem)
def archive(request):
    """A model of an old version, and what it said then."""
    said = json.loads(request.param.with_suffix(".json").read_text())
    return seqkit.load(request.param), said


def test_there_is_an_archive():
    assert ARCHIVES
    assert all(path.stat().st_size < 100_000 for path in ARCHIVES)


def test_an_old_model_says_what_it_said(archive):
    model, then = archive
    for said in then["said"]:
        results = sum(model.generate_n(PROMPTS, **said["settings"]), [])
        assert [result.text for result in results] == said["texts"]
        scores = [result.score for result in results]
        assert scores == pytest.approx(said["scores"], abs=1e-4)


def test_an_old_model_knows_what_it_knew(archive):
    model, then = archive
    nats = [text.nats_per_token for text in model.score(then["names"])]
    assert nats == pytest.approx(then["nats_per_token"], abs=1e-4)
