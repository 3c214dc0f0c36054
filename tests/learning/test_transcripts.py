"""Letters that are told by vectors of random lengths are written down: CTC and LAS."""

import keras
import numpy as np
import pytest

import seqkit

LETTERS = "abcd"
VOCABULARY = seqkit.Vocabulary([*LETTERS])

pytestmark = pytest.mark.slow


def make_rows(count, seed):
    """Texts, and for each letter 3 to 6 noisy steps of its vector, then 1 to 3 of 0."""
    random = np.random.default_rng(seed)
    texts, rows = [], []
    for _ in range(count):
        text = "".join(random.choice([*LETTERS], random.integers(1, 6)))
        steps = []
        for letter in text:
            vector = np.eye(len(LETTERS))[LETTERS.index(letter)]
            steps += [vector] * random.integers(3, 7)
            steps += [0 * vector] * random.integers(1, 4)
        texts.append(text)
        rows.append(np.array(steps) + random.normal(0, 0.2, (len(steps), len(LETTERS))))
    return rows, texts


def test_a_transcriber_finds_texts_without_alignments():
    keras.utils.set_random_seed(0)
    rows, texts = make_rows(400, 1)
    codec = seqkit.Series.from_arrays(rows)
    model = seqkit.Transcriber(codec, VOCABULARY, units=24, depth=1, dropout=0.1)
    model.compile(keras.optimizers.Adam(1e-2, global_clipnorm=1.0))
    batches = seqkit.data.transcripts(rows, texts, codec, VOCABULARY, seed=0)
    model.fit(batches, epochs=10, shuffle=False, verbose=0)
    rows, texts = make_rows(100, 2)
    found = [answer.text for answer in model.transcribe(rows)]
    assert np.mean([a == b for a, b in zip(found, texts, strict=True)]) > 0.9


def test_a_decoder_with_attention_listens_and_spells():
    keras.utils.set_random_seed(0)
    rows, texts = make_rows(1_000, 1)
    codec = seqkit.Series.from_arrays(rows)
    model = seqkit.Seq2Seq(
        codec, VOCABULARY, units=48, embedding=32, stride=2, dropout=0.1, length=10
    )
    model.compile(keras.optimizers.Adam(5e-3, global_clipnorm=1.0))
    batches = seqkit.data.pairs(rows, texts, codec, VOCABULARY, 32, seed=0)
    model.fit(batches, epochs=12, shuffle=False, verbose=0)
    rows, texts = make_rows(100, 2)
    found = model.generate(rows)
    assert np.mean([a == b for a, b in zip(found, texts, strict=True)]) > 0.9
