import keras

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.word_dropout import WordDropout
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class WordEmbedding(keras.layers.Layer):
    """Look up a learned vector of each token; in training some tokens become unknown.

    Args:
        size: int, number of ids.
        embedding: int, width of the vectors.
        word_dropout: float, share of the tokens that are made unknown in training.
        train_embedding: bool, whether training changes the vectors.

    Call arguments:
        inputs: int32 `(batch, time)`, ids.

    Returns:
        float `(batch, time, embedding)`.

    Raises:
        ValueError: an argument is out of its range.

    Example:
    >>> WordEmbedding(9, 4)(np.array([[4, 5, 0]])).shape
    (1, 3, 4)
    """

    def __init__(
        self,
        size: int,
        embedding: int = 128,
        word_dropout: float = 0.0,
        train_embedding: bool = True,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.size = size = whole_number("size", size)
        self.embedding = embedding = whole_number("embedding", embedding)
        self.word_dropout = word_dropout = share("word_dropout", word_dropout)
        self.train_embedding = flag("train_embedding", train_embedding)
        self.drop_words = WordDropout(word_dropout)
        self.lookup = keras.layers.Embedding(
            size, embedding, trainable=self.train_embedding, dtype=self.dtype_policy
        )

    @property
    def embeddings(self) -> Tensor:
        """The vectors of all ids, float32 `(size, embedding)`."""
        return self.lookup.embeddings

    def build(self, input_shape):
        self.lookup.build(input_shape)
        self.built = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        return self.lookup(self.drop_words(inputs, training=training))

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "embedding": self.embedding,
            "word_dropout": self.word_dropout,
            "train_embedding": self.train_embedding,
        }
