"""A layer that reads tokens by another Keras model, in place of an embedding."""

from typing import Any

import keras
from keras import ops

from seqkit.layers.word_dropout import WordDropout
from seqkit.messages import shapes
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class EncodedTokens(keras.layers.Layer):
    """Read tokens by another Keras model, the encoder, in two parts: `call` and `read`.

    Adversarial training moves the vectors that `call` returns and `read` takes. If the
    encoder has methods `embed(tokens, training)` and `read(vectors, training)`, as
    `language_model.encoder()` has, `call` runs `embed` and `read` runs `read`, so word
    vectors are moved. If not, `call` runs the whole encoder, and `read` returns the
    vectors unchanged.

    Args:
        encoder: `keras.Model` with one input of ids, or with a dict of inputs
            `token_ids`, `padding_mask` and `segment_ids`, as KerasHub's backbones. If
            its output is a dict, the entry `sequence_output` is used.
        word_dropout: float, share of the tokens that are made unknown in training.

    Call arguments:
        inputs: int32 `(batch, time)`, ids padded on the right with 0.

    Returns:
        float `(batch, time, features)`, the argument of `read`.

    Raises:
        ValueError: the encoder has other inputs, or returns no vector for each token.
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

    def compute_output_spec(self, inputs, training=False):
        outputs = getattr(self.encoder, "output", None)
        if self.parted or outputs is None:
            return super().compute_output_spec(inputs, training=training)
        # From the encoder's own graph: on JAX some encoders do not run with an unknown
        # number of steps.
        _inputs_of(self.encoder, inputs)
        vectors = _vectors_of(self.encoder, outputs)
        shape = (*inputs.shape[:2], vectors.shape[-1])
        return keras.KerasTensor(shape, dtype=vectors.dtype)

    def read(self, vectors: Tensor, training: bool | None = None) -> Tensor:
        """Run the second part on the result of a call: float `(batch, time, units)`."""
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
        encoder: `keras.Model`, see `EncodedTokens`.
        tokens: int32 `(batch, time)`, padded on the right with 0.
        training: bool, whether the encoder's dropout acts. None: as in the layer or
            model that calls.

    Returns:
        float `(batch, time, units)`.

    Raises:
        ValueError: the encoder has other inputs, or returns no vector for each token.
    """
    return _vectors_of(encoder, encoder(_inputs_of(encoder, tokens), training=training))


def _vectors_of(encoder: keras.Model, outputs: Any) -> Tensor:
    """Return the vectors among the outputs of an encoder."""
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
