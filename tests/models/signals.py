"""Small models of numbers over time, and batches of series of different lengths."""

import numpy as np

from seqkit import SequenceClassifier
from seqkit import SequenceTagger
from seqkit import Series
from tests.checks import EAGERLY

NAN = np.nan
LABELS = ["falls", "rises"]
TAGS = ["low", "high"]
# Far from 0 and 1, so that normalising is seen.
ROWS = [
    np.array([[1010.0, 5.0], [1020.0, 7.0], [1040.0, 4.0]]),
    np.array([[1030.0, 6.0]]),
    np.array([[1050.0, 8.0], [1000.0, 5.0], [990.0, 3.0], [980.0, 4.0], [970.0, 5.0]]),
    np.array([[1040.0, 4.0], [1010.0, 6.0], [1000.0, 7.0]]),
]
LENGTHS = [len(row) for row in ROWS]
CODEC = Series.from_arrays(ROWS)
NUMBERS = CODEC.encode(ROWS)
HOLES = [np.array(row) for row in ROWS]
HOLES[0][1] = NAN, 7.0
HOLES[2][1:3] = NAN
WITH_HOLES = Series.from_arrays(HOLES, missing=True)


def build_classifier(codec=CODEC, **arguments):
    """A small classifier without dropout, with wild weights, far from undecided."""
    small = {"units": 4, "dropout": 0.0, **arguments}
    return wild(SequenceClassifier(codec, LABELS, **small))


def build_tagger(codec=CODEC, **arguments):
    """A small tagger without dropout, with wild weights, far from undecided."""
    small = {"units": 4, "dropout": 0.0, **arguments}
    return wild(SequenceTagger(codec, TAGS, **small))


def build_labelling():
    """A tagger that labels each series as well."""
    return build_tagger(labels=LABELS)


def wild(model):
    """The model with weights drawn from a normal distribution."""
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


def make_batch():
    """Series and labels."""
    return NUMBERS, np.array([1, 0, 0, 1], "int32")


def make_tagged(labels=True):
    """Series and tags, with as many steps in the first half as in the second."""
    tags = np.where(np.isnan(NUMBERS[..., 0]), 0, 1 + (NUMBERS[..., 0] > 1005))
    order = [0, 3, 1, 2]
    y = tags[order].astype("int32"), np.array([1, 0, 0, 1], "int32")
    return NUMBERS[order], y if labels else y[0]
