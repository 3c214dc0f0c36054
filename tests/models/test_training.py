import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import numbers
from tests.models import small_captioner
from tests.models import small_classifier
from tests.models import small_language_model
from tests.models import small_tagger
from tests.models import small_translator
from tests.models.small_language_model import build_model
from tests.models.small_language_model import make_batch
from tests.models.small_language_model import nats_by_hand


def test_evaluate_measures_what_score_says():
    x, y = make_batch()
    model = build_model()
    measured = model.evaluate(x, y, batch_size=3, verbose=0, return_dict=True)
    expected = model.score(["abc", "c", "bb", "aa"]).nats_per_token
    np.testing.assert_allclose(measured["nats_per_token"], expected, rtol=1e-4)


@pytest.mark.parametrize(
    "small",
    [
        small_language_model,
        small_classifier,
        small_tagger,
        pytest.param(small_captioner, marks=pytest.mark.slow),
        small_translator,
    ],
)
def test_a_loss_counts_no_metric(small):
    model, (x, y) = small.build_model(cell="rnn"), small.make_batch()
    y = y[0] if small is small_tagger else y  # without the label of each sentence
    outputs = model(x)
    once = model.compute_metrics(x, y, outputs)
    counted = numbers(model.metrics_variables)
    assert any(np.any(each) for each in counted)
    model.compute_loss(x, y, outputs)
    model.compute_loss(x, y, outputs)
    assert_same(model.metrics_variables, counted)
    assert_same(model.compute_metrics(x, y, outputs), once)  # of one batch, twice


def test_a_loss_of_the_users_own_is_used():
    x, y = make_batch()
    model = build_model()
    expected = np.mean(ops.convert_to_numpy(model(x)) ** 2)
    model.compile("sgd", loss=lambda targets, logits: ops.mean(logits**2))
    history = model.fit(x, y, batch_size=4, verbose=0).history
    np.testing.assert_allclose(history["loss"], [expected], rtol=1e-4)


def test_what_layers_add_counts_in_the_loss():
    x, y = make_batch()
    model = build_model(cell="rnn")
    head = model.get_layer("head")
    head.kernel.regularizer = keras.regularizers.L2(0.1)
    expected = nats_by_hand(model, x, y).mean() + 0.1 * np.sum(
        numbers(head.kernel)[0] ** 2
    )
    model.compile(keras.optimizers.SGD(0.0))
    history = model.fit(x, y, batch_size=4, verbose=0).history
    np.testing.assert_allclose(history["loss"], [expected], rtol=1e-4)


def test_a_row_weighs_as_its_sample_weight_says():
    x, y = make_batch()
    model = build_model(cell="rnn")
    weights = np.array([1.0, 2.0, 0.0, 0.5])
    each = np.repeat(weights, np.count_nonzero(y, axis=1))
    expected = np.average(nats_by_hand(model, x, y), weights=each)
    said = model.evaluate(x, y, sample_weight=weights, verbose=0, return_dict=True)
    np.testing.assert_allclose(said["loss"], expected, rtol=1e-4)
    np.testing.assert_allclose(said["nats_per_token"], expected, rtol=1e-4)


def test_the_default_optimizer_clips_the_whole_gradient():
    assert build_model().optimizer.global_clipnorm == 1.0


def test_callbacks_watch_the_nats_of_validation(tmp_path):
    x, y = make_batch()
    model = build_model(cell="rnn")
    path = tmp_path / "best.keras"
    watching = {"monitor": "val_nats_per_token", "mode": "min"}
    callbacks = [
        keras.callbacks.ModelCheckpoint(path, save_best_only=True, **watching),
        keras.callbacks.EarlyStopping(patience=0, min_delta=9, **watching),
    ]
    history = model.fit(
        x, y, epochs=9, validation_data=(x, y), callbacks=callbacks, verbose=0
    ).history
    assert len(history["val_nats_per_token"]) == 2  # no epoch improves by 9 nats
    best = min(history["val_nats_per_token"])
    reloaded = seqkit.load(path)
    np.testing.assert_allclose(nats_by_hand(reloaded, x, y).mean(), best, rtol=1e-4)


@pytest.mark.parametrize(
    "texts",
    [
        ["ab", "c"],
        ("ab", "c"),
        "ab",
        [b"ab"],
        np.array(["ab", "c"]),
        np.array([b"ab"]),
        np.array(["ab", "c"], object),
        [np.array(["ab"])],
    ],
    ids=lambda texts: f"{type(texts).__name__}",
)
def test_texts_get_an_error_that_names_what_makes_data_of_them(model, texts):
    for method in (model.fit, model.evaluate):
        with pytest.raises(TypeError, match=r"seqkit\.data\.next_token\(texts"):
            method(texts)


def test_texts_of_tensorflow_get_that_error_too(model):
    tf = pytest.importorskip("tensorflow")
    texts = tf.constant(["ab", "c"])
    batches = tf.data.Dataset.from_tensor_slices((texts, texts)).batch(2)
    for x in (texts, batches):
        with pytest.raises(TypeError, match=r"seqkit\.data\.next_token\(texts"):
            model.fit(x)


@NEEDS_TENSORFLOW
def test_ids_of_tensorflow_train():
    import tensorflow as tf

    x, y = map(tf.constant, make_batch())
    build_model(cell="rnn").fit(x, y, verbose=0)
