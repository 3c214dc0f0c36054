"""What a version saved must load in every later one, and say the same."""

import json

import keras
import pytest

import seqkit
from tests.archives.make import FAMILIES
from tests.archives.make import FOLDER

ARCHIVES = sorted(FOLDER.glob("*.keras"))


def test_every_family_has_an_archive():
    assert {path.stem.rpartition("_")[0] for path in ARCHIVES} == set(FAMILIES)
    assert all(path.stat().st_size < 200_000 for path in ARCHIVES)


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_an_old_model_says_what_it_said(path):
    _, say = FAMILIES[path.stem.rpartition("_")[0]]
    now, then = (
        say(seqkit.load(path)),
        json.loads(path.with_suffix(".json").read_text()),
    )
    keras.tree.assert_same_structure(now, then)
    for new, old in zip(keras.tree.flatten(now), keras.tree.flatten(then), strict=True):
        assert new == (pytest.approx(old, abs=1e-4) if isinstance(old, float) else old)
