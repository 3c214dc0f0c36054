import importlib
from collections import Counter

import numpy as np
import pytest

from seqkit.data import tagged
from seqkit.text import SpelledVocabulary
from seqkit.text import Vocabulary

NAMES = ["DET", "NOUN", "VERB"]
SENTENCES = [["the", noun, verb] for noun in ("dog", "cat", "cow") for verb in "abcd"]
SENTENCES += [["dog", "cow"], ["runs"], []]
TAGS = [NAMES] * 12 + [["NOUN"] * 2, ["VERB"], []]
VOCABULARY = Vocabulary.from_texts(map(" ".join, SENTENCES), split="spaces")


def rows_of(dataset):
    """Spells all rows: the words, the tags, and the label where there is one."""
    rows = []
    for ids, targets in dataset.as_numpy_iterator():
        marks, *labels = targets if isinstance(targets, tuple) else (targets,)
        for row, (words, tags) in enumerate(zip(ids, marks, strict=True)):
            np.testing.assert_array_equal(words == 0, tags == 0)
            spelled = " ".join(NAMES[tag - 1] for tag in tags if tag)
            rest = [label[row].tolist() for label in labels]
            rows.append((VOCABULARY.decode(words), spelled, *rest))
    return rows


def expected(*labels):
    columns = map(" ".join, SENTENCES), map(" ".join, TAGS), *labels
    return Counter(zip(*columns, strict=True))


def test_each_word_has_its_tag():
    batches = tagged(
        [["the", "dog"], ["runs"]], [NAMES[:2], ["VERB"]], VOCABULARY, NAMES
    )
    ((ids, tags),) = batches.as_numpy_iterator()
    assert ids.dtype == tags.dtype == "int32"
    order = np.argsort(-ids[:, 1])
    words = VOCABULARY.encode(["the dog", "runs"])
    np.testing.assert_array_equal(ids[order], words)
    np.testing.assert_array_equal(tags[order], [[1, 2], [3, 0]])


def test_every_sentence_comes_once_an_epoch(monkeypatch):
    monkeypatch.setattr(importlib.import_module("seqkit.data.tagged_rows"), "_BLOCK", 5)
    sentences, tags = (row for row in SENTENCES), (row for row in TAGS)
    batches = tagged(sentences, tags, VOCABULARY, NAMES, batch_size=4, seed=0)
    epochs = [rows_of(batches) for _ in range(2)]
    assert all(Counter(epoch) == expected() for epoch in epochs)
    assert epochs[0] != epochs[1]


def test_texts_are_split_by_the_vocabulary_and_tags_at_spaces():
    sentences, tags = map(" ".join, SENTENCES), map(" ".join, TAGS)
    batches = tagged(sentences, tags, VOCABULARY, NAMES)
    assert Counter(rows_of(batches)) == expected()
    words = Vocabulary.from_texts(["Stop !"], "words")
    ((ids, _),) = tagged(["Stop!"], ["VERB DET"], words, NAMES).as_numpy_iterator()
    assert ids.tolist() == words.encode(["Stop!"]).tolist()


def test_labels_come_beside_the_tags():
    labels = [str(len(sentence)) for sentence in SENTENCES]
    batches = tagged(
        SENTENCES,
        TAGS,
        VOCABULARY,
        NAMES,
        labels=labels,
        label_names=["0", "1", "2", "3"],
    )
    assert Counter(rows_of(batches)) == expected(map(int, labels))
    several = [[label] for label in labels]
    batches = tagged(
        SENTENCES, TAGS, VOCABULARY, NAMES, labels=several, label_names=range(4)
    )
    ((_, (_, targets)),) = batches.as_numpy_iterator()
    assert targets.shape == (15, 4)


@pytest.mark.parametrize("labels", [None, [len(words) for words in SENTENCES] * 2])
def test_validation_holds_other_sentences(labels):
    classes = None if labels is None else range(4)
    sides = tagged(
        SENTENCES * 2,
        TAGS * 2,
        VOCABULARY,
        NAMES,
        4,
        labels=labels,
        label_names=classes,
        validation=0.3,
        seed=0,
    )
    training, validating = (Counter(row[:2] for row in rows_of(side)) for side in sides)
    assert training + validating == expected() + expected()
    assert not training.keys() & validating.keys()
    assert len(validating) in (4, 5)
    if labels is not None:
        assert {("runs", "VERB"), ("", "")} <= training.keys()


def test_characters_of_words_come_beside_them():
    vocabulary = SpelledVocabulary.from_texts(map(" ".join, SENTENCES), word_length=3)
    batches = tagged(SENTENCES, TAGS, vocabulary, NAMES, 20)
    ((ids, tags),) = batches.as_numpy_iterator()
    assert ids.shape == (15, 3, 4)
    rows = {tuple(row.ravel()) for row in ids}
    assert rows == {
        tuple(row.ravel()) for row in vocabulary.encode(map(" ".join, SENTENCES))
    }
    np.testing.assert_array_equal(ids[..., 0] == 0, tags == 0)


def test_longer_sentences_are_cut_with_their_tags(caplog):
    batches = tagged(SENTENCES[:1], TAGS[:1], VOCABULARY, NAMES, length=2)
    assert rows_of(batches) == [("the dog", "DET NOUN")]
    assert "1 of 1 sentences have more than 2 words and are cut" in caplog.text


def test_spaces_within_a_word_do_not_split_it():
    vocabulary = Vocabulary.from_texts(["10_000"], split="spaces")
    ((ids, _),) = tagged([["10 000", ""]], ["DET NOUN"], vocabulary, NAMES)
    assert ids.numpy().tolist() == [[4, 1]]


def test_rows_that_do_not_match_are_named():
    tags = [*TAGS[:2], ["DET"], *TAGS[3:]]
    with pytest.raises(ValueError, match="Received 3 words and 1 tags in row 2"):
        tagged(SENTENCES, tags, VOCABULARY, NAMES)
    with pytest.raises(ValueError, match="Received 15 sentences and 14 tags"):
        tagged(SENTENCES, TAGS[1:], VOCABULARY, NAMES)
    with pytest.raises(ValueError, match="Received 15 sentences and 1 labels"):
        tagged(SENTENCES, TAGS, VOCABULARY, NAMES, labels=["x"], label_names=["x", "y"])


def test_rows_may_be_arrays_and_columns():
    pandas = pytest.importorskip("pandas")
    sentences = pandas.Series([np.array(words, object) for words in SENTENCES])
    tags = (np.array(names, object) for names in TAGS)
    batches = tagged(sentences, tags, VOCABULARY, np.array(NAMES))
    assert Counter(rows_of(batches)) == expected()


def test_tags_are_what_labels_may_be():
    spaced = [[f" {tag} " for tag in tags] for tags in TAGS]
    assert Counter(rows_of(tagged(SENTENCES, spaced, VOCABULARY, NAMES))) == expected()
    for tag, error, message in [
        ("", ValueError, "A label is not blank. Received '' in row 1 of `tags`"),
        (float("nan"), TypeError, "Received nan of type float in row 1 of `tags`"),
        (7, ValueError, r"`tag_names` are all possible tags.*Received '7' in row 1"),
    ]:
        with pytest.raises(error, match=message):
            tagged([["dog"], ["dog"]], [["NOUN"], [tag]], VOCABULARY, NAMES)
    places = [[NAMES.index(tag) for tag in tags] for tags in TAGS]
    batches = tagged(SENTENCES, places, VOCABULARY, range(3))
    assert Counter(rows_of(batches)) == expected()


def test_unknown_tag_is_named_with_its_row():
    with pytest.raises(
        ValueError, match=r"'VERB'\]. Received 'X' in row 1.*never predicts"
    ):
        tagged([["dog"], ["dog"]], [["NOUN"], ["X"]], VOCABULARY, NAMES)


@pytest.mark.parametrize("hidden", [[], [""]])
def test_word_of_several_tokens_is_named_with_its_row(hidden, monkeypatch):
    monkeypatch.setattr(importlib.import_module("seqkit.data.tagged_rows"), "_BLOCK", 1)
    vocabulary = Vocabulary.from_texts(["do n't"], split="words")
    sentences = [["do"], ["do", *hidden, "n't"]]
    with pytest.raises(
        ValueError, match=r"\"n't\" in row 1.*\['n', \"'\", 't'\].*spaces"
    ):
        tagged(sentences, [["VERB"]] * 2, vocabulary, NAMES)


@pytest.mark.parametrize(
    ("sentences", "tags", "message"),
    [
        ([["a"], ["b", None]], TAGS, "Received None of type NoneType in row 1"),
        ([[["a"]]], TAGS, r"Received \['a'\] of type list in row 0"),
        ([3], TAGS, r"`sentences\[0\]` are a list.*Received 3 of type int"),
        ([b"ab"], TAGS, r"`sentences\[0\]`.*Received b'ab' of type bytes"),
        ([["a"]], [[1.0]], "Received 1.0 of type float in row 0 of `tags`"),
        ([["a"]], [None], r"`tags\[0\]` are a list.*Received None"),
        (
            "train.conllu",
            TAGS,
            "`sentences` are.*'train.conllu' of type str.*read_conll",
        ),
        ([["a"]], "DET", "`tags` are a list.*Received 'DET'"),
        ([["a"]], None, "`tags` are a list.*of lists of str. Received None"),
    ],
)
def test_what_is_no_word_or_tag_is_named(sentences, tags, message):
    with pytest.raises(TypeError, match=message):
        tagged(sentences, tags, VOCABULARY, NAMES)


def test_names_and_numbers_are_checked():
    with pytest.raises(ValueError, match=r"`tag_names` are distinct.*\['DET'\]"):
        tagged(SENTENCES, TAGS, VOCABULARY, [*NAMES, "DET"])
    with pytest.raises(TypeError, match="`tag_names` are a list.*Received 'DET'"):
        tagged(SENTENCES, TAGS, VOCABULARY, "DET")
    with pytest.raises(ValueError, match="Received `labels` without them"):
        tagged(SENTENCES, TAGS, VOCABULARY, NAMES, labels=["x"] * 15)
    with pytest.raises(
        ValueError, match="`batch_size` is an int of at least 1. Received 0"
    ):
        tagged(SENTENCES, TAGS, VOCABULARY, NAMES, 0)
    with pytest.raises(ValueError, match="at least one text or row. Received none"):
        tagged([], [], VOCABULARY, NAMES)
