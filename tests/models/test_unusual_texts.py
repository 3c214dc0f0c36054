"""What a language model answers after texts and prompts that nobody expects."""

import keras
import numpy as np
import pytest

import seqkit
from tests.checks import EAGERLY


@pytest.mark.slow
def test_a_text_of_one_character_teaches_this_character():
    vocabulary = seqkit.Vocabulary.from_texts(["aaaa"])
    model = seqkit.LanguageModel(vocabulary, units=8, embedding=4, length=9)
    model.compile(keras.optimizers.Adam(0.1), run_eagerly=EAGERLY)
    ids = np.full((2, 12), 4, "int32")
    model.fit(ids, ids, epochs=12, batch_size=2, verbose=0)
    assert model.generate("a", length=9, seed=0) == ["a" * 10]
    assert "".join(model.stream("a", length=9, seed=0)) == "a" * 9
    assert model.score("aaa")[0].nats[1] < 0.2


@pytest.mark.parametrize("prompt", ["日本", "\0", "\ud800", "شب", "🙂" * 50])
def test_a_prompt_of_characters_never_seen_is_continued(model, prompt):
    (text,) = model.generate(prompt, length=20, seed=1)
    assert text.startswith("\ufffd" * len(prompt))
    assert set(text[len(prompt) :]) <= set("abc")
    assert "".join(model.stream(prompt, length=20, seed=1)) == text[len(prompt) :]
    # All of them are one token to the model, so the answer is the same.
    assert model.generate("\ufffe" * len(prompt), length=20, seed=1) == [text]


def test_a_long_prompt_is_read_as_a_whole(model):
    (text,) = model.generate("ab" * 3000, length=3, temperature=0)
    assert text.startswith("ab" * 3000)
    assert "".join(model.stream("ab" * 3000, length=3, temperature=0)) == text[6000:]
