import keras
from keras import ops

from seqkit.layers.lengths import count_real
from seqkit.layers.lengths import keep_real


@keras.saving.register_keras_serializable(package="seqkit")
class CharacterEncoder(keras.layers.Layer):
    """Makes a vector of each word's characters, by convolution and maximum.

    Each unit looks for one pattern of neighbouring characters and says how well the
    best place of the word fits it; what is outside of the word is zero, so it tells
    beginnings and endings. A word without characters, as padding is, gives zero.

    Args:
        size: int, number of character ids.
        units: int, number of patterns, the width of the vectors.
        embedding: int, width of the learned embedding of the characters.
        width: int, characters of a pattern.
        dropout: float, share of the embedding's values dropped.

    Call arguments:
        inputs: int32 `(batch, time, characters)`, ids, each word padded on the right
            with 0.

    Returns:
        float `(batch, time, units)`.

    Raises:
        ValueError: `inputs` do not have three axes.

    Reference:
        Ma & Hovy 2016, section 2.1, https://arxiv.org/abs/1603.01354; here with ReLU.

    Example:
    >>> encoder = CharacterEncoder(size=30, units=8)
    >>> encoder(np.array([[[4, 5, 0], [6, 0, 0]]])).shape
    (1, 2, 8)
    """

    def __init__(self, size, units=64, embedding=32, width=3, dropout=0.0, **kwargs):
        super().__init__(**kwargs)
        self.size = size
        self.units = units
        self.embedding = embedding
        self.width = width
        self.dropout = dropout
        self.embed = keras.layers.Embedding(size, embedding, dtype=self.dtype_policy)
        self.drop = keras.layers.Dropout(dropout, dtype=self.dtype_policy)
        self.match = keras.layers.Conv1D(
            units, width, padding="same", activation="relu", dtype=self.dtype_policy
        )

    def build(self, input_shape):
        if len(input_shape) != 3:
            raise ValueError(
                "`CharacterEncoder` reads ids of shape (batch, time, characters). "
                f"Received shape {tuple(input_shape)}. "
                "Give a single sentence a batch axis first: `inputs[None]`."
            )
        self.embed.build((None, input_shape[-1]))
        self.match.build((None, input_shape[-1], self.embedding))
        self.built = True

    def call(self, inputs, training=False):
        batch, time = ops.shape(inputs)[:2]
        words = ops.reshape(inputs, (-1, inputs.shape[-1]))  # (words, characters)
        # One more, for of no rows TensorFlow's convolution gives what has no shape.
        words = ops.pad(words, [[0, 1], [0, 0]])
        lengths = count_real(words)
        embedded = self.drop(self.embed(words), training=training)
        fits = self.match(keep_real(embedded, lengths))  # (words, characters, units)
        # None is under zero, so zero on padding is never the largest by itself.
        best = ops.max(keep_real(fits, lengths), axis=1)[:-1]  # (words, units)
        return ops.reshape(best, (batch, time, self.units))

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "units": self.units,
            "embedding": self.embedding,
            "width": self.width,
            "dropout": self.dropout,
        }
