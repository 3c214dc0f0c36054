"""A small language model of three letters, and a batch to train it on."""

import numpy as np
from keras import ops

from seqkit import LanguageModel
from seqkit import Vocabulary
from tests.checks import EAGERLY

VOCABULARY = Vocabulary(["a", "b", "c"])
PROMPTS = ["ab", "", "cab"]
PROMPT_IDS = np.array([[4, 5, 0], [0, 0, 0], [6, 4, 5]], "int32")


def build_model(**arguments):
    """A small model with wild weights, so that what it says is far from uniform."""
    sizes = {"units": 8, "embedding": 4, "length": 6}
    model = LanguageModel(VOCABULARY, **{**sizes, **arguments})
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


def make_batch():
    """Texts of 4, 2, 3 and 3 tokens with their ends, so both halves weigh the same."""
    x = np.array([[2, 4, 5, 6], [2, 6, 0, 0], [2, 5, 5, 0], [2, 4, 4, 0]], "int32")
    y = np.array([[4, 5, 6, 3], [6, 3, 0, 0], [5, 5, 3, 0], [4, 4, 3, 0]], "int32")
    return x, y


def nats_by_hand(model, x, y):
    """-log softmax of the logits at the real targets, in one flat array."""
    logits = ops.convert_to_numpy(model(x)).astype("float64")
    log_total = np.log(np.exp(logits).sum(axis=-1))
    nats = log_total - np.take_along_axis(logits, y[..., None], axis=-1)[..., 0]
    return nats[y > 0]
