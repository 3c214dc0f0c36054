"""A small translator between three letters and three others, and a batch for it."""

import numpy as np

from seqkit.models.seq2seq import Seq2Seq
from seqkit.text import Vocabulary
from tests.checks import EAGERLY

SOURCE = Vocabulary(["a", "b", "c"])
TARGET = Vocabulary(["x", "y", "z"])
SOURCES = ["ab", "", "cab"]
SOURCE_IDS = np.array([[4, 5, 0], [0, 0, 0], [6, 4, 5]], "int32")


def build_model(**arguments):
    """A small model without dropout, with wild weights, far from undecided."""
    small = {"units": 6, "embedding": 4, "dropout": 0.0, "length": 7}
    model = Seq2Seq(SOURCE, TARGET, **{**small, **arguments})
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


def make_batch():
    """Sources, and targets of 3, 3, 2 and 4 tokens: both halves weigh the same."""
    read = np.array([[4, 5, 0], [6, 6, 4], [0, 0, 0], [5, 0, 0]], "int32")
    before = np.array([[2, 4, 5, 0], [2, 6, 6, 0], [2, 5, 0, 0], [2, 4, 4, 6]], "int32")
    after = np.array([[4, 5, 3, 0], [6, 6, 3, 0], [5, 3, 0, 0], [4, 4, 6, 3]], "int32")
    return (read, before), after
