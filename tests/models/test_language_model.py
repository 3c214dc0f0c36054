import copy
import pickle

import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit import LanguageModel
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_endpoint
from tests.checks import check_model
from tests.checks import numbers
from tests.models.small_language_model import PROMPT_IDS
from tests.models.small_language_model import PROMPTS
from tests.models.small_language_model import VOCABULARY
from tests.models.small_language_model import build_model
from tests.models.small_language_model import make_batch
from tests.models.small_language_model import nats_by_hand
from tests.processes import check_mirrored

VARIANTS = {
    "one_hot_lstm": {"embedding": None},
    "tied_deep_gru": {
        "cell": "gru",
        "depth": 2,
        "residual": True,
        "tied": True,
        "embedding": 8,
    },
}


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(
            VARIANTS["one_hot_lstm"], id="one_hot_lstm", marks=pytest.mark.slow
        ),
        pytest.param(VARIANTS["tied_deep_gru"], id="tied_deep_gru"),
        pytest.param(
            {"cell": "lstm_layer_norm"}, id="lstm_layer_norm", marks=NEEDS_TENSORFLOW
        ),
    ],
)
@pytest.mark.slow
def test_keeps_what_every_model_owes(arguments):
    check_model(
        lambda: build_model(**arguments),
        make_batch(),
        PROMPTS,
        stepping=lambda x: (np.zeros((len(x), 0), "int32"), x),
    )


@NEEDS_TENSORFLOW
@pytest.mark.slow
def test_two_mirrored_devices_train_as_one():
    check_mirrored("tests.models.small_language_model")


@pytest.mark.slow
@NEEDS_TENSORFLOW
def test_the_endpoints_answer_as_serving_demands(model):
    check_endpoint(model, "serving_default", {"text": PROMPT_IDS})
    knobs = {
        "temperature": np.array([1.0, 0.0, 2.0], "float32"),
        "top_k": np.array([0, 2, 3], "int32"),
        "top_p": np.array([1.0, 0.5, 0.9], "float32"),
        "seed": np.array([1, 2, 1], "int32"),
    }
    check_endpoint(model, "sample", {"text": PROMPT_IDS, **knobs})


def test_a_prompt_leads_where_the_whole_text_leads(model):
    state, memory = model.start(PROMPT_IDS)
    logits, _ = model.step(model.first_tokens(PROMPT_IDS), state, memory)
    for row, prompt in enumerate(PROMPTS):
        alone = VOCABULARY.encode([prompt], start=True)
        assert_same(logits[row], model(alone)[0, -1])


def test_next_token_feeds_fit():
    pytest.importorskip("tensorflow")
    texts = ["abc", "c", "bb", "aa"]
    model = build_model()
    expected = model.score(texts).nats_per_token
    model.compile(keras.optimizers.SGD(0.0))
    batches = seqkit.data.next_token(texts, VOCABULARY, batch_size=3)
    history = model.fit(batches, verbose=0, shuffle=False).history
    np.testing.assert_allclose(history["nats_per_token"], [expected], rtol=1e-4)


@pytest.fixture(scope="module")
def carrying():
    """A stateful model, the lanes it was trained on, and what `fit` said."""
    text = "abcacbbacab"  # with start and end, two lanes of six steps and one more
    ids = VOCABULARY.encode(text, start=True, end=True)
    lanes = np.stack([ids[:6], ids[6:12]]), np.stack([ids[1:7], ids[7:]])
    model = build_model(stateful=True, batch_size=2)
    model.compile(keras.optimizers.SGD(0.0))
    x, y = (np.concatenate([lane[:, :3], lane[:, 3:]]) for lane in lanes)
    history = model.fit(x, y, batch_size=2, epochs=2, shuffle=False, verbose=0)
    return model, text, lanes, history.history


def test_a_stateful_model_reads_windows_as_one_text(carrying):
    _, _, lanes, history = carrying
    expected = nats_by_hand(build_model(), *lanes).mean()
    np.testing.assert_allclose(history["loss"][0], expected, rtol=1e-4)


def test_each_epoch_begins_with_a_cleared_state(carrying):
    model, text, _, history = carrying
    np.testing.assert_allclose(history["loss"][1], history["loss"][0], rtol=1e-6)
    batches = seqkit.data.running_text(text, VOCABULARY, batch_size=2, window=3)
    loss = model.evaluate(batches, verbose=0, return_dict=True)["loss"]
    np.testing.assert_allclose(loss, history["loss"][0], rtol=1e-4)


@pytest.mark.usefixtures("untraced")
def test_a_stateful_model_generates_and_scores_without_touching_its_state(carrying):
    model = carrying[0]
    before = numbers(model.stack.carried)
    assert any(np.any(part) for part in before)
    plain = build_model()
    assert model.generate(PROMPTS, temperature=0) == plain.generate(
        PROMPTS, temperature=0
    )
    assert model.generate("ab", beams=3) == plain.generate("ab", beams=3)
    assert_same(model.score("abc")[0].nats, plain.score("abc")[0].nats)
    assert_same(model.stack.carried, before)


def test_a_stateful_model_reloads(carrying, tmp_path):
    model = carrying[0]
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path / "model.keras")
    assert_same(loaded.stack.carried, model.stack.carried)
    assert (loaded.stateful, loaded.batch_size) == (True, 2)


def test_tied_weights_are_one_matrix(model):
    tied = build_model(tied=True, embedding=8)
    shapes = [tuple(weight.shape) for weight in tied.trainable_variables]
    assert shapes.count((len(VOCABULARY), 8)) == 1
    assert len(shapes) == 1 + 3
    outputs, _ = tied.stack(tied.embed(PROMPT_IDS))
    matrix = tied.embed.embeddings
    assert_same(tied(PROMPT_IDS), ops.matmul(outputs, ops.transpose(matrix)))


def test_tied_ends_of_other_widths_are_refused():
    with pytest.raises(ValueError, match="Give `embedding=16`"):
        LanguageModel(VOCABULARY, units=16, embedding=8, tied=True)


def test_one_hot_input_has_no_embedding():
    model = build_model(embedding=None)
    shapes = {tuple(weight.shape) for weight in model.trainable_variables}
    assert shapes == {(7, 32), (8, 32), (32,), (8, 7), (7,)}


def test_an_unknown_cell_says_which_there_are():
    with pytest.raises(ValueError, match="'rnn', 'lstm', .*Received 'elman'"):
        LanguageModel(VOCABULARY, cell="elman")


@pytest.mark.slow
def test_a_copy_is_a_model_of_its_own(model):
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert type(copied) is LanguageModel
        assert copied.generate("a", temperature=0) == model.generate("a", temperature=0)
        copied.set_weights([0 * weight for weight in copied.get_weights()])
        assert np.any(numbers(model(PROMPT_IDS))[0])


def test_a_clone_by_keras_keeps_the_layers_and_loses_the_class(model):
    clone = keras.models.clone_model(model)
    for layer, original in zip(clone.layers, model.layers, strict=True):
        layer.set_weights(original.get_weights())
    assert_same(clone(PROMPT_IDS), model(PROMPT_IDS))
    assert not hasattr(clone, "generate")
