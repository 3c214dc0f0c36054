"""A small tagger of requests in a house, and a batch to train it on."""

import numpy as np

from seqkit.models import SequenceTagger
from seqkit.text import SpelledVocabulary
from tests.checks import EAGERLY

SENTENCES = ["light in hall", "heat", "no light in my den", "music in hall"]
TAGS = [["B-what", "O", "B-room"], ["B-what"], ["O", "B-what", "O", "O", "B-room"]]
TAGS.append(TAGS[0])
NAMES = ["O", "B-what", "B-room"]
LABELS = ["on", "off"]
SPELLED = SpelledVocabulary.from_texts(SENTENCES, word_length=5)
IDS = SPELLED.encode(SENTENCES)
EMPTY = np.concatenate([IDS, np.zeros_like(IDS[:1])])


def build_model(characters=True, **arguments):
    """A small model without dropout, with wild weights, far from undecided."""
    small = {
        "units": 4,
        "embedding": 3,
        **({"character_units": 5} if characters else {}),
    }
    still = {"dropout": 0.0, "word_dropout": 0.0}
    arguments = {**small, **still, **arguments}
    vocabulary = SPELLED if characters else SPELLED.words
    model = SequenceTagger(vocabulary, NAMES, **arguments)
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


def build_labelling():
    return build_model(labels=LABELS)


def make_batch(characters=True, labels=True):
    """Ids and targets, with as many words in the first half as in the second."""
    tags = np.zeros(IDS.shape[:2], "int32")
    for row, names in enumerate(TAGS):
        tags[row, : len(names)] = [1 + NAMES.index(name) for name in names]
    order = [0, 3, 1, 2]
    x = IDS if characters else IDS[..., 0]
    y = (tags[order], np.array([0, 0, 1, 1], "int32"))
    return x[order], y if labels else y[0]
