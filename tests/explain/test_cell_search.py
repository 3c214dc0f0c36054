import random

import numpy as np
import pytest

from seqkit import Vocabulary
from seqkit import explain
from seqkit.explain.cell_search import _random_twin
from seqkit.explain.cell_search import find_cells
from seqkit.explain.read_windows import unknown_tokens
from tests.models.small_language_model import build_model

# With one character that the model does not know.
TEXT = "?" + "".join(np.random.default_rng(0).choice(list("abc"), 399))
HALF = len(TEXT) // 2


@pytest.fixture(scope="module")
def model():
    return build_model(depth=2)


@pytest.fixture(scope="module")
def activations(model):
    return explain.cells(model, TEXT, ["h", "c"])


@pytest.fixture(scope="module")
def found(model, activations):
    """Properties that cells of the model have by construction, and one of the text."""
    c = activations.values(1, 5, "c")
    h = activations.values(0, 2)
    return find_cells(
        model,
        TEXT,
        {
            "high": c > np.median(c),
            "low": h < np.quantile(h, 0.3),
            "minus": -c,
            "curved": np.exp(8 * h),
            "was a": np.array([letter == "a" for letter in TEXT]),
        },
    )


def test_a_cell_that_is_the_property_is_found(found):
    best = found.best
    assert (best["high"].layer, best["high"].part, best["high"].unit) == (1, "c", 5)
    assert best["high"].measure == "AUC" and best["high"].sign == 1
    assert best["high"].picked == best["high"].score == 1.0
    assert (best["low"].layer, best["low"].unit, best["low"].sign) == (0, 2, -1)
    assert best["low"].score > 0.999  # of float16
    assert (best["minus"].unit, best["minus"].sign) == (5, -1)
    assert best["minus"].score > 0.999
    assert best["curved"].measure == "Spearman" and best["curved"].unit == 2


def test_scores_are_those_of_the_second_half(found, activations):
    """Every picked cell, by pairs of steps."""
    mask = np.array([letter == "a" for letter in TEXT])
    for each in found.ranks["was a"]:
        values = activations.values(each.layer, each.unit, each.part).astype(np.float16)
        for half, measured in (
            (slice(None, HALF), each.picked),
            (slice(HALF, None), each.score),
        ):
            inside, outside = values[half][mask[half]], values[half][~mask[half]]
            pairs = each.sign * (inside[:, None] - outside[None])
            auc = (pairs > 0).mean() + (pairs == 0).mean() / 2
            np.testing.assert_allclose(measured, auc)


def test_cells_are_ranked_by_the_first_half(found):
    for name, ranked in found.ranks.items():
        assert len(ranked) == 10
        picked = [each.picked for each in ranked]
        assert picked == sorted(picked, reverse=True), name
        assert min(picked) >= (0.5 if ranked[0].measure == "AUC" else 0)
        places = {(each.layer, each.part, each.unit) for each in ranked}
        assert len(places) == 10


def test_the_floor_is_of_other_weights(found):
    assert set(found.floor) == set(found.ranks)
    assert found.floor["high"].score < 0.95
    # Which letter was read is seen in random cells too.
    assert 0.5 < found.floor["was a"].score <= 1


def test_the_same_seed_gives_the_same_random_model(model):
    before = random.getstate()
    one, two, three = (_random_twin(model, seed).get_weights() for seed in (3, 3, 4))
    assert random.getstate() == before
    for each, same, other in zip(one, two, three, strict=True):
        np.testing.assert_array_equal(each, same)
        assert each.ndim == 1 or not np.allclose(each, other)  # biases are set


def changing(steps):
    return [place % 2 == 0 for place in range(steps)]


@pytest.mark.parametrize(
    ("text", "properties", "error", "message"),
    [
        (TEXT, {"m": [True, False]}, ValueError, r"the 400 tokens.*\(2,\) for 'm'"),
        (TEXT, {"m": [[True]] * 400}, ValueError, r"shape \(400, 1\)"),
        (TEXT, {"m": [True] * 200 + changing(200)}, ValueError, "the first half"),
        (TEXT, {"m": changing(200) + [0] * 200}, ValueError, "'m', .*second half"),
        (TEXT, {"m": [np.nan, *changing(399)]}, ValueError, "finite numbers.*'m'"),
        (TEXT, {"m": list(TEXT)}, ValueError, "finite numbers.*'m'"),
        (TEXT, {"m": "mask"}, TypeError, "bool or float"),
        (TEXT, {}, TypeError, "at least one name"),
        (TEXT, changing(400), TypeError, "a dict from a name"),
        ("a", {"m": [True]}, ValueError, "constant in the first half"),
        ("", {"m": []}, ValueError, "at least one token"),
        ("ab?é" * 9, {"m": changing(36)}, ValueError, r"18 of 36.*\['\?', 'é'\]"),
    ],
    ids=[
        "short",
        "axes",
        "first",
        "second",
        "NaN",
        "letters",
        "str",
        "nothing",
        "list",
        "one",
        "empty",
        "unknown",
    ],
)
def test_what_cannot_be_searched_is_refused(model, text, properties, error, message):
    with pytest.raises(error, match=message):
        find_cells(model, text, properties)


def test_a_few_unknown_characters_are_allowed(model, found):
    assert unknown_tokens(model, TEXT, list(TEXT)) == ["?"]
    assert found.best["was a"].score > 0.5


def test_words_are_searched_as_characters_are():
    from seqkit import SequenceClassifier

    vocabulary = Vocabulary(["good", "bad"], split="words")
    model = SequenceClassifier(vocabulary, ["pos", "neg"], units=3, cell="gru")
    text = "good bad good good bad bad good bad"
    good = [word == "good" for word in text.split()]
    found = find_cells(model, text, {"good": good})
    assert found.best["good"].part == "h" and found.best["good"].unit < 6
