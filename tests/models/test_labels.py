import numpy as np
import pytest

import seqkit
from tests.checks import NEEDS_TENSORFLOW
from tests.models import reviews
from tests.models.reviews import IDS
from tests.models.reviews import LABELS
from tests.models.reviews import VOCABULARY

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
        reviews.build_model(class_weights=weights)


def test_a_label_without_a_weight_counts_1():
    x, y = reviews.make_batch()
    few = reviews.build_model(class_weights={"pos": np.float32(2)}, cell="rnn")
    all_ = {"neg": 1.0, "neutral": 1.0, "pos": 2.0}
    whole = reviews.build_model(class_weights=all_, cell="rnn")
    assert few.evaluate(x, y, verbose=0) == whole.evaluate(x, y, verbose=0)


def test_balanced_weights_are_counted_over_what_fit_is_given(tmp_path):
    model = reviews.build_model(class_weights="balanced", cell="rnn")
    model.evaluate(IDS, RARE, verbose=0)
    model.fit(IDS, RARE, verbose=0)
    assert model.class_weights == pytest.approx(BALANCED)
    explicit = reviews.build_model(class_weights=model.class_weights, cell="rnn")
    explicit.set_weights(model.get_weights())
    measured = model.evaluate(IDS, RARE, verbose=0)
    assert measured == pytest.approx(explicit.evaluate(IDS, RARE, verbose=0))
    model.save(tmp_path / "model.keras")
    assert seqkit.load(tmp_path).class_weights == pytest.approx(BALANCED)


@NEEDS_TENSORFLOW
def test_so_they_are_of_a_data_set():
    import tensorflow as tf

    model = reviews.build_model(class_weights="balanced", cell="rnn")
    batches = tf.data.Dataset.from_tensor_slices((IDS, RARE)).batch(2)
    with pytest.raises(ValueError, match="ends nowhere.*class_weights={label"):
        model.fit(batches.repeat(), steps_per_epoch=1, shuffle=False)
    model.fit(batches, shuffle=False, verbose=0)
    assert model.class_weights == pytest.approx(BALANCED)


@pytest.mark.parametrize(
    "labels",
    [2, "xy", ["x", ""], ["x", "y "], {"x": 0, "y": 1}, None],
    ids=["int", "str", "empty", "blank", "dict", "none"],
)
def test_labels_are_names(labels):
    with pytest.raises(ValueError, match="`labels` are at least 2 different str"):
        seqkit.SequenceClassifier(VOCABULARY, labels)


def test_a_set_of_labels_has_no_order():
    with pytest.raises(TypeError, match="A set has no order"):
        seqkit.SequenceClassifier(VOCABULARY, {"x", "y"})
