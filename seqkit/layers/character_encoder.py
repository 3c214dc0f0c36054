import keras
from keras import ops

from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.lengths import keep


@keras.saving.register_keras_serializable(package="seqkit")
class CharacterEncoder(keras.layers.Layer):
    """Compute a vector of each word from its characters, by convolution and maximum.

    Each unit looks for one pattern of neighbouring characters: its value is how well
    the best place of the word fits the pattern. Outside of the word are zeros, so
    beginnings and endings are seen. A word without characters, as padding is, gives
    zero. A Keras mask of the words travels on.

    Args:
        size: int, number of character ids.
        units: int, number of patterns, the width of the vectors.
        embedding: int, width of the learned embedding of the characters.
        width: int, characters of a pattern.
        dropout: float, share of the embedding's values dropped.

    Call arguments:
        inputs: int32 `(batch, time, characters)`, ids, each word padded with 0 on the
            right or the left.

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
        self.supports_masking = True
        self.size = size = whole_number("size", size)
        self.units = units = whole_number("units", units)
        self.embedding = embedding = whole_number("embedding", embedding)
        self.width = width = whole_number("width", width)
        self.dropout = dropout = share("dropout", dropout)
        self.embed = keras.layers.Embedding(size, embedding, dtype=self.dtype_policy)
        self.drop = keras.layers.Dropout(dropout, dtype=self.dtype_policy)
        self.match = keras.layers.Conv1D(
            units,
            width,
            padding="same",
            activation="relu",
            # Whatever Keras's global setting is.
            data_format="channels_last",
            dtype=self.dtype_policy,
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
        real = ops.not_equal(words, 0)
        embedded = self.drop(self.embed(words), training=training)
        fits = self.match(keep(embedded, real))  # (words, characters, units)
        # No fit is under zero, so zero on padding is never the largest by itself.
        best = ops.max(keep(fits, real), axis=1)[:-1]  # (words, units)
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
