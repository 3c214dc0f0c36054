import gzip

import numpy as np
import pytest

from seqkit.models import AnalogyScores
from tests.models.small_word_vectors import VALUES
from tests.models.small_word_vectors import WORDS
from tests.models.small_word_vectors import build_known
from tests.models.small_word_vectors import build_model


@pytest.fixture(scope="module")
def model():
    """A model with known vectors, which no test changes."""
    return build_known()


def cosine(one, other):
    one, other = (np.array(VALUES[word], float) for word in (one, other))
    return one @ other / np.linalg.norm(one) / np.linalg.norm(other)


def test_vectors_are_those_of_the_table(model):
    np.testing.assert_array_equal(model.vectors("King"), VALUES["king"])
    both = model.vectors(["cat", "man"])
    np.testing.assert_array_equal(both, [VALUES["cat"], VALUES["man"]])
    assert model.vectors([]).shape == (0, 3)


def test_similar_words_are_sorted_by_their_cosines(model):
    found = model.most_similar("cat", 20)
    others = [word for word in WORDS if word != "cat"]
    assert {word for word, _ in found} == set(others)
    for word, score in found:
        assert score == pytest.approx(cosine("cat", word), abs=1e-6)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert found[:1] == model.most_similar("CAT", 1)


def test_king_without_man_with_woman_is_queen(model):
    assert model.analogy("man", "king", "woman", 1)[0][0] == "queen"
    assert len(model.analogy("man", "king", "woman", 99)) == len(WORDS) - 3


def test_pairs_are_compared_by_ranks_and_unknown_ones_counted(model):
    pairs = [("cat", "cats", 9), ("man", "king", 4), ("king", "dog", 1)]
    pairs.append(("woman", "cat", 0.5))
    scores = model.compare_pairs(pairs)
    # The cosines of the known pairs have the order of their scores.
    assert (scores.rho, scores.covered, scores.total) == (1.0, 3, 4)
    assert scores.missing == [("king", "dog")]
    assert str(scores) == "ρ 1.000 (3 of 4 pairs)"
    backwards = [(one, other, -score) for one, other, score in pairs]
    assert model.compare_pairs(backwards).rho == pytest.approx(-1)
    assert np.isnan(model.compare_pairs([]).rho)
    assert np.isnan(model.compare_pairs([("dog", "king", 1)]).rho)


def test_analogies_are_counted_by_section(model, tmp_path):
    path = tmp_path / "questions.txt.gz"
    text = ": family\nMan King Woman Queen\nman king woman cat\nman king dog cat\n"
    path.write_bytes(gzip.compress(f"{text}\n: none\ndog king man cat\n".encode()))
    scores = model.analogies(path)
    assert scores.sections == {"family": (1, 2, 3), "none": (0, 0, 1)}
    assert (scores.right, scores.covered, scores.total) == (1, 2, 4)
    assert scores.accuracy == 0.5
    questions = {"family": [("man", "king", "woman", "queen")]}
    assert str(model.analogies(questions)) == (
        "family  100.0 %  1 of 1\nall     100.0 %  1 of 1"
    )


def test_a_question_is_right_if_the_analogy_is(model):
    words = [[one, two, three, four] for one in WORDS for two in WORDS
             for three in WORDS for four in WORDS
             if len({one, two, three, four}) == 4][::97]  # fmt: skip
    right = sum(model.analogy(*each[:3], count=1)[0][0] == each[3] for each in words)
    assert model.analogies({"all": words}).right == right > 0


def test_without_known_questions_the_share_is_not_a_number():
    assert np.isnan(AnalogyScores({}).accuracy)


def test_unknown_words_are_named_with_near_ones(model):
    with pytest.raises(ValueError, match="No vector of 'quen'.*'queen'.*ngrams"):
        model.most_similar("quen")
    with pytest.raises(ValueError, match="No vector of 'dog'"):
        model.analogy("man", "dog", "woman")
    with pytest.raises(ValueError, match="No vector of ''"):
        model.vectors(["king", ""])
    with pytest.raises(ValueError, match="No vector of 'king queen'"):
        model.vectors("king queen")
    with pytest.raises(ValueError, match="No vector of '.PAD.'"):
        model.vectors("[PAD]")


def test_an_unknown_word_with_known_ngrams_is_near_its_kin():
    model = build_model(ngrams=(3, 3))
    found = [word for word, _ in model.most_similar("cat9", 3)]
    assert set(found) <= set(WORDS) and len(found) == 3
    assert model.compare_pairs([("cat9", "cats", 1)]).covered == 1
    with pytest.raises(ValueError, match="No vector of 'two words'"):
        model.vectors("two words")


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda model: model.vectors(3), TypeError, "A word is a str"),
        (lambda model: model.vectors([b"cat"]), TypeError, "A word is a str"),
        (lambda model: model.most_similar("cat", 0), ValueError, "`count`"),
        (lambda model: model.most_similar("cat", topn=3), TypeError, "topn"),
        (lambda model: model.compare_pairs([("a", "b")]), ValueError, "A pair is two"),
        (lambda model: model.analogies({"a": ["abc"]}), ValueError, "four words"),
        (lambda model: model.analogies({"a": [["a"]]}), ValueError, "four words"),
        (lambda model: model.analogies("no file"), ValueError, "no such file"),
        (lambda model: model.plot(["cat", "dog"]), ValueError, "No vector of 'dog'"),
    ],
)
def test_bad_input_says_how_to_fix_it(model, call, error, said):
    with pytest.raises(error, match=said):
        call(model)


def test_a_broken_file_of_questions_names_its_line(model, tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text(": a\nman king woman\n")
    with pytest.raises(ValueError, match="line 2: expected four words"):
        model.analogies(path)


def test_the_words_of_arrows_are_drawn(model):
    figure = model.plot(arrows=[("man", "king"), ("woman", "queen")], title="Royal")
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert {"man", "king", "woman", "queen", "Royal"} <= texts


def test_the_projector_gets_the_most_frequent_words(model, tmp_path):
    folder = model.export_projector(tmp_path / "logs", count=3)
    assert (folder / "metadata.tsv").read_text() == "man\nking\nwoman\n"
