import json

import numpy as np
import pytest

import seqkit
from seqkit import layers
from tests.models import small_language_model
from tests.models.small_language_model import VOCABULARY

SIZES = {"units": 2, "embedding": 2}


@pytest.mark.parametrize(
    "arguments",
    [
        {"count": np.int64(2), "seed": np.uint8(1)},
        {"length": np.int16(3), "temperature": np.float32(0)},
        {"beams": np.int64(2), "count": np.array(2)},
        {"top_k": np.uint8(2), "seed": np.int32(3)},
    ],
    ids=lambda arguments: "-".join(arguments),
)
def test_numbers_of_numpy_answer_as_those_of_python(model, arguments):
    plain = {name: value.item() for name, value in arguments.items()}
    assert model.generate("a", **arguments) == model.generate("a", **plain)


@pytest.mark.parametrize(
    "arguments",
    [
        {"count": 2.0},
        {"count": True},
        {"beams": 2.0},
        {"length": "3"},
        {"top_k": 2.5},
        {"seed": "a"},
        {"seed": 1.5},
    ],
    ids=lambda arguments: f"{arguments}",
)
def test_what_is_no_int_is_refused_by_name(model, arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"`{name}` is an int"):
        model.generate("a", **arguments)


def test_a_refused_call_leaves_later_ones_alone(model):
    before = model.generate("a", beams=2)
    with pytest.raises(ValueError, match="beams"):
        model.generate("a", beams="2")
    assert model.generate("a", beams=2) == before


def test_a_configuration_of_numpys_numbers_is_json():
    model = seqkit.LanguageModel(
        VOCABULARY,
        units=np.int64(2),
        depth=np.int8(1),
        embedding=np.uint16(2),
        tied=np.True_,
        dropout=np.float32(0.5),
        length=np.int64(4),
        stateful=np.True_,
        batch_size=np.int64(2),
    )
    config = json.loads(json.dumps(model.get_config()))
    assert (config["units"], config["tied"], config["batch_size"]) == (2, True, 2)


def test_a_configuration_of_a_tagger_is_json():
    spelled = seqkit.SpelledVocabulary.from_texts(["a"])
    model = seqkit.SequenceTagger(
        spelled,
        np.array(["A", "B"]),
        units=np.int64(2),
        embedding=np.int32(2),
        character_units=np.int64(2),
        crf=np.False_,
        labels=np.array(["x", "y"]),
        label_weight=np.float32(1),
    )
    assert json.loads(json.dumps(model.get_config()))["labels"] == ["x", "y"]


@pytest.mark.parametrize(
    ("arguments", "ours"),
    [
        ({"max_length": 5}, "length"),
        ({"max_new_tokens": 5}, "length"),
        ({"num_beams": 5}, "beams"),
        ({"num_return_sequences": 2}, "count"),
        ({"temprature": 1}, "temperature"),
        ({"random_state": 1}, "seed"),
    ],
    ids=lambda value: f"{value}",
)
def test_names_of_other_libraries_are_answered_with_ours(model, arguments, ours):
    for method in (model.generate, model.generate_n):
        with pytest.raises(TypeError, match=f"has no argument .* Give `{ours}`"):
            method("a", **arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"hidden_size": 4}, "Give `units`"),
        ({"num_layers": 2}, "Give `depth`"),
        ({"rnn_type": "gru"}, "Give `cell`"),
        ({"embedding_dim": 4}, "Give `embedding`"),
        ({"vocab_size": 4}, "Give `vocabulary`"),
        ({"max_length": 4}, "Give `length`"),
        ({"return_sequences": True}, "`SequenceTagger` answers each step"),
        ({"frobnicate": 1}, "Its arguments are batch_size, cell"),
    ],
    ids=lambda value: f"{value}",
)
def test_constructors_answer_them_too(arguments, said):
    with pytest.raises(TypeError, match=f"`LanguageModel` has no argument .*{said}"):
        seqkit.LanguageModel(VOCABULARY, **SIZES, **arguments)


def test_so_does_fit(model):
    x, y = small_language_model.make_batch()
    with pytest.raises(TypeError, match="`fit` .* `num_epochs`. Give `epochs`"):
        model.fit(x, y, num_epochs=2)
    with pytest.raises(TypeError, match="Give it to the optimizer"):
        model.fit(x, y, learning_rate=0.1)


FLAGS = {
    seqkit.LanguageModel: "tied residual stateful",
    seqkit.Seq2Seq: "bidirectional tied residual",
    seqkit.SequenceClassifier: "bidirectional multi_label train_embedding",
    seqkit.SequenceTagger: "crf train_embedding",
    seqkit.Captioner: "tied fine_tune",
    layers.RecurrentStack: "bidirectional residual stateful reset_after",
    layers.AttentiveDecoder: "gated residual",
}
SHARES = {
    seqkit.LanguageModel: "dropout",
    seqkit.Seq2Seq: "dropout label_smoothing",
    seqkit.SequenceClassifier: "dropout embedding_dropout word_dropout",
    seqkit.SequenceTagger: "dropout word_dropout",
    seqkit.Captioner: "dropout label_smoothing",
}
# None stands for the codec's own default.
OF_THE_CODEC = {"embedding_dropout", "word_dropout", "train_embedding"}
FIRST = {
    seqkit.LanguageModel: ([VOCABULARY], {}),
    seqkit.Seq2Seq: ([VOCABULARY, VOCABULARY], {}),
    seqkit.SequenceClassifier: ([VOCABULARY, ["x", "y"]], {}),
    seqkit.SequenceTagger: ([VOCABULARY, ["x", "y"]], {}),
    seqkit.Captioner: ([VOCABULARY, None], {}),
    layers.RecurrentStack: ([2], {}),
    layers.AttentiveDecoder: ([2], {}),
}


def each_of(arguments):
    """Lists the pairs of a class and the name of one of its arguments."""
    return [(each, name) for each in arguments for name in arguments[each].split()]


def named(value):
    """Names a case by its class."""
    return getattr(value, "__name__", value)


@pytest.mark.parametrize(("family", "name"), each_of(FLAGS), ids=named)
def test_flags_are_true_or_false(family, name):
    first, rest = FIRST[family]
    for value in ("no", "yes", 1, 0, None, np.array([True])):
        if value is None and name in OF_THE_CODEC:
            continue
        with pytest.raises(ValueError, match=f"^`{name}` is True or False. Received"):
            family(*first, **{**rest, name: value})


@pytest.mark.parametrize(("family", "name"), each_of(SHARES), ids=named)
def test_shares_are_numbers_under_1(family, name):
    first, rest = FIRST[family]
    for value in ("a", 2, 1, True, None, -0.1, float("nan"), [0.1]):
        if value is None and name in OF_THE_CODEC:
            continue
        with pytest.raises(ValueError, match=f"^`{name}` is a share of 0 or more and"):
            family(*first, **{**rest, name: value})
