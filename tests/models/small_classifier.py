"""A small classifier of three words, and a batch to train it on."""

import numpy as np

from seqkit import SequenceClassifier
from seqkit import Vocabulary
from tests.checks import EAGERLY

VOCABULARY = Vocabulary(["good", "bad", "not"], split="words")
LABELS = ["neg", "neutral", "pos"]
TEXTS = ["good", "bad not", "not bad good", ""]
IDS = np.array([[4, 0, 0], [5, 6, 0], [6, 5, 4], [0, 0, 0]], "int32")


def build_model(**arguments):
    """A small model without dropout, with wild weights, far from undecided."""
    small = {"units": 4, "embedding": 3, "dropout": 0.0}
    still = {"embedding_dropout": 0.0, "word_dropout": 0.0}
    model = SequenceClassifier(VOCABULARY, LABELS, **{**small, **still, **arguments})
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


def build_adversarial():
    """The same, which learns from moved texts too."""
    return build_model(adversarial=0.3)


def make_batch():
    """Texts of each label, one of them twice."""
    return IDS, np.array([2, 0, 2, 1], "int32")
