import keras
from keras import ops

from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.lengths import keep


@keras.saving.register_keras_serializable(package="seqkit")
class CharacterEncoder(keras.layers.Layer):
    """Compute a vector of each word from its characters, by convolution and maximum.

    Each unit learns one pattern of neighbouring characters. The value of the unit is
    the best match of its pattern at any place of the word. Zeros surround the word, so
    that a pattern can match the beginning or the end of a word. A word without
    characters, such as padding, has the vector 0. A Keras mask of the words is passed
    on.

    Args:
        size: int, number of character ids.
        units: int, number of patterns, the width of the vectors.
        embedding: int, width of the learned embedding of the characters.
        width: int, number of characters of a pattern.
        dropout: float, share of the embedding's values that are dropped in training.

    Call arguments:
        inputs: int32 `(batch, time, characters)`, ids of characters, each word padded
            with 0 on the right or the left.

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

    def __init__(
        self,
        size: int,
        units: int = 64,
        embedding: int = 32,
        width: int = 3,
        dropout: float = 0.0,
        **kwargs,
    ) -> None:
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
            # Given, because the user may have changed Keras's global default.
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
        # One word is added: of zero words TensorFlow's convolution loses the shape.
        words = ops.pad(words, [[0, 1], [0, 0]])  # (words + 1, characters)
        real = ops.not_equal(words, 0)
        # (words + 1, characters, embedding)
        embedded = self.drop(self.embed(words), training=training)
        matches = self.match(keep(embedded, real))  # (words + 1, characters, units)
        # ReLU's values are not negative, so zeros on padding change no maximum.
        best = ops.max(keep(matches, real), axis=1)[:-1]  # (words, units)
        return ops.reshape(best, (batch, time, self.units))  # (batch, time, units)

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "units": self.units,
            "embedding": self.embedding,
            "width": self.width,
            "dropout": self.dropout,
        }
