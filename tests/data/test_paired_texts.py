from collections import Counter

import numpy as np
import pytest

from seqkit.data import pairs
from seqkit.text import SubwordVocabulary
from seqkit.text import Vocabulary

LETTERS = "abcdefghijklmno"
SOURCES = [a * n + b for a in LETTERS for b in "xyz" for n in (1, 4, 9)]
TARGETS = [text[::-1] + text[0] * 2 for text in SOURCES]
PAIRS = Counter(zip(SOURCES, TARGETS, strict=True))


def spelled(dataset, spell):
    """Returns the pairs of texts of an epoch, in its order."""
    return [
        (spell(source), spell(after))
        for (sources, _), afters in dataset.as_numpy_iterator()
        for source, after in zip(sources, afters, strict=True)
    ]


def test_targets_are_one_step_apart(vocabulary):
    batches = pairs(["ab", "c"], ["d", "efg"], vocabulary, vocabulary)
    (((source, before), after),) = batches.as_numpy_iterator()
    a, b, c, d, e, f, g = (ord(letter) + 4 for letter in "abcdefg")
    order = np.argsort(source[:, 0])
    np.testing.assert_array_equal(source[order], [[a, b], [c, 0]])
    np.testing.assert_array_equal(before[order], [[2, d, 0, 0], [2, e, f, g]])
    np.testing.assert_array_equal(after[order], [[d, 3, 0, 0], [e, f, g, 3]])
    assert source.dtype == before.dtype == after.dtype == "int32"


def test_every_pair_comes_once_an_epoch_in_another_order(vocabulary, spell):
    def batches():
        return pairs(SOURCES, TARGETS, vocabulary, vocabulary, 8, seed=0)

    dataset = batches()
    epochs = [spelled(dataset, spell) for _ in range(2)]
    assert all(Counter(epoch) == PAIRS for epoch in epochs)
    assert epochs[0] != epochs[1]
    again = batches()
    assert epochs == [spelled(again, spell) for _ in range(2)]
    assert dataset.cardinality() == len(list(dataset)) == -(-len(SOURCES) // 8)


def test_batches_are_bounded_by_their_tokens(vocabulary, spell):
    dataset = pairs(SOURCES, TARGETS, vocabulary, vocabulary, batch_tokens=100)
    for (source, before), after in dataset.as_numpy_iterator():
        assert before.shape == after.shape
        assert len(source) * max(source.shape[1], after.shape[1]) <= 100
    assert Counter(spelled(dataset, spell)) == PAIRS


def test_generators_and_blocks_are_read_whole(vocabulary, spell, monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.encode._BLOCK", 50)
    sources, targets = (text for text in SOURCES), (text for text in TARGETS)
    assert (
        Counter(spelled(pairs(sources, targets, vocabulary, vocabulary), spell))
        == PAIRS
    )


def test_all_targets_of_a_source_are_on_one_side(vocabulary, spell):
    options = {"validation": 0.3, "seed": 1}
    sources, targets = SOURCES * 2, TARGETS + [text + "!" for text in TARGETS]
    sides = pairs(sources, targets, vocabulary, vocabulary, 8, **options)
    training, validating = (spelled(side, spell) for side in sides)
    assert Counter(training + validating) == Counter(zip(sources, targets, strict=True))
    assert not {source for source, _ in training} & {source for source, _ in validating}
    assert 0.15 < len(validating) / len(sources) < 0.45
    _, again = pairs(sources, targets, vocabulary, vocabulary, 8, **options)
    assert spelled(again, spell) == spelled(again, spell) == validating


def test_longer_sides_are_cut_and_counted(vocabulary, caplog):
    batches = pairs(["abcd", "a"], ["d", "efgh"], vocabulary, vocabulary, length=3)
    (((source, before), after),) = batches.as_numpy_iterator()
    order = np.argsort(source[:, 1])[::-1]
    a, b, c, d, e, f, g = (ord(letter) + 4 for letter in "abcdefg")
    np.testing.assert_array_equal(source[order], [[a, b, c], [a, 0, 0]])
    np.testing.assert_array_equal(before[order], [[2, d, 0], [2, e, f]])
    np.testing.assert_array_equal(after[order], [[d, 3, 0], [e, f, g]])
    said = [record.getMessage() for record in caplog.records]
    assert said[0].startswith("1 of 2 sources have more than 3 tokens and")
    assert said[1].startswith("1 of 2 targets have more than 3 tokens, the end counted")


def test_pairs_with_a_blank_side_are_skipped_and_counted(vocabulary, spell, caplog):
    batches = pairs(["a", " ", "b"], ["", "c", "d"], vocabulary, vocabulary)
    assert spelled(batches, spell) == [("b", "d")]
    (record,) = caplog.records
    assert record.name == "seqkit"
    assert record.getMessage().startswith("2 of 3 pairs have a blank text")


def test_each_side_has_its_own_vocabulary():
    letters = Vocabulary.from_texts(SOURCES)
    pieces = SubwordVocabulary.from_texts(TARGETS, 290, "bpe")
    for (source, before), after in pairs(SOURCES, TARGETS, letters, pieces, 16):
        texts = letters.decode(source.numpy())
        expected = [dict(PAIRS.keys())[text] for text in texts]
        assert pieces.decode(before.numpy()) == pieces.decode(after.numpy()) == expected


@pytest.mark.parametrize("targets", [TARGETS[1:], [*TARGETS, "a", "b"], []])
def test_unequal_numbers_are_counted(targets, vocabulary):
    message = f"135 sources and {len(targets)} targets"
    with pytest.raises(ValueError, match=message):
        pairs(iter(SOURCES), iter(targets), vocabulary, vocabulary)


def test_what_cannot_be_paired_says_how_to_fix_it(vocabulary):
    with pytest.raises(ValueError, match="at least one text or row. Received none"):
        pairs([], [], vocabulary, vocabulary)
    with pytest.raises(TypeError, match="`targets` are .*'deu.txt'.*read_pairs"):
        pairs(SOURCES, "deu.txt", vocabulary, vocabulary)
    with pytest.raises(TypeError, match="Received NoneType as item 1"):
        pairs(["a", None], ["b", "c"], vocabulary, vocabulary)
    for name in ("batch_size", "batch_tokens", "length", "buckets"):
        with pytest.raises(
            ValueError, match=f"`{name}` is an int of at least 1. Received 0"
        ):
            pairs(SOURCES, TARGETS, vocabulary, vocabulary, **{name: 0})
