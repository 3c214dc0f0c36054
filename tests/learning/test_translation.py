import random

import keras
import numpy as np
import pytest

import seqkit

LETTERS = "abcdefgh"
COUNT, UNSEEN = 8_000, 300


@pytest.mark.slow
@pytest.mark.parametrize("attention", ["bahdanau", "luong"])
def test_a_translator_with_attention_learns_to_reverse(attention):
    keras.utils.set_random_seed(0)
    draw = random.Random(0)
    words = {"".join(draw.choices(LETTERS, k=draw.randint(4, 8))) for _ in range(COUNT)}
    words = sorted(words)
    draw.shuffle(words)
    vocabulary = seqkit.Vocabulary([*LETTERS])
    model = seqkit.Seq2Seq(
        vocabulary, vocabulary, 64, attention=attention, embedding=32, dropout=0.0
    )
    sources, targets = words[UNSEEN:], [word[::-1] for word in words[UNSEEN:]]
    batches = seqkit.data.pairs(sources, targets, vocabulary, vocabulary, 64, seed=0)
    model.compile(keras.optimizers.Adam(5e-3, global_clipnorm=1.0))
    model.fit(batches, epochs=8, shuffle=False, verbose=0)
    said = model.generate(words[:UNSEEN])
    right = [one == word[::-1] for one, word in zip(said, words, strict=False)]
    assert np.mean(right) >= 0.95
