"""A layer with endpoints of several inputs and of ragged rows of numbers."""

import keras
import tensorflow as tf

import seqkit
from seqkit.endpoint_kinds import Numbers
from seqkit.endpoint_kinds import Steps
from seqkit.text.endpoint_kinds import Text
from seqkit.types import Endpoint

FEATURES = 3


class Summary(keras.layers.Layer):
    """`serving_default` adds up the real steps, `join` joins two texts."""

    def __init__(self):
        super().__init__()
        self.text = Text(seqkit.Vocabulary.from_texts(["abc"]))
        self.built = True

    def endpoints(self):
        def add(values):
            real = tf.reduce_any(~tf.math.is_nan(values), axis=-1)  # (batch, time)
            kept = tf.where(real[..., None], values, 0.0)
            return {
                "total": tf.reduce_sum(kept, axis=1),  # (batch, features)
                "steps": tf.math.count_nonzero(real, axis=1, dtype=tf.int32),
            }

        def join(text, other, offset):
            return {
                "text": tf.concat([text, other], axis=1),
                "offset": offset[:, 0] - offset[:, 1],
            }

        sums = {"total": Numbers(), "steps": Numbers("int32")}
        pair = Numbers("int32", "two numbers", (2,))
        both = {"text": self.text, "other": self.text, "offset": pair}
        joined = {"text": self.text, "offset": Numbers("int32")}
        return {
            "serving_default": Endpoint(
                add, {"values": Steps(FEATURES)}, sums, longest=5
            ),
            "join": Endpoint(join, both, joined),
        }
