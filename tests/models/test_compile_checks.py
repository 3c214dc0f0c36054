import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit.models.compile_checks import set_callback_modes
from tests.models import small_classifier
from tests.models import small_language_model
from tests.models import small_tagger

BINARY = keras.losses.BinaryCrossentropy
SPARSE = keras.losses.SparseCategoricalCrossentropy


@pytest.fixture(scope="module")
def language():
    return small_language_model.build_model(cell="rnn")


@pytest.fixture(scope="module")
def classifier():
    return small_classifier.build_model(cell="rnn")


@pytest.fixture(scope="module")
def tagger():
    return small_tagger.build_model(cell="rnn", crf=False, labels=small_tagger.LABELS)


def measured(model, batch, **arguments):
    model.compile("sgd", **arguments)
    return model.evaluate(*batch, verbose=0, return_dict=True)


def test_accuracy_of_tokens_is_that_of_real_ones(language):
    x, y = small_language_model.make_batch()
    right = ops.convert_to_numpy(language(x)).argmax(axis=-1) == y
    for name in ("accuracy", "acc"):
        said = measured(language, (x, y), metrics=[name])
        assert said[name] == pytest.approx(right[y > 0].mean())
    said = measured(language, (x, y), metrics=[seqkit.metrics.TokenAccuracy()])
    assert said["token_accuracy"] == pytest.approx(right[y > 0].mean())


def test_accuracy_of_labels_is_counted_once(classifier):
    x, y = small_classifier.make_batch()
    right = ops.convert_to_numpy(classifier(x)).argmax(axis=-1) == y
    for arguments in (
        {},
        {"metrics": ["accuracy"]},
        {"weighted_metrics": ["accuracy"]},
    ):
        said = measured(classifier, (x, y), **arguments)
        assert said.keys() == {"loss", "accuracy"}
        assert said["accuracy"] == pytest.approx(right.mean())
        assert len(classifier.evaluate(x, y, verbose=0)) == 2


def test_accuracy_of_any_number_of_labels_is_that_of_each():
    model = small_classifier.build_model(multi_label=True, cell="rnn")
    x, y = (
        small_classifier.make_batch()[0],
        np.array([[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0]]),
    )
    right = (ops.convert_to_numpy(model(x)) > 0) == y
    for arguments in ({}, {"metrics": ["accuracy"]}):
        said = measured(model, (x, y), **arguments)
        assert said["accuracy"] == pytest.approx(right.mean())


@pytest.mark.parametrize(
    "arguments",
    [
        {"metrics": ["accuracy"]},
        {"metrics": [["accuracy"], ["accuracy"]]},
        {"metrics": {"label_head": ["accuracy"]}},
        {"loss": SPARSE(from_logits=True)},
        {"loss": ["sparse_categorical_crossentropy", None]},
    ],
    ids=["one", "each", "named", "loss", "losses"],
)
def test_a_tagger_names_what_it_counts_itself(tagger, arguments):
    with pytest.raises(ValueError, match="tags from 1 on, 0 on padding.*Leave"):
        measured(tagger, small_tagger.make_batch(), **arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        {"loss": "sparse_categorical_crossentropy"},
        {"loss": SPARSE(from_logits=True)},
        {"loss": "crossentropy"},
        {"loss": keras.losses.MeanSquaredError()},
        {"loss": keras.losses.sparse_categorical_crossentropy},
        {"metrics": ["sparse_categorical_accuracy"]},
        {"metrics": [keras.metrics.SparseCategoricalAccuracy()]},
        {"weighted_metrics": [keras.metrics.AUC]},
    ],
    ids=[
        "name",
        "padding",
        "short",
        "object",
        "function",
        "metric",
        "class",
        "weighted",
    ],
)
def test_what_counts_padding_or_takes_logits_for_shares_is_refused(language, arguments):
    with pytest.raises(ValueError, match="0 on padding, and `y_pred` are logits"):
        measured(language, small_language_model.make_batch(), **arguments)


@pytest.mark.parametrize(
    "arguments",
    [{"loss": "sparse_categorical_crossentropy"}, {"metrics": [keras.metrics.AUC()]}],
    ids=["loss", "metric"],
)
def test_so_it_is_of_labels(classifier, arguments):
    with pytest.raises(ValueError, match="places of labels.*logits.*Leave"):
        measured(classifier, small_classifier.make_batch(), **arguments)


def test_what_fits_is_used(classifier, language):
    loss = measured(classifier, small_classifier.make_batch())["loss"]
    said = measured(
        classifier,
        small_classifier.make_batch(),
        loss=SPARSE(from_logits=True),
        metrics=[keras.metrics.SparseTopKCategoricalAccuracy(k=3)],
    )
    assert said["loss"] == pytest.approx(loss, rel=1e-5)
    assert said["sparse_top_k_categorical_accuracy"] == 1.0
    nats = measured(language, small_language_model.make_batch())["loss"]
    loss = SPARSE(from_logits=True, ignore_class=0)
    said = measured(language, small_language_model.make_batch(), loss=loss)
    assert said["loss"] == pytest.approx(nats, rel=1e-5)


def test_functions_of_the_users_own_get_both_as_they_are(language):
    def padding(targets, logits):
        return ops.mean(ops.cast(ops.equal(targets, 0), "float32"), axis=-1)

    wrapped = keras.metrics.MeanMetricWrapper(padding, name="wrapped")
    said = measured(
        language, small_language_model.make_batch(), metrics=[padding, wrapped]
    )
    assert said["padding"] == said["wrapped"] == pytest.approx(4 / 16)


def test_compiling_anew_forgets_what_was_given_before(language):
    x, y = small_language_model.make_batch()
    before = measured(language, (x, y))
    measured(language, (x, y), loss=lambda y, p: 0 * ops.mean(p), metrics=["accuracy"])
    after = measured(language, (x, y))
    assert after == before


def test_loss_weights_without_losses_are_refused(language):
    with pytest.raises(ValueError, match="without `loss`"):
        measured(language, small_language_model.make_batch(), loss_weights=[2.0])


@pytest.mark.parametrize(
    ("fixture", "make", "monitor", "mode"),
    [
        ("language", small_language_model.make_batch, "val_nats_per_token", "min"),
        ("classifier", small_classifier.make_batch, "val_accuracy", "max"),
        pytest.param(
            "tagger",
            small_tagger.make_batch,
            "val_tag_accuracy",
            "max",
            marks=pytest.mark.slow,
        ),
    ],
    ids=["nats", "accuracy", "tags"],
)
def test_keras_callbacks_know_which_way_is_better(
    request, tmp_path, fixture, make, monitor, mode
):
    model, batch = request.getfixturevalue(fixture), make()
    model.compile("sgd")
    path = tmp_path / "best.weights.h5"
    callbacks = [
        keras.callbacks.EarlyStopping(monitor),
        keras.callbacks.ReduceLROnPlateau(monitor),
        keras.callbacks.ModelCheckpoint(
            path, monitor, save_best_only=True, save_weights_only=True
        ),
    ]
    model.fit(*batch, validation_data=batch, callbacks=callbacks, verbose=0)
    assert {callback.mode for callback in callbacks} == {mode}
    assert path.exists()


def test_they_know_it_of_each_score_of_a_family(tagger):
    callbacks = [
        keras.callbacks.EarlyStopping(score)
        for score in ("val_label_accuracy", "label_accuracy", "val_unheard_of")
    ]
    set_callback_modes(tagger, callbacks)
    assert [callback.mode for callback in callbacks] == ["max", "max", "auto"]
    set_callback_modes(tagger, None)


def test_a_mode_that_was_asked_for_stays(language):
    x, y = small_language_model.make_batch()
    callback = keras.callbacks.EarlyStopping("nats_per_token", mode="max")
    language.compile("sgd")
    language.fit(x, y, callbacks=[callback], verbose=0)
    assert callback.mode == "max"
