import random

import keras
import numpy as np
import pytest

import seqkit

UNSEEN = 500


@pytest.mark.slow
def test_a_translator_learns_to_add():
    keras.utils.set_random_seed(0)
    sums = [(f"{a}+{b}", f"{a + b}") for a in range(100) for b in range(100)]
    random.Random(0).shuffle(sums)
    vocabulary = seqkit.Vocabulary([*"0123456789+"])
    model = seqkit.Seq2Seq(
        vocabulary, vocabulary, 96, embedding=32, dropout=0.0, label_smoothing=0.0
    )
    batches = seqkit.data.pairs(
        *zip(*sums[UNSEEN:], strict=True), vocabulary, vocabulary, 64, seed=0
    )
    rate = keras.optimizers.schedules.CosineDecay(5e-3, 14 * len(batches))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    model.fit(batches, epochs=14, shuffle=False, verbose=0)
    sources, targets = zip(*sums[:UNSEEN], strict=True)
    said = model.generate(sources, beams=1)
    right = [one == two for one, two in zip(said, targets, strict=True)]
    assert np.mean(right) >= 0.95
