import itertools

import keras
import numpy as np
import pytest
from keras import ops

from seqkit.models.seq2seq import Seq2Seq
from seqkit.models.seq2seq import with_end
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_endpoint
from tests.checks import check_model
from tests.models.small_translator import SOURCE
from tests.models.small_translator import SOURCE_IDS
from tests.models.small_translator import SOURCES
from tests.models.small_translator import TARGET
from tests.models.small_translator import build_model
from tests.models.small_translator import make_batch
from tests.processes import check_mirrored


@pytest.fixture(scope="module")
def model():
    """One model that no test may change, so that its graphs are traced once."""
    return build_model()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({}, id="bahdanau"),
        pytest.param(
            {"attention": "luong", "cell": "lstm", "tied": False},
            id="luong",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"attention": None, "bidirectional": False, "cell": "rnn", "depth": 2},
            id="none",
            marks=pytest.mark.slow,
        ),
    ],
)
@pytest.mark.slow
def test_keeps_what_every_model_owes(arguments):
    check_model(lambda: build_model(**arguments), make_batch(), SOURCES, lambda x: x)


@NEEDS_TENSORFLOW
@pytest.mark.slow
def test_two_mirrored_devices_train_as_one():
    check_mirrored("tests.models.small_translator")


@NEEDS_TENSORFLOW
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("serving_default", marks=pytest.mark.slow),
        pytest.param("n_best", marks=pytest.mark.slow),
        pytest.param("align", marks=pytest.mark.slow),
    ],
)
def test_the_endpoints_answer_as_serving_demands(model, name):
    check_endpoint(model, name, {"text": SOURCE_IDS})


def test_the_end_stands_behind_each_source():
    expected = [[4, 5, 3, 0], [3, 0, 0, 0], [6, 4, 5, 3]]
    assert_same(with_end(SOURCE_IDS), np.array(expected))


@pytest.mark.usefixtures("untraced")
def test_a_source_says_the_same_in_any_company_and_padding(model):
    together = model.generate_n(SOURCES, count=2)
    for source, results in zip(SOURCES, together, strict=True):
        alone = model.generate_n(source, count=2)[0]
        assert [result.text for result in alone] == [each.text for each in results]
        for one, two in zip(alone, results, strict=True):
            assert_same((one.score, one.attention), (two.score, two.attention))


@pytest.mark.usefixtures("untraced")
def test_many_sources_are_decoded_batch_by_batch_in_their_order(model):
    many = ["".join(each) for each in itertools.product("abc", repeat=4)] + ["", "b"]
    together = model.generate(many, beams=1)
    assert len(together) > 64
    for place in (0, 40, 80, 81, 82):
        assert together[place] == model.generate(many[place], beams=1)[0]


@pytest.mark.usefixtures("untraced")
def test_it_searches_unless_asked_to_draw(model):
    searched = model.generate(SOURCES, count=3)
    assert searched == model.generate(SOURCES, count=3, beams=5, length_penalty=1.0)
    assert len(set(model.generate("ab", count=40, seed=1))) > 5
    assert len(model.generate("ab", count=7)) == 7  # more than the five beams


@pytest.mark.usefixtures("untraced")
def test_beams_find_what_brute_force_finds():
    model = build_model(length=3)
    texts = [
        "".join(letters)
        for size in range(3)
        for letters in itertools.product("xyz", repeat=size)
    ]
    for source in SOURCES:
        scores = model.score([(source, text) for text in texts])
        best = max(scores, key=lambda text: text.score)
        found = model.generate_n(source, beams=27, length_penalty=0.0)[0][0]
        assert found.text == best.text
        np.testing.assert_allclose(found.score, best.score, rtol=1e-4)


@pytest.mark.usefixtures("untraced")
def test_attention_is_of_the_tokens_written_over_the_source_and_its_end(model):
    results = model.generate_n(SOURCES, beams=2)
    for source, (result,) in zip(SOURCES, results, strict=True):
        assert result.attention.shape == (len(result.tokens), len(source) + 1)
        assert_same(result.attention.sum(axis=1), np.ones(len(result.tokens)))
    ids = SOURCE.encode(["cab"])
    state, memory = model.start(ids)
    token = np.array([2], "int32")
    for written, expected in zip(
        results[2][0].tokens, results[2][0].attention, strict=True
    ):
        _, weights, _ = model.decoder.step(model.embed(token), state, memory)
        _, state = model.step(token, state, memory)
        assert_same(weights[0], expected)
        token = np.array([written], "int32")


@pytest.mark.usefixtures("untraced")
def test_without_attention_there_is_none_to_show():
    model = build_model(attention=None)
    assert model.generate_n("ab")[0][0].attention is None
    assert "align" not in model.endpoints()


def test_the_loss_is_smoothed_and_the_metric_is_not():
    x, y = make_batch()
    model = build_model(label_smoothing=0.2)
    logits = ops.convert_to_numpy(model(x)).astype("float64")
    log_shares = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    wanted = 0.8 * np.eye(len(TARGET))[y] + 0.2 / len(TARGET)
    said = model.evaluate(x, y, verbose=0, return_dict=True)
    loss = -(wanted * log_shares).sum(axis=-1)[y > 0].mean()
    plain = -(np.eye(len(TARGET))[y] * log_shares).sum(axis=-1)[y > 0].mean()
    np.testing.assert_allclose(said["loss"], loss, rtol=1e-5)
    np.testing.assert_allclose(said["nats_per_token"], plain, rtol=1e-5)


def test_equal_vocabularies_share_one_embedding():
    shared = Seq2Seq(SOURCE, SOURCE, units=6, embedding=4)
    apart = Seq2Seq(SOURCE, SOURCE, units=6, embedding=4, tied=False)
    # The source's embedding, and the matrix of the output.
    assert apart.count_params() - shared.count_params() == 2 * len(SOURCE) * 4


def test_without_attention_only_the_last_state_reaches_the_decoder():
    model = build_model(attention=None)
    memory, lengths, _ = model.encode(SOURCE_IDS)
    assert memory.shape == (3, 1, 12)
    assert_same(lengths, np.ones(3))
    # Both directions' last states, those of the longest row read alone.
    alone, _, _ = model.encode(SOURCE_IDS[2:])
    assert_same(memory[2:], alone)


@pytest.mark.usefixtures("untraced")
def test_scores_are_of_pairs(model):
    (text,) = model.score(("ab", "xy")).texts
    assert text.tokens == ["x", "y", "[END]"]
    assert_same(text.score, model.score([("", "z"), ("ab", "xy")])[1].score)
    assert len(model.score([])) == 0
    with pytest.raises(ValueError, match="pairs of a source.*'abc'.*zip"):
        model.score(["abc", "ab"] * 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"attention": "soft"}, "`attention` is one of.*Received 'soft'"),
        ({"cell": "srn"}, "`cell` is one of.*'srn'"),
        ({"depth": 0}, "`depth` is an int of at least 1"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        build_model(**arguments)


def test_texts_passed_by_mistake_name_the_function_to_use(model):
    with pytest.raises(TypeError, match=r"seqkit\.data\.pairs"):
        model.fit((["ab"], ["xy"]), ["xy"])


def test_a_source_of_ten_thousand_tokens_and_unknown_letters_are_answered(model):
    assert len(model.generate(["a" * 10_000, "?!é日"], beams=1)) == 2


@pytest.mark.slow
def test_a_copy_by_config_is_equal(model):
    copy = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(model)
    )
    copy.set_weights(model.get_weights())
    assert copy.generate(SOURCES) == model.generate(SOURCES)
