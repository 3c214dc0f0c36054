"""Tokens read by another Keras model in place of an embedding of their own."""

from typing import Any

import keras
from keras import ops

from seqkit.layers.word_dropout import WordDropout
from seqkit.messages import shapes
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class EncodedTokens(keras.layers.Layer):
    """Read tokens by another Keras model, in two parts: `call` and `read`.

    Adversarial training moves the vectors between the parts. An encoder with methods
    `embed(tokens, training)` and `read(vectors, training)`, as that of
    `language_model.encoder()`, is parted there: its word vectors are moved. Of any
    other encoder `call` runs the whole, and `read` returns its inputs.

    Args:
        encoder: `keras.Model` of ids, or of a dict of `token_ids`, `padding_mask` and
            `segment_ids`, as KerasHub's backbones are. Of a dict of outputs
            `sequence_output` is read.
        word_dropout: float, share of the tokens made unknown while training.

    Call arguments:
        inputs: int32 `(batch, time)`, ids padded on the right with 0.

    Returns:
        float `(batch, time, features)`, which `read` takes.

    Raises:
        ValueError: the encoder takes or returns something else.
    """

    def __init__(self, encoder: keras.Model, word_dropout: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.word_dropout = word_dropout
        self.drop_words = WordDropout(word_dropout)
        self.parted = hasattr(encoder, "embed") and hasattr(encoder, "read")

    def build(self, input_shape):
        self.built = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        tokens = self.drop_words(inputs, training=training)
        if self.parted:
            return self.encoder.embed(tokens, training=training)
        return run_encoder(self.encoder, tokens, training)

    def read(self, vectors: Tensor, training: bool | None = None) -> Tensor:
        """Return what the encoder makes of vectors: float `(batch, time, units)`."""
        if self.parted:
            return self.encoder.read(vectors, training=training)
        return vectors

    def get_config(self):
        return {
            **super().get_config(),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "word_dropout": self.word_dropout,
        }

    @classmethod
    def from_config(cls, config):
        """Build the layer and its encoder."""
        encoder = keras.saving.deserialize_keras_object(config["encoder"])
        return cls(**{**config, "encoder": encoder})


def run_encoder(
    encoder: keras.Model, tokens: Tensor, training: bool | None = None
) -> Tensor:
    """Run an encoder on ids.

    Args:
        encoder: as of `EncodedTokens`.
        tokens: int32 `(batch, time)`, padded on the right with 0.
        training: bool, whether the encoder's dropout acts. None: as around the call.

    Returns:
        float `(batch, time, units)`.

    Raises:
        ValueError: the encoder takes or returns something else.
    """
    outputs = encoder(_inputs_of(encoder, tokens), training=training)
    if isinstance(outputs, dict):
        outputs = outputs.get("sequence_output")
    if getattr(outputs, "shape", None) is None or len(outputs.shape) != 3:
        raise ValueError(
            "`encoder` returns a vector for each token: shape (batch, time, units). "
            f"Received {shapes(outputs)} of {encoder.name!r}. "
            "Give the part of it before its pooling."
        )
    return outputs


def _inputs_of(encoder: keras.Model, tokens: Tensor) -> Any:
    """Return the inputs of an encoder: the ids, or a dict with them."""
    if not isinstance(encoder.input, dict):
        return tokens
    known = {
        "token_ids": tokens,
        "padding_mask": ops.not_equal(tokens, 0),
        "segment_ids": ops.zeros_like(tokens),
    }
    missing = set(encoder.input) - set(known)
    if missing:
        raise ValueError(
            f"`encoder` takes ids, or a dict of {', '.join(known)}. Received "
            f"{encoder.name!r}, which takes {', '.join(sorted(missing))} too. "
            "Wrap it in a `keras.Model` of ids alone."
        )
    return {name: known[name] for name in encoder.input}
