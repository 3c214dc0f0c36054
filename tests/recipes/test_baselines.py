import math
import sys

import pytest

from recipes import _baselines

TRAIN = (["good film"] * 8 + ["bad film"] * 9, ["pos"] * 8 + ["neg"] * 9)
TEST = (["good plot", "good one", "bad"], ["pos", "pos", "neg"])


@pytest.fixture
def printed(capsys):
    """Returns the scores that were printed, by the name of the baseline."""

    def read():
        lines = capsys.readouterr().out.splitlines()
        return {
            line[2:].partition("  ")[0]: line.split()
            for line in lines
            if line.startswith("  ")
        }

    return read


def test_a_majority_class_is_right_where_the_label_is_that(printed):
    _baselines.labels(TRAIN, TEST)
    rows = printed()
    # "neg" for all: one of three; F1 of neg 2 * 1 / (3 + 1), of pos 0.
    assert rows["majority class"][-4:] == ["0.3333", "macro", "F1", "0.25"]
    assert rows["TF-IDF + logistic regression"][-5:-3] == ["accuracy", "1"]


def test_labels_of_any_type_are_compared_as_str(printed):
    _baselines.labels((["a", "b", "b"], [0, 1, 1]), (["b"], ["1"]))
    assert printed()["majority class"][-5:-3] == ["accuracy", "1"]


def test_texts_without_letters_are_read_too(printed):
    _baselines.labels((["!", "?", ""], ["a", "b", "b"]), (["!"], ["a"]))
    assert "TF-IDF + logistic regression" in printed()


def test_without_scikit_learn_a_line_says_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
    _baselines.labels(TRAIN, TEST)
    said = capsys.readouterr().out
    assert "pip install 'seqkit[eval]'" in said
    assert "majority class" in said


def test_texts_with_several_labels_have_no_baseline(capsys):
    _baselines.labels((["a"], [["x", "y"]]), (["a"], [["x"]]))
    assert capsys.readouterr().out == ""


def test_each_word_gets_its_most_frequent_tag_and_an_unknown_one_that_of_all(printed):
    train = [(["a", "run"], ["D", "N"], None), (["run", "run"], ["V", "V"], None)]
    train += [(["x", "y", "z"], ["N", "N", "N"], None)]
    test = [(["a", "run", "new", "run"], ["D", "V", "N", "N"], None)]
    _baselines.tags(train, test)
    assert printed()["most frequent tag of each word"][-1] == "0.75"


def test_words_are_translated_by_what_goes_with_them(printed):
    pytest.importorskip("sacrebleu")
    train = [("der hund", "the dog"), ("der kater", "the cat"), ("ein hund", "a dog")]
    train += [("ein kater", "a cat")]
    assert _baselines._lexicon(train) == {
        "der": "the",
        "ein": "a",
        "hund": "dog",
        "kater": "cat",
    }
    _baselines.translations(train, [("der kater ein Xu", "the cat a Xu")])
    rows = printed()
    assert float(rows["word by word"][-3]) == pytest.approx(100)
    assert float(rows["source copied"][-3]) < 50


def test_the_most_frequent_caption_is_scored(printed):
    def exact(texts, references):
        return sum(text in each for text, each in zip(texts, references, strict=True))

    captions = [["a dog", "a cat"], ["a dog"]]
    _baselines.captions(captions, ([0, 1], [["a dog"], ["no"]]), {"exact": exact})
    assert "most frequent caption, 'a dog'" in printed()


def test_grams_share_out_one_count_more(printed):
    # "ab" and "aa" with their ends: a, b, a, a and two ends; three tokens in all.
    train = [(None, "a"), ("a", "b"), ("b", None), (None, "a"), ("a", "a"), ("a", None)]
    _baselines.tokens(train, [(None, "a"), ("a", "b")], size=3)
    rows = printed()
    a, b = (3 + 1) / (6 + 3), (1 + 1) / (6 + 3)
    unigrams = -(math.log(a) + math.log(b)) / 2
    bigrams = -(math.log((2 + a) / 3) + math.log((1 + b) / 4)) / 2
    assert float(rows["unigrams"][-1]) == pytest.approx(unigrams, rel=1e-3)
    assert float(rows["bigrams"][-1]) == pytest.approx(bigrams, rel=1e-3)
