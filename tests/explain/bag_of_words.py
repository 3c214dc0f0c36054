"""A linear classifier with known weights, so that the share of each word is known."""

import keras
import numpy as np
from keras import ops

from seqkit import Classification
from seqkit import Vocabulary
from seqkit.layers import RealSteps
from seqkit.layers.lengths import count_real
from seqkit.layers.lengths import keep_real

VOCABULARY = Vocabulary(["good", "bad", "film", "a"], split="words", lowercase=True)
WIDTH = 3
RANDOM = np.random.default_rng(0)
VECTORS = RANDOM.normal(size=(len(VOCABULARY), WIDTH)).astype("float32")
COLUMNS = RANDOM.normal(size=(WIDTH, 3)).astype("float32")


class BagOfWords(keras.Model):
    """Logits are the sum of a row of numbers for each word, plus 0.5."""

    pooling = "mean"
    encoder = None

    def __init__(self, labels, multi_label=False):
        super().__init__()
        self.codec = VOCABULARY
        self.real = RealSteps()
        self.labels = list(labels)
        self.multi_label = multi_label
        self.embed = keras.layers.Embedding(
            *VECTORS.shape, embeddings_initializer=lambda *_, **__: VECTORS
        )
        self.embed.build()

    @property
    def added(self):
        """The amount that each id adds to the logits, float `(ids, labels)`."""
        return VECTORS @ COLUMNS[:, : len(self.labels)]

    def read(self, embedded, lengths):
        total = ops.sum(keep_real(embedded, lengths), axis=1)
        return ops.matmul(total, COLUMNS[:, : len(self.labels)]) + 0.5, None

    def call(self, ids):
        return self.read(self.embed(ids), count_real(ids))[0]

    def logits_by_hand(self, ids):
        """Float64 `(labels,)` of ids `(time,)`."""
        return self.added[ids].sum(axis=0, dtype=float) + 0.5

    def scores_by_hand(self, ids):
        """Probabilities, float64 `(labels,)`."""
        odds = np.exp(self.logits_by_hand(ids))
        return odds / (1 + odds) if self.multi_label else odds / odds.sum()

    def classify(self, text):
        scores = self.scores_by_hand(VOCABULARY.encode(text)).tolist()
        best = int(np.argmax(scores))
        named = dict(zip(self.labels, scores, strict=True))
        return Classification(self.labels[best], scores[best], named)
