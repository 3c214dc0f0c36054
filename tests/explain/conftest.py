import keras
import pytest

from seqkit import SequenceClassifier
from tests.explain.bag_of_words import BagOfWords
from tests.models.small_classifier import LABELS
from tests.models.small_classifier import VOCABULARY
from tests.models.small_classifier import build_model


@pytest.fixture(scope="session")
def bag():
    """Two labels that exclude each other."""
    return BagOfWords(["neg", "pos"])


@pytest.fixture(scope="session")
def tags():
    """Three labels, of which a text has any number."""
    return BagOfWords(["action", "drama", "comedy"], multi_label=True)


@pytest.fixture(scope="session")
def attentive():
    """A recurrent classifier of three labels that pools by attention."""
    return build_model(pooling="attention")


@pytest.fixture(scope="session")
def foreign():
    """A classifier with an encoder of the user, and attention pooling."""
    tokens = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(len(VOCABULARY), 4)(tokens)
    encoder = keras.Model(tokens, vectors, name="theirs")
    return SequenceClassifier(VOCABULARY, LABELS, encoder=encoder, pooling="attention")
