from collections import Counter

import keras
import numpy as np
import pytest

from seqkit.data import label_names
from seqkit.data import labelled
from seqkit.text import Vocabulary

CLASSES = ["short", "long", "odd"]
TEXTS = [f"{a}{b}" for a in "abcdefghijklmnopqrst" for b in ("", "x", "yyyyyy")]
LABELS = [CLASSES[len(text) // 3 % 3] for text in TEXTS]


def rows_of(dataset, spell):
    return [
        (spell(row), target)
        for ids, targets in dataset.as_numpy_iterator()
        for row, target in zip(ids, targets.tolist(), strict=True)
    ]


def test_a_batch_holds_ids_and_targets(vocabulary):
    batches = labelled(["ab", ""], ["long", "short"], vocabulary, CLASSES)
    ((ids, targets),) = batches.as_numpy_iterator()
    order = np.argsort(targets)
    np.testing.assert_array_equal(ids[order], [[0, 0], [ord("a") + 4, ord("b") + 4]])
    assert targets[order].tolist() == [0, 1]
    assert ids.dtype == targets.dtype == "int32"
    assert batches.element_spec[1].shape.as_list() == [None]


def test_texts_keep_their_labels_in_every_epoch(vocabulary, spell):
    batches = labelled(TEXTS, LABELS, vocabulary, CLASSES, 8, seed=0)
    expected = [(t, CLASSES.index(c)) for t, c in zip(TEXTS, LABELS, strict=True)]
    epochs = [rows_of(batches, spell) for _ in range(2)]
    assert all(Counter(epoch) == Counter(expected) for epoch in epochs)
    assert epochs[0] != epochs[1]
    assert batches.cardinality() == len(list(batches)) == -(-len(TEXTS) // 8)
    assert epochs == [
        rows_of(b, spell)
        for b in [labelled(TEXTS, LABELS, vocabulary, CLASSES, 8, seed=0)]
        for _ in range(2)
    ]


def test_several_labels_of_a_text_are_0_and_1(vocabulary, spell):
    labels = [["odd", "long"], []]
    batches = labelled(["a", "b"], labels, vocabulary, CLASSES)
    assert batches.element_spec[1].dtype == "float32"
    assert sorted(rows_of(batches, spell)) == [("a", [0, 1, 1]), ("b", [0, 0, 0])]


def test_generators_and_blocks_are_read_whole(vocabulary, spell, monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.encode._BLOCK", 10)
    texts, labels = (text for text in TEXTS), (label for label in LABELS)
    batches = labelled(texts, labels, vocabulary, CLASSES)
    assert sorted(text for text, _ in rows_of(batches, spell)) == sorted(TEXTS)


def test_validation_keeps_shares_and_copies(vocabulary, spell):
    options = {"validation": 0.25, "seed": 1}
    texts, labels = TEXTS * 2, LABELS * 2
    sides = labelled(texts, labels, vocabulary, CLASSES, 8, **options)
    training, validating = (Counter(rows_of(side, spell)) for side in sides)
    assert training + validating == Counter(
        (t, CLASSES.index(c)) for t, c in zip(texts, labels, strict=True)
    )
    assert set(validating.values()) == {2}
    assert not training.keys() & validating.keys()
    for place, name in enumerate(CLASSES):
        kept = sum(target == place for _, target in validating)
        assert abs(kept - LABELS.count(name) / 4) < 1
    _, again = labelled(texts, labels, vocabulary, CLASSES, 8, **options)
    assert rows_of(again, spell) == rows_of(sides[1], spell)  # not shuffled


def test_longer_texts_are_cut_and_counted(vocabulary, spell, caplog):
    batches = labelled(["abc", "de"], [0, 1], vocabulary, [0, 1], length=2)
    assert sorted(rows_of(batches, spell)) == [("ab", 0), ("de", 1)]
    (record,) = caplog.records
    assert record.getMessage().startswith(
        "1 of 2 texts have more than 2 tokens and are"
    )


def test_stock_model_fits_and_judges():
    vocabulary = Vocabulary.from_texts(TEXTS)
    sides = labelled(TEXTS, LABELS, vocabulary, CLASSES, validation=0.2)
    pooled = keras.layers.GlobalAveragePooling1D()
    layers = [keras.layers.Embedding(len(vocabulary), 4), pooled, keras.layers.Dense(3)]
    model = keras.Sequential(layers)
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    training, validating = sides
    history = model.fit(training, validation_data=validating, verbose=0).history
    assert np.isfinite(history["val_loss"]).all()


def test_unequal_numbers_are_counted(vocabulary):
    for labels in (LABELS[1:], []):
        with pytest.raises(ValueError, match=f"60 texts and {len(labels)} labels"):
            labelled(TEXTS, labels, vocabulary, CLASSES)


def test_no_texts_are_an_error_and_an_empty_one_is_not(vocabulary):
    with pytest.raises(ValueError, match="at least one text or row. Received none"):
        labelled([], [], vocabulary, CLASSES)
    ((ids, _),) = labelled([""], ["odd"], vocabulary, CLASSES).as_numpy_iterator()
    assert ids.tolist() == [[0]]


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ("reviews.csv", TypeError, "Received 'reviews.csv'.*read_table"),
        (["a", None], TypeError, "Received NoneType as item 1"),
        (3, TypeError, "`texts` are a list.*Received 3 of type int"),
    ],
)
def test_what_is_no_text_is_named(texts, error, message, vocabulary):
    with pytest.raises(error, match=message):
        labelled(texts, ["odd", "odd"], vocabulary, CLASSES)


@pytest.mark.parametrize("name", ["batch_size", "length", "buckets"])
def test_number_below_one_is_named(name, vocabulary):
    with pytest.raises(
        ValueError, match=f"`{name}` is an int of at least 1. Received 0"
    ):
        labelled(TEXTS, LABELS, vocabulary, CLASSES, **{name: 0})
    with pytest.raises(ValueError, match="between 0 and 1. Received 1"):
        labelled(TEXTS, LABELS, vocabulary, CLASSES, validation=1)


@pytest.mark.parametrize("value", [2.5, 2.0, "2", True])
@pytest.mark.parametrize("name", ["batch_size", "length", "buckets", "seed"])
def test_what_is_no_whole_number_is_named(name, value, vocabulary):
    with pytest.raises(ValueError, match=f"`{name}` is an int .*Received {value!r}"):
        labelled(TEXTS, LABELS, vocabulary, CLASSES, **{name: value})


def test_numbers_and_columns_of_others_count_as_those_of_python(vocabulary, spell):
    pandas = pytest.importorskip("pandas")
    numbers = {"batch_size": 8, "length": 2, "buckets": 2, "seed": 1}
    expected = labelled(TEXTS, LABELS, vocabulary, CLASSES, **numbers)
    again = labelled(
        pandas.Series(TEXTS),
        np.array(LABELS),
        vocabulary,
        np.array(CLASSES),
        **{name: np.int64(number) for name, number in numbers.items()},
    )
    assert rows_of(again, spell) == rows_of(expected, spell)


def test_what_has_no_order_is_refused(vocabulary):
    with pytest.raises(TypeError, match="`texts` are .*A set has no order"):
        labelled(set(TEXTS), LABELS, vocabulary, CLASSES)


def test_classes_are_the_labels_that_occur():
    assert label_names(["b", "a", "b"]) == ["a", "b"]
    assert label_names([["b", "a"], [], ("c",)]) == ["a", "b", "c"]
    assert label_names([1, 0, True]) == ["0", "1", "True"]
    with pytest.raises(TypeError, match="Turn it into a str first"):
        label_names(["a", None])
