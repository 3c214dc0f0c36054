import numpy as np
import pytest

import seqkit
from seqkit.labels import checked_names
from seqkit.models.class_labels import check_labels
from seqkit.models.class_labels import check_weights
from tests.checks import NEEDS_TENSORFLOW
from tests.models import small_classifier
from tests.models.small_classifier import IDS
from tests.models.small_classifier import LABELS
from tests.models.small_classifier import VOCABULARY

RARE = np.array([0, 0, 0, 1], "int32")
BALANCED = {"neg": 4 / 9, "neutral": 4 / 3, "pos": 1.0}


@pytest.mark.parametrize(
    "weights",
    [
        {"neg": float("nan")},
        {"neg": -1.0},
        {"neg": float("inf")},
        {"neg": "1"},
        {"other": 1.0},
        dict.fromkeys(LABELS, 0.0),
        [1.0, 2.0, 3.0],
        "balance",
    ],
    ids=["nan", "negative", "inf", "str", "unknown", "nothing", "list", "word"],
)
def test_weights_of_labels_are_finite_and_by_name(weights):
    with pytest.raises(ValueError, match=r"finite and 0 or more.*\['neg', 'neutral'"):
        small_classifier.build_model(class_weights=weights)


def test_a_label_without_a_weight_counts_1():
    x, y = small_classifier.make_batch()
    few = small_classifier.build_model(class_weights={"pos": np.float32(2)}, cell="rnn")
    all_ = {"neg": 1.0, "neutral": 1.0, "pos": 2.0}
    whole = small_classifier.build_model(class_weights=all_, cell="rnn")
    assert few.evaluate(x, y, verbose=0) == whole.evaluate(x, y, verbose=0)


def test_balanced_weights_are_counted_over_what_fit_is_given(tmp_path):
    model = small_classifier.build_model(class_weights="balanced", cell="rnn")
    model.evaluate(IDS, RARE, verbose=0)
    model.fit(IDS, RARE, verbose=0)
    assert model.class_weights == pytest.approx(BALANCED)
    explicit = small_classifier.build_model(
        class_weights=model.class_weights, cell="rnn"
    )
    explicit.set_weights(model.get_weights())
    measured = model.evaluate(IDS, RARE, verbose=0)
    assert measured == pytest.approx(explicit.evaluate(IDS, RARE, verbose=0))
    model.save(tmp_path / "model.keras")
    assert seqkit.load(tmp_path).class_weights == pytest.approx(BALANCED)


@NEEDS_TENSORFLOW
def test_so_they_are_of_a_data_set():
    import tensorflow as tf

    model = small_classifier.build_model(class_weights="balanced", cell="rnn")
    batches = tf.data.Dataset.from_tensor_slices((IDS, RARE)).batch(2)
    with pytest.raises(ValueError, match="has no end.*class_weights={label"):
        model.fit(batches.repeat(), steps_per_epoch=1, shuffle=False)
    model.fit(batches, shuffle=False, verbose=0)
    assert model.class_weights == pytest.approx(BALANCED)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (2, "`labels` are a list.* of str, int or bool. Received 2 .*Give a list"),
        ("xy", r"`labels` are a list.*Received 'xy' .*Give a list: `\['xy'\]`"),
        ({"x": 0, "y": 1}, "`labels` are a list.*type dict. Give a list"),
        (None, "`labels` are a list.*Received None"),
        (["x", None], "Received None .* in row 1 of `labels`"),
        (["x", float("nan")], "Received nan .* in row 1 of `labels`"),
        (["x", 1.0], "Received 1.0 .* in row 1 of `labels`.* into an int"),
        (["x", ["y"]], "type list in row 1 of `labels`"),
    ],
    ids=["int", "str", "dict", "none", "missing", "nan", "float", "nested"],
)
def test_what_is_no_list_of_labels_is_refused_by_type(labels, said):
    with pytest.raises(TypeError, match=said):
        seqkit.SequenceClassifier(VOCABULARY, labels)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ([], r"`labels` are at least 2 different str. Received \[\]"),
        (["x"], r"`labels` are at least 2 different str. Received \['x'\]"),
        (["x", " "], "not blank. Received ' ' in row 1 of `labels`"),
        (["x", "y", "x "], r"`labels` are distinct.*\['x'\]"),
    ],
    ids=["none", "one", "blank", "twice"],
)
def test_labels_are_several_names(labels, said):
    with pytest.raises(ValueError, match=said):
        seqkit.SequenceClassifier(VOCABULARY, labels)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ([0, 1], ["0", "1"]),
        (np.array([False, True]), ["False", "True"]),
        (["pos ", "neg"], ["pos", "neg"]),
        ((name for name in "ab"), ["a", "b"]),
    ],
    ids=["int", "bool", "space", "generator"],
)
def test_labels_are_named_as_data_names_them(labels, names):
    assert check_labels(labels, 2) == checked_names(names)


def test_weights_name_labels_as_labels_do():
    assert check_weights({1: 2}, ["0", "1"]) == {"1": 2.0}
    assert check_weights({"pos ": 2}, ["neg", "pos"]) == {"pos": 2.0}
    with pytest.raises(TypeError, match="Received nan .* of `class_weights`"):
        check_weights({float("nan"): 2}, ["0", "1"])


def test_a_set_of_labels_has_no_order():
    with pytest.raises(TypeError, match="A set has no order"):
        seqkit.SequenceClassifier(VOCABULARY, {"x", "y"})
