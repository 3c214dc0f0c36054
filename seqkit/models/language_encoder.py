import keras

from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.types import Tensor

PARTS = ("embedding", "drop", "stack")


@keras.saving.register_keras_serializable(package="seqkit")
class LanguageEncoder(keras.Model):
    """Compute the outputs of a language model's recurrent layers, as an encoder.

    `LanguageModel.encoder` builds it from copies of the language model's layers, for
    use in another model, such as a classifier.

    Args:
        embedding: layer from ids int32 `(batch, time)` to vectors.
        drop: `keras.layers.Dropout` of the vectors.
        stack: `RecurrentStack` that reads the vectors.

    Call arguments:
        inputs: int32 `(batch, time)`, ids padded on the right with 0.

    Returns:
        float `(batch, time, units)`.

    Example:
    >>> language_model.encoder()(np.array([[4, 5]])).shape
    (1, 2, 256)
    """

    def __init__(
        self,
        embedding: keras.Layer,
        drop: keras.layers.Dropout,
        stack: RecurrentStack,
        **kwargs,
    ):
        # Layers
        self.embedding = embedding
        self.drop = drop
        self.stack = stack

        # Graph
        tokens = keras.Input((None,), dtype="int32")
        outputs = self.read(self.embed(tokens))
        super().__init__(inputs=tokens, outputs=outputs, **kwargs)

    def embed(self, tokens: Tensor, training: bool | None = None) -> Tensor:
        """Return the vectors of ids, float `(batch, time, features)`."""
        return self.embedding(tokens)

    def read(self, vectors: Tensor, training: bool | None = None) -> Tensor:
        """Return the outputs of the recurrent layers, float `(batch, time, units)`."""
        # Without lengths: the stack reads forward, so that padding on the right cannot
        # change the outputs of real steps.
        outputs, _ = self.stack(
            self.drop(vectors, training=training), training=training
        )
        return outputs

    def get_config(self):
        layers = {
            part: keras.saving.serialize_keras_object(getattr(self, part))
            for part in PARTS
        }
        return {**layers, "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Build the encoder and its layers."""
        layers = {
            part: keras.saving.deserialize_keras_object(config[part]) for part in PARTS
        }
        return cls(**{**config, **layers})
