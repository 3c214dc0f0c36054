import numpy as np
import pytest


class Codes:
    """A vocabulary whose ids are code points plus 4."""

    dtype = "int32"
    step_shape = ()

    def __len__(self):
        return 0x110000 + 4

    def encode_flat(self, texts):
        ids = [ord(character) + 4 for text in texts for character in text]
        return np.array(ids, "int32"), np.array([len(t) for t in texts], "int32")

    def encode(self, texts, start, end):
        import tensorflow as tf

        assert start and end
        codes = tf.strings.unicode_decode(texts, "UTF-8") + 4
        edge = tf.ones((codes.nrows(), 1), "int32")
        return tf.concat([edge * 2, codes, edge * 3], axis=1).to_tensor()


@pytest.fixture
def vocabulary():
    return Codes()


class Doubled:
    """A codec of numbers `(time, 2)`, which it doubles."""

    step_shape = (2,)

    def __init__(self, dtype="float32"):
        self.dtype = dtype

    def encode_flat(self, rows):
        steps = np.concatenate([np.zeros((0, 2)), *rows])
        return (2 * steps).astype(self.dtype), np.array([len(r) for r in rows], "int32")


@pytest.fixture
def numbers():
    return Doubled()


@pytest.fixture
def small_numbers():
    return Doubled("float16")


@pytest.fixture
def spell():
    """Turns the ids of one row back into str, padding, start and end left out."""
    return lambda row: "".join(chr(token - 4) for token in row if token > 3)
