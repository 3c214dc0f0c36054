import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit.models import streaming
from tests.checks import EAGERLY
from tests.checks import assert_same
from tests.checks import numbers
from tests.models.small_language_model import VOCABULARY
from tests.models.small_language_model import build_model
from tests.models.small_language_model import make_batch


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    """Several calls of a graph for each text."""
    monkeypatch.setattr(streaming, "STEPS", 4)


def build_with(vocabulary):
    model = seqkit.LanguageModel(vocabulary, units=8, embedding=4)
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


@pytest.mark.parametrize("prompt", ["", b"cab", "a日b"])
@pytest.mark.parametrize(
    "drawing",
    [{"temperature": 0}, {"seed": 3, "temperature": 2.0}, {"seed": 5, "top_p": 0.9}],
    ids=["greedy", "hot", "top_p"],
)
def test_the_pieces_are_the_continuation_that_generate_draws(model, prompt, drawing):
    pieces = list(model.stream(prompt, length=30, **drawing))
    (whole,) = model.generate(prompt, length=30, **drawing)
    assert "".join(pieces) == whole[len(VOCABULARY.decode(VOCABULARY.encode(prompt))) :]
    assert all(len(piece) == 1 for piece in pieces)


@pytest.mark.parametrize("length", [1, 3, 4, 5, 9])
def test_length_bounds_the_new_tokens(model, length):
    drawn = [list(model.stream("a", length=length, seed=seed)) for seed in range(9)]
    assert max(map(len, drawn)) == length
    longest = [list(model.stream("a", seed=seed)) for seed in range(9)]
    assert max(map(len, longest)) == model.length


def test_pieces_come_before_the_whole_is_drawn(model):
    pieces = model.stream("a", length=10**9, temperature=2.0, seed=1)
    assert next(pieces) in VOCABULARY.tokens


@pytest.mark.usefixtures("untraced")
def test_words_are_streamed_with_the_spaces_between_them():
    vocabulary = seqkit.Vocabulary(["one", "two", "three"], split="words")
    model = build_with(vocabulary)
    (whole,) = model.generate("one two", length=9, seed=1)
    pieces = list(model.stream("one two", length=9, seed=1))
    assert "one two" + "".join(pieces) == whole
    assert pieces and all(piece[0] == " " for piece in pieces)
    (whole,) = model.generate("", length=9, seed=1)
    assert "".join(model.stream("", length=9, seed=1)) == whole


@pytest.fixture
def euros():
    """A model that writes "€" byte by byte, for ever; the first byte is drawn last."""
    vocabulary = seqkit.SubwordVocabulary.from_texts(["a€ ü日"] * 9, 265)
    size = len(vocabulary)
    bytes_of = [vocabulary.tokens.index(f"<0x{byte:02X}>") for byte in "€".encode()]
    following = np.full(size, bytes_of[0])
    following[bytes_of[:2]] = bytes_of[1:]
    model = build_with(vocabulary)

    def step(tokens, state, memory=()):
        return 9.0 * ops.one_hot(ops.take(following, tokens), size), state

    model.step = step
    return model


@pytest.mark.usefixtures("untraced")
def test_a_character_of_several_bytes_is_one_piece(euros):
    assert list(euros.stream("a", length=12, temperature=0)) == ["€"] * 4
    cut = list(euros.stream("a", length=5, temperature=0))
    assert cut == ["€", "\ufffd"]
    assert euros.generate("a", length=5, temperature=0) == ["a€\ufffd"]


@pytest.mark.usefixtures("untraced")
def test_a_stateful_model_keeps_its_carried_state():
    model = build_model(stateful=True, batch_size=2)
    model.compile(keras.optimizers.SGD(0.0))
    x, y = make_batch()
    model.fit(x, y, batch_size=2, shuffle=False, verbose=0)
    before = numbers(model.stack.carried)
    assert any(np.any(part) for part in before)
    expected = "".join(build_model().stream("ab", length=9, seed=1))
    assert "".join(model.stream("ab", length=9, seed=1)) == expected
    assert_same(model.stack.carried, before)


def test_seeds_draw_texts_of_their_own(model):
    def drawn(seed):
        return "".join(model.stream("", length=40, seed=seed, temperature=3.0))

    assert drawn(1) == drawn(1)
    assert len({drawn(seed) for seed in range(5)}) > 1
    assert len({drawn(None) for _ in range(5)}) > 1


@pytest.mark.parametrize("text", [None, ["a"], 3])
def test_what_is_no_text_is_refused_at_once(model, text):
    with pytest.raises(TypeError, match="`stream` continues one text, a str. Received"):
        model.stream(text)


@pytest.mark.parametrize(
    "arguments",
    [
        {"length": 0},
        {"temperature": -1},
        {"top_k": -1},
        {"top_p": 0},
        {"seed": -1},
        {"length": 1.5},
    ],
)
def test_settings_out_of_range_are_refused_at_once(model, arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"`{name}` is"):
        model.stream("a", **arguments)


def test_names_of_other_libraries_are_answered(model):
    with pytest.raises(TypeError, match="`stream`.*`max_new_tokens`.*`length`"):
        model.stream("a", max_new_tokens=3)
