import keras
import numpy as np
import pytest

from tests.checks import NEEDS_TENSORFLOW
from tests.models import small_captioner
from tests.models import small_classifier
from tests.models import small_tagger
from tests.models import small_translator

LEFT = np.array([[0, 4, 5], [4, 5, 6]], "int32")
WITHIN = np.array([[4, 0, 5], [4, 5, 6]], "int32")
RIGHT = np.array([[4, 5, 0], [0, 0, 0]], "int32")
Y = np.array([0, 1], "int32")
refused = pytest.raises(ValueError, match=r'0 before a real id.*padding="post"')


@pytest.fixture(scope="module")
def classifier():
    return small_classifier.build_model()


@pytest.fixture(scope="module")
def translator():
    return small_translator.build_model()


class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (RIGHT, LEFT)[index], Y


def generated():
    yield RIGHT, Y
    yield LEFT, Y


@pytest.mark.parametrize(
    "method", ["fit", "evaluate", "predict", "train_on_batch", "test_on_batch"]
)
@pytest.mark.parametrize(
    "ids", [LEFT, WITHIN, LEFT.astype("float64")], ids=["left", "within", "float"]
)
def test_padding_before_a_real_id_is_refused(classifier, method, ids):
    targets = () if method == "predict" else (Y,)
    with refused:
        getattr(classifier, method)(ids, *targets)


def test_a_call_refuses_it(classifier):
    for call in (classifier, classifier.predict_on_batch):
        with refused:
            call(LEFT)
    with refused:
        classifier(keras.ops.convert_to_tensor(LEFT))


def test_validation_data_are_looked_at(classifier):
    with refused:
        classifier.fit(RIGHT, Y, validation_data=(LEFT, Y), verbose=0)


def test_padding_on_the_right_trains(classifier):
    classifier.fit(RIGHT, Y, validation_data=(RIGHT, Y), verbose=0)


def test_batches_are_looked_at_as_they_come(classifier):
    before = classifier.predict(RIGHT, verbose=0)
    with refused:
        classifier.fit(Batches(), verbose=0)
    with refused:
        classifier.fit(generated(), steps_per_epoch=2, shuffle=False, verbose=0)
    with refused:
        classifier.predict(Batches(), verbose=0)
    # On JAX, Keras has the weights out of the model while it steps.
    assert np.isfinite(before).all()
    after = classifier.predict(RIGHT, verbose=0)
    assert after.shape == before.shape and np.isfinite(after).all()


def test_a_model_without_an_optimizer_evaluates(classifier):
    bare = type(classifier).from_config(classifier.get_config())
    bare.compile(None)
    assert np.isfinite(bare.evaluate(RIGHT, Y, verbose=0)).all()
    assert np.isfinite(bare.predict(RIGHT, verbose=0)).all()


@NEEDS_TENSORFLOW
def test_data_sets_are_looked_at_as_they_come(classifier):
    import tensorflow as tf

    arrays = np.stack([RIGHT, LEFT]), np.stack([Y, Y])
    batches = tf.data.Dataset.from_tensor_slices(arrays)
    with refused:
        classifier.fit(batches, shuffle=False, verbose=0)
    with refused:
        classifier.fit(RIGHT, Y, validation_data=batches, verbose=0)
    with refused:
        classifier.predict(tf.data.Dataset.from_tensors(LEFT), verbose=0)


def test_each_input_of_ids_is_looked_at(translator):
    (read, before), after = small_translator.make_batch()
    with refused:
        translator.fit((read[:, ::-1], before), after)
    with refused:
        translator.fit((read, before[:, ::-1]), after)
    with refused:
        translator.predict({"source": LEFT, "before": RIGHT})


def test_what_begins_to_generate_is_looked_at(model, translator):
    for each in (model, translator):
        with refused:
            each.start(LEFT)


def test_pixels_are_no_ids():
    model = small_captioner.build_model()
    (seen, before), after = small_captioner.make_batch()
    model.evaluate((0 * seen, before), after, verbose=0)
    with refused:
        model.evaluate((seen, before[:, ::-1]), after)


def test_tags_are_padded_as_their_words_are():
    model = small_tagger.build_model()
    x, y = small_tagger.make_batch(labels=False)
    with refused:
        model.evaluate(x, y[:, ::-1])
    with refused:
        model.evaluate(x[:, ::-1], y)


def test_lists_of_ids_name_what_makes_an_array_of_them(classifier):
    for method in (classifier, classifier.fit, classifier.predict):
        with pytest.raises(TypeError, match=r'pad_sequences\(rows, padding="post"\)'):
            method([[4, 5], [6]])


@pytest.mark.parametrize(
    "texts", ["text", ["text"], np.array(["text"])], ids=["str", "list", "array"]
)
def test_texts_name_what_answers_them(classifier, texts):
    for method in (classifier, classifier.predict, classifier.predict_on_batch):
        with pytest.raises(TypeError, match=r"model\.classify\(texts\).*codec\.encode"):
            method(texts)


def test_labels_by_name_name_what_makes_numbers_of_them(classifier):
    with pytest.raises(TypeError, match=r"seqkit\.data\.labelled"):
        classifier.fit(RIGHT, np.array(["neg", "pos"]))
