import numpy as np
import pytest

from tests.checks import NEEDS_TENSORFLOW
from tests.models import small_captioner
from tests.models import small_classifier
from tests.models import small_language_model
from tests.models import small_tagger
from tests.models import small_translator

ONES = np.ones(4, "float32")
EACH = np.ones((4, 5), "float32")


@pytest.fixture(scope="module")
def classifier():
    return small_classifier.build_model(cell="rnn")


@pytest.fixture(scope="module")
def labelling():
    return small_tagger.build_model(cell="rnn", crf=False, labels=small_tagger.LABELS)


@pytest.fixture(scope="module")
def unweighed():
    """Another, of which TensorFlow has no graph yet that takes weights of any rank."""
    return small_tagger.build_model(cell="rnn", crf=False, labels=small_tagger.LABELS)


@pytest.mark.parametrize(
    "small",
    [small_language_model, small_tagger, small_captioner, small_translator],
)
def test_class_weight_of_a_target_a_step_names_sample_weight(small):
    model, batch = small.build_model(cell="rnn"), small.make_batch()
    for method in (model.fit, model.train_on_batch):
        with pytest.raises(
            ValueError, match=r"`sample_weight` of shape \(batch, time\)"
        ):
            method(*batch, class_weight={1: 2.0})


def test_class_weight_of_labels_weighs_their_rows(classifier):
    x, y = small_classifier.make_batch()
    weights = {0: 1.0, 2: np.float64(5.0)}
    rows = np.array([weights.get(int(label), 1.0) for label in y])
    classifier.compile("sgd")
    expected = classifier.evaluate(x, y, sample_weight=rows, verbose=0)[0]
    assert classifier.train_on_batch(x, y, class_weight=weights)[0] == pytest.approx(
        expected, rel=1e-5
    )


@pytest.mark.parametrize(
    "weights",
    [{"neg": 1.0}, {7: 1.0}, {0: -1.0}, {0: np.nan}, [1, 2, 3]],
    ids=["name", "place", "negative", "nan", "list"],
)
def test_class_weight_is_by_places_of_labels(classifier, weights):
    with pytest.raises(ValueError, match=r"\{0: 'neg', 1: 'neutral', 2: 'pos'\}"):
        classifier.fit(*small_classifier.make_batch(), class_weight=weights)


def test_class_weight_of_any_number_of_labels_names_class_weights():
    model = small_classifier.build_model(multi_label=True, cell="rnn")
    with pytest.raises(ValueError, match="class_weights={label"):
        model.fit(small_classifier.IDS, np.zeros((4, 3)), class_weight={0: 1.0})


def test_one_hot_targets_say_how_to_make_ids(classifier, model):
    x, y = small_classifier.make_batch()
    with pytest.raises(ValueError, match=r"\(4, 3\).*argmax"):
        classifier.fit(x, np.eye(3)[y])
    x, y = small_language_model.make_batch()
    with pytest.raises(ValueError, match=r"\(4, 4, 7\).*argmax"):
        small_language_model.build_model(cell="rnn").fit(x, np.eye(7)[y])


def test_a_refused_call_leaves_later_ones_alone(classifier):
    x, y = small_classifier.make_batch()
    classifier.compile("sgd")
    before = classifier.evaluate(x, y, verbose=0)
    for wrong in (np.eye(3)[y], (y, y), [0, 1, 2, 0]):
        with pytest.raises(ValueError, match="the place of each label"):
            classifier.fit(x, wrong)
    assert classifier.evaluate(x, y, verbose=0) == before


def test_targets_that_are_missing_or_several_are_refused(classifier):
    x, y = small_language_model.make_batch()
    with pytest.raises(ValueError, match="Received None"):
        small_classifier.build_model(cell="rnn").fit(small_classifier.IDS)
    with pytest.raises(ValueError, match="a tuple of 2"):
        small_language_model.build_model(cell="rnn").fit(x, (y, y))


def test_tags_without_their_label_are_refused(labelling):
    x, (tags, _) = small_tagger.make_batch()
    with pytest.raises(ValueError, match=r"is a pair.*\(4, 5\)"):
        labelling.fit(x, tags)


@NEEDS_TENSORFLOW
@pytest.mark.parametrize(
    "weights", [ONES, ONES[:, None], (EACH, ONES), (ONES, ONES[:, None])], ids=range(4)
)
def test_weights_of_ones_change_nothing(labelling, weights):
    import tensorflow as tf

    x, y = small_tagger.make_batch()
    batches = tf.data.Dataset.from_tensors((x, y, weights))
    expected = labelling.evaluate(x, y, verbose=0)
    assert labelling.evaluate(batches, verbose=0) == pytest.approx(expected, rel=1e-5)


@NEEDS_TENSORFLOW
@pytest.mark.parametrize(
    "weights", [EACH, np.ones((4, 5, 2)), (ONES,), {"a": ONES}], ids=range(4)
)
def test_weights_that_do_not_tell_what_they_are_of_are_refused(unweighed, weights):
    import tensorflow as tf

    x, y = small_tagger.make_batch()
    batches = tf.data.Dataset.from_tensors((x, y, weights))
    with pytest.raises(ValueError, match="of tags and label is a pair"):
        unweighed.evaluate(batches, verbose=0)


def test_one_array_weighs_a_row_of_both(labelling):
    x, y = small_tagger.make_batch()
    weights = np.array([1.0, 2.0, 0.0, 3.0], "float32")
    one = labelling.evaluate(x, y, sample_weight=weights, verbose=0)
    both = labelling.evaluate(x, y, sample_weight=(weights, weights), verbose=0)
    assert one == pytest.approx(both, rel=1e-6)


def test_weights_of_other_steps_are_refused():
    x, y = small_language_model.make_batch()
    with pytest.raises(ValueError, match=r"`sample_weight` is float of shape"):
        small_language_model.build_model(cell="rnn").fit(
            x, y, sample_weight=np.ones((4, 3))
        )
