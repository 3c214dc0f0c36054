"""A small transcriber of rows of two numbers, and a batch for it."""

import numpy as np

from seqkit import Transcriber
from seqkit import Vocabulary
from tests.models.signals import CODEC
from tests.models.signals import NUMBERS
from tests.models.signals import wild

VOCABULARY = Vocabulary(["a", "b"])


def build_model(**arguments):
    """A small model without dropout, with wild weights, far from undecided."""
    small = {"units": 4, "depth": 1, "dropout": 0.0, "stride": 1, **arguments}
    return wild(Transcriber(CODEC, VOCABULARY, **small))


def make_batch():
    """Rows of 3, 1, 5 and 3 steps, and texts that fit into them."""
    return NUMBERS, np.array([[4, 5, 0], [5, 0, 0], [4, 4, 5], [0, 0, 0]], "int32")
