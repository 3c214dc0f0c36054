import io
import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit import SequenceClassifier
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_endpoint
from tests.checks import check_model
from tests.checks import numbers
from tests.models.small_classifier import IDS
from tests.models.small_classifier import LABELS
from tests.models.small_classifier import TEXTS
from tests.models.small_classifier import VOCABULARY
from tests.models.small_classifier import build_model
from tests.models.small_classifier import make_batch
from tests.processes import check_mirrored

VARIANTS = {
    "last_state_of_a_gru": {"pooling": "last", "cell": "gru"},
    "attention_of_one_rnn": {
        "pooling": "attention",
        "cell": "rnn",
        "bidirectional": False,
        "class_weights": {"neg": 1.0, "neutral": 2.0, "pos": 0.5},
        "adversarial": 0.1,
    },
}


@pytest.fixture(scope="module")
def model():
    return build_model()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(
            VARIANTS["last_state_of_a_gru"], id="last_state", marks=pytest.mark.slow
        ),
        pytest.param(VARIANTS["attention_of_one_rnn"], id="attention"),
    ],
)
@pytest.mark.slow
def test_keeps_what_every_model_owes(arguments):
    check_model(lambda: build_model(**arguments), make_batch())


def test_trains_on_any_number_of_labels():
    targets = np.array([[1, 1, 0], [0, 0, 0], [1, 1, 1], [0, 0, 1]], "float32")
    model = build_model(pooling="mean", multi_label=True)
    logits = numbers(model(IDS))[0]
    nats = np.log1p(np.exp(logits)) - targets * logits
    said = model.evaluate(IDS, targets, verbose=0, return_dict=True)
    assert said["loss"] == pytest.approx(nats.mean(), rel=1e-4)
    assert said["accuracy"] == pytest.approx(np.mean((logits > 0) == targets))
    losses = model.fit(IDS, targets, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


@NEEDS_TENSORFLOW
@pytest.mark.slow
@pytest.mark.parametrize("build", ["build_model", "build_adversarial"])
def test_two_mirrored_devices_train_as_one(build):
    check_mirrored("tests.models.small_classifier", build)


@NEEDS_TENSORFLOW
def test_the_endpoint_answers_as_serving_demands(model):
    check_endpoint(model, "serving_default", {"text": IDS})


def test_last_reads_the_last_state_of_each_direction():
    model = build_model(pooling="last")
    _, (((forward, _), (backward, _)),) = model.stack(
        model.embed(IDS), lengths=np.array([1, 2, 3, 0])
    )
    states = np.concatenate(numbers([forward, backward]), axis=1)
    assert_same(model(IDS), model.head(states))


@pytest.mark.parametrize("pooling", ["mean", "max"])
def test_outputs_are_pooled_over_real_steps(pooling):
    model = build_model(pooling=pooling)
    outputs, _ = model.stack(model.embed(IDS), lengths=np.array([1, 2, 3, 0]))
    outputs = numbers(outputs)[0]
    pooled = [getattr(np, pooling)(outputs[row, : row + 1], axis=0) for row in range(3)]
    assert_same(model(IDS[:3]), model.head(np.array(pooled)))


def test_attention_weights_come_with_the_logits():
    model = build_model(pooling="attention")
    logits, weights = model.read(model.embed(IDS), np.array([1, 2, 3, 0]))
    assert_same(logits, model(IDS))
    weights = numbers(weights)[0]
    np.testing.assert_allclose(weights.sum(axis=1), [1, 1, 1, 0], atol=1e-6)
    assert not weights[IDS == 0].any()


def test_classifies_as_the_logits_say(model):
    answers = model.classify(TEXTS)
    probabilities = numbers(ops.softmax(model(IDS)))[0]
    for answer, row in zip(answers, probabilities, strict=True):
        assert answer.label == LABELS[row.argmax()]
        assert answer.score == pytest.approx(row.max(), abs=1e-5)
        assert list(answer.scores.values()) == pytest.approx(list(row), abs=1e-5)
    alone = model.classify("good")
    assert alone.label == answers[0].label
    assert alone.score == pytest.approx(answers[0].score, abs=1e-5)
    assert model.classify([]) == []


def test_any_number_of_labels_is_above_a_threshold():
    model = build_model(multi_label=True)
    answer = model.classify("not bad good")
    expected = numbers(ops.sigmoid(model(IDS[2:3])))[0][0]
    assert list(answer.scores.values()) == pytest.approx(list(expected), abs=1e-5)
    assert set(answer.above(0.3)) == {
        label for label, score in zip(LABELS, expected, strict=True) if score > 0.3
    }


def test_odd_texts_have_an_answer(model):
    for text in ("", "nothing known here", "\0", "😀", "good " * 2_000):
        assert model.classify(text).label in LABELS


def test_class_weights_weigh_the_rows_of_their_label():
    x, y = make_batch()
    weights = {"neg": 1.0, "neutral": 5.0, "pos": 0.5}
    model = build_model(class_weights=weights)
    nats = -np.log(numbers(ops.softmax(model(x)))[0][np.arange(4), y])
    expected = np.average(nats, weights=[list(weights.values())[label] for label in y])
    assert model.evaluate(x, y, verbose=0)[0] == pytest.approx(expected, rel=1e-4)


@pytest.mark.slow
def test_adversarial_training_learns_from_texts_moved_against_the_model():
    x, y = make_batch()
    model = build_model(pooling="mean", adversarial=0.3)
    vectors = numbers(model.embed(x))[0]

    def mistakes_at(*batches):  # (batches, batch, labels)
        lengths = np.tile(np.sum(x > 0, axis=1), len(batches))
        logits, _ = model.read(np.concatenate(batches), lengths)
        return numbers(ops.softmax(logits))[0].reshape(-1, 4, 3) - np.eye(3)[y]

    def losses_at(*batches):
        right = mistakes_at(*batches)[:, np.arange(4), y] + 1
        return -np.log(right).mean(axis=1)

    # In each batch one value of one vector is higher, then lower.
    aside = 0.01 * np.eye(vectors.size, dtype="float32").reshape(-1, *vectors.shape)
    slopes = losses_at(*(vectors + aside)) - losses_at(*(vectors - aside))
    slopes = slopes.reshape(vectors.shape)
    steepness = np.sqrt((slopes**2).sum(axis=(1, 2), keepdims=True))
    sizes = [
        np.sqrt((vectors[row, : row + 1] ** 2).sum(axis=1).mean()) for row in (0, 1, 2)
    ]
    sizes = np.reshape([*sizes, 0], (4, 1, 1))  # the last text is empty
    moved = vectors + 0.3 * sizes * slopes / np.maximum(steepness, 1e-9)

    [still], [higher] = losses_at(vectors), losses_at(moved.astype("float32"))
    assert higher > still
    assert model.evaluate(x, y, verbose=0)[0] == pytest.approx(still, rel=1e-4)
    [mistakes] = mistakes_at(moved.astype("float32"))
    mistakes = (mistakes + mistakes_at(vectors)[0]) / 2
    bias = numbers(model.head.bias)[0] - mistakes.mean(axis=0)
    model.compile(keras.optimizers.SGD(1.0))
    assert model.train_on_batch(x, y)[0] == pytest.approx(
        (still + higher) / 2, rel=1e-3
    )
    assert_same(model.head.bias, bias, atol=1e-3)


def test_accuracy_is_counted_without_asking(model):
    x, y = make_batch()
    expected = np.mean(numbers(model(x))[0].argmax(axis=1) == y)
    said = model.evaluate(x, y, verbose=0, return_dict=True)
    assert said["accuracy"] == pytest.approx(expected)


def test_reads_what_another_model_encodes():
    words = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(len(VOCABULARY), 5)(words)
    encoder = keras.Model(words, vectors)
    last = build_model(encoder=encoder, depth=0, pooling="last")
    assert_same(last(IDS[:1]), last.head(encoder(IDS[:1, :1])[:, 0]))
    assert build_model(encoder=encoder).encoder is encoder


def test_a_backbone_of_keras_hub_is_an_encoder():
    hub = pytest.importorskip("keras_hub")
    backbone = hub.models.BertBackbone(
        len(VOCABULARY), 1, 1, 4, 4, dropout=0.0, max_sequence_length=8
    )
    model = build_model(encoder=backbone, depth=0, pooling="mean")
    longer = np.pad(IDS, [(0, 0), (0, 2)])
    assert_same(model(longer), model(IDS), atol=1e-4)


def test_a_language_model_lends_its_encoder():
    teacher = seqkit.LanguageModel(
        VOCABULARY, 4, embedding=3, stateful=True, batch_size=2
    )
    model = build_model(
        encoder=teacher.encoder(), depth=0, pooling="last", adversarial=0.1
    )
    outputs = teacher.encoder()(IDS[2:3])
    expected, _ = teacher.stack(
        teacher.embed(IDS[2:3]), state=teacher.stack.start(1, IDS.shape[1])
    )
    assert_same(outputs, expected)
    before = teacher.get_weights()
    model.fit(*make_batch(), verbose=0)
    assert_same(teacher.get_weights(), before)


def test_the_encoder_is_no_part_of_what_is_saved(tmp_path):
    teacher = seqkit.LanguageModel(VOCABULARY, 4, embedding=3)
    teacher.save(tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as file:
        weights = h5py.File(io.BytesIO(file.read("model.weights.h5")))
    assert "encoder" not in weights
    assert_same(seqkit.load(tmp_path).encoder()(IDS), teacher.encoder()(IDS))


def test_vectors_that_are_not_trained_stay(model):
    model = build_model(train_embedding=False)
    before = numbers(model.embed.embeddings)
    model.fit(*make_batch(), verbose=0)
    assert_same(model.embed.embeddings, before)


def test_vectors_from_a_file_start_the_embedding(tmp_path):
    model = build_model()
    before = numbers(model.embed.embeddings)[0]
    path = tmp_path / "vectors.txt"
    path.write_text("bad 1 2 3\ngood 4 5 6\nelse 7 8 9\n")
    assert model.load_vectors(path).found.sum() == 2
    after = numbers(model.embed.embeddings)[0]
    np.testing.assert_array_equal(after[[4, 5]], [[4, 5, 6], [1, 2, 3]])
    np.testing.assert_array_equal(after[6], before[6])


def test_a_model_with_an_encoder_has_no_vectors_to_load(tmp_path):
    words = keras.Input((None,), dtype="int32")
    encoder = keras.Model(words, keras.layers.Embedding(7, 5)(words))
    with pytest.raises(ValueError, match="Load the vectors into the encoder"):
        build_model(encoder=encoder).load_vectors(tmp_path / "vectors.txt")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"labels": ["pos"]}, "at least 2 different str.*Received \\['pos'\\]"),
        ({"labels": ["pos", "pos"]}, "`labels` are distinct"),
        ({"labels": LABELS, "pooling": "median"}, "'attention'. Received 'median'"),
        ({"labels": LABELS, "class_weights": {"good": 2.0}}, "from labels to weights"),
        ({"labels": LABELS, "depth": 0}, "`depth` is an int of at least 1"),
        ({"labels": LABELS, "adversarial": -0.1}, "length, 0 or more.*Received -0.1"),
        ({"labels": LABELS, "adversarial": np.nan}, "length, 0 or more.*Received nan"),
    ],
)
def test_wrong_arguments_say_what_is_right(arguments, said):
    with pytest.raises(ValueError, match=said):
        SequenceClassifier(VOCABULARY, **arguments)


def test_an_encoder_that_pools_is_refused():
    words = keras.Input((None,), dtype="int32")
    pooled = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(7, 5)(words))
    with pytest.raises(ValueError, match="a vector for each token"):
        build_model(encoder=keras.Model(words, pooled))


def test_texts_in_the_place_of_ids_name_what_makes_them(model):
    with pytest.raises(TypeError, match=r"seqkit.data.labelled\(texts, labels"):
        model.fit(TEXTS, [0, 1, 2, 0])
