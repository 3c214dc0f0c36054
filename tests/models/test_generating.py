import copy
import itertools
import pickle

import keras
import numpy as np
import pytest

from tests.models.small_language_model import PROMPTS
from tests.models.small_language_model import VOCABULARY
from tests.models.small_language_model import build_model
from tests.models.small_language_model import make_batch


@pytest.mark.usefixtures("untraced")
def test_texts_come_flat_input_after_input(model):
    texts = model.generate(["cc", "b"], count=3, seed=1)
    assert len(texts) == 6
    assert all(text.startswith("cc") for text in texts[:3])
    assert all(text.startswith("b") for text in texts[3:])
    several = model.generate_n(["cc", "b"], count=3, seed=1)
    assert [[result.text for result in results] for results in several] == [
        texts[:3],
        texts[3:],
    ]


@pytest.mark.usefixtures("untraced")
def test_empty_prompts_are_allowed(model):
    assert len(model.generate(seed=1)) == 1
    assert len(model.generate(["", ""], seed=1)) == 2
    assert model.generate("", temperature=0) == model.generate(temperature=0)


def test_no_prompts_give_no_texts(model):
    assert model.generate([]) == []
    assert model.generate_n([], count=3, beams=3) == []


@pytest.mark.usefixtures("untraced")
def test_a_prompt_continues_the_same_in_any_company(model):
    together = model.generate(PROMPTS, temperature=0)
    assert together == [model.generate(prompt, temperature=0)[0] for prompt in PROMPTS]
    together = model.generate(PROMPTS, beams=3)
    assert together == [model.generate(prompt, beams=3)[0] for prompt in PROMPTS]


def test_unknown_characters_in_a_prompt_are_answered(model):
    assert model.generate("a日b", temperature=0)[0].startswith("a\ufffdb")


@pytest.mark.usefixtures("untraced")
def test_length_bounds_the_new_tokens(model):
    for length in (1, 3):
        for result in model.generate_n("ab", count=20, length=length, seed=0)[0]:
            assert 1 <= len(result.tokens) <= length
            assert len(result.text) <= 2 + length
    longest = max(len(r.tokens) for r in model.generate_n(count=50, seed=0)[0])
    assert longest == model.length


@pytest.mark.parametrize(
    "arguments",
    [
        {"temperature": 0},
        {"count": 8, "seed": 5},
        {"count": 8, "seed": 5, "temperature": 2.0, "top_k": 3, "top_p": 0.9},
        {"count": 4, "beams": 8},
    ],
)
@pytest.mark.parametrize("prompt", ["", "ab"])
@pytest.mark.usefixtures("untraced")
def test_a_score_is_what_the_model_says_of_the_new_tokens(model, prompt, arguments):
    results = model.generate_n(prompt, **arguments)[0]
    judged = model.score([result.text for result in results])
    for result, text in zip(results, judged, strict=True):
        # What was cut off has no end, and its score does not count one.
        nats = text.nats[len(prompt) :][: len(result.tokens)]
        np.testing.assert_allclose(result.score, -nats.sum(), rtol=1e-4)
        spelled = [VOCABULARY.tokens[token] for token in result.tokens]
        assert spelled == text.tokens[len(prompt) :][: len(spelled)]


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
@pytest.mark.usefixtures("untraced")
def test_beams_find_what_brute_force_finds(model, length_penalty):
    strings = [
        "".join(letters)
        for size in range(4)
        for letters in itertools.product("abc", repeat=size)
    ]

    def rank(text):
        return -text.score / ((5 + len(text.tokens)) / 6) ** length_penalty

    best = sorted(model.score(strings), key=rank)[:5]
    found = model.generate_n(
        count=5, beams=40, length=4, length_penalty=length_penalty
    )[0]
    assert [result.text for result in found] == [text.text for text in best]
    scores = [text.score for text in best]
    np.testing.assert_allclose([result.score for result in found], scores, rtol=1e-4)


@pytest.mark.usefixtures("untraced")
def test_a_seed_repeats_and_none_draws_anew(model):
    def texts(seed):
        return model.generate(count=30, seed=seed)

    assert texts(7) == texts(7)
    assert texts(2**40) == texts(2**40)
    assert texts(7) != texts(8)
    assert texts(None) != texts(None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"count": 0}, "`count` is an int of at least 1. Received 0"),
        ({"length": 0}, "`length`"),
        ({"temperature": -1.0}, "`temperature`"),
        ({"top_p": 0.0}, "`top_p`"),
        ({"top_k": -1}, "`top_k`"),
        ({"beams": 2, "count": 3}, "beams=2"),
        ({"beams": 2, "temperature": 0.5}, "Give one or the other"),
        ({"beams": 2, "length_penalty": -1.0}, "`length_penalty`"),
    ],
)
def test_an_argument_out_of_range_says_what_is_allowed(model, arguments, message):
    with pytest.raises(ValueError, match=message):
        model.generate("a", **arguments)


@pytest.mark.slow
def test_further_training_is_heard_in_what_it_generates():
    x, y = make_batch()
    model = build_model()
    model.generate(temperature=0)
    model.compile(keras.optimizers.Adam(0.05))
    only = x[:1], y[:1]
    model.fit(*only, epochs=60, verbose=0)
    assert model.generate(temperature=0) == ["abc"]


def pickled(model):
    return pickle.loads(pickle.dumps(model))


@pytest.mark.slow
@pytest.mark.parametrize("copied", [copy.deepcopy, pickled])
def test_a_copy_of_a_model_that_has_generated_has_graphs_of_its_own(copied):
    model = build_model(cell="rnn")
    before = model.generate_n("a", beams=2)[0][0].score
    other = copied(model)
    assert other.generate_n("a", beams=2)[0][0].score == pytest.approx(before, rel=1e-4)
    for weight in other.trainable_variables:
        weight.assign(np.zeros(weight.shape))
    # Without weights all tokens are as likely.
    (result,) = other.generate_n("a", temperature=0, length=1)[0]
    assert result.score == pytest.approx(-np.log(len(VOCABULARY)), rel=1e-4)
    assert model.generate_n("a", beams=2)[0][0].score == before


@pytest.mark.slow
def test_a_quantized_model_generates_with_its_new_weights():
    model = build_model(cell="rnn")
    before = model.generate_n("ab", beams=2)[0][0]
    model.quantize("int8")
    after = model.generate_n("ab", beams=2)[0][0]
    assert after.score != before.score
    assert after.score == pytest.approx(before.score, abs=0.3)


def test_a_length_penalty_without_beams_is_refused(model):
    with pytest.raises(ValueError, match="Give `beams=5`"):
        model.generate(length_penalty=1.0)


@pytest.mark.usefixtures("untraced")
def test_a_prompt_longer_than_the_bound_is_continued(model):
    prompt = "abc" * 20
    for text in model.generate(prompt, count=3, length=2, seed=1):
        assert text.startswith(prompt)
        assert len(text) <= len(prompt) + 2
