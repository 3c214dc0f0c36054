"""A small model of word vectors, and a batch to train it on."""

import numpy as np

from seqkit import Vocabulary
from seqkit import WordVectors
from tests.checks import EAGERLY

WORDS = ["man", "king", "woman", "queen", "cat", "cats", "catty"]
VOCABULARY = Vocabulary(WORDS, "words", lowercase=True)
# Queen is exactly king - man + woman; cats is nearer to cat than catty is.
VALUES = {
    "man": [1, 0, 0],
    "king": [0, 1, 0],
    "woman": [0, 0, 1],
    "queen": [-1, 1, 1],
    "cat": [1, 1, -1],
    "cats": [1, 1, -0.9],
    "catty": [1, 0.5, -0.5],
}


def build_model(ngrams=None, units=4):
    """A small model with wild weights."""
    model = WordVectors(VOCABULARY, units, negatives=2, ngrams=ngrams)
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


def build_known():
    """A model whose vectors are `VALUES`."""
    model = build_model(units=3)
    table = np.zeros((len(VOCABULARY), 3))
    for place, word in enumerate(WORDS):
        table[4 + place] = VALUES[word]
    model.embed.embeddings.assign(table)
    return model


def make_batch():
    """Ids, spans and noise words; the last row is padded."""
    random = np.random.default_rng(0)
    words = random.integers(4, 11, (4, 9)).astype("int32")
    words[3, 6:] = 0
    spans = random.integers(0, 3, (4, 5, 2)).astype("int32")
    spans[3, 2:] = 0
    return words, (spans, random.integers(4, 11, (4, 3)).astype("int32"))
