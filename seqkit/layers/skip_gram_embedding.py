import keras

from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class SkipGramEmbedding(keras.layers.Layer):
    """Look up two vectors of each word: one as a word, one as a neighbour of words.

    A call returns vectors of words, `as_neighbours` the others. Word2vec keeps the
    first after training, and needs the second only to train.

    Args:
        lookup: `keras.layers.Layer` from ids of words to their vectors, such as
            `keras.layers.Embedding` or `NgramEmbedding`.
        size: int, the number of ids that may be neighbours.
        units: int, width of the vectors.

    Call arguments:
        inputs: int32 `(batch, time)`, ids; or as `lookup` takes them.

    Returns:
        float `(batch, time, units)`.

    Reference:
        Mikolov et al. 2013, eq. 2, https://arxiv.org/abs/1310.4546.

    Example:
    >>> layer = SkipGramEmbedding(keras.layers.Embedding(9, 4), 9, 4)
    >>> layer(np.array([[4, 5]])).shape, layer.as_neighbours(np.array([[4, 5]])).shape
    (1, 2, 4), (1, 2, 4)
    """

    def __init__(self, lookup: keras.Layer, size: int, units: int, **kwargs):
        super().__init__(**kwargs)
        self.lookup = lookup
        self.size = size
        self.units = units
        # 0, so that training begins with a probability of one half for each pair.
        self.neighbours = keras.layers.Embedding(
            size, units, "zeros", dtype=self.dtype_policy, name="neighbours"
        )

    @property
    def embeddings(self) -> Tensor | None:
        """The vectors of all words, float32 `(size, units)`; None with n-grams."""
        return getattr(self.lookup, "embeddings", None)

    def build(self, input_shape):
        self.lookup.build(input_shape)
        self.neighbours.build(input_shape)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        return self.lookup(inputs)

    def as_neighbours(self, ids: Tensor) -> Tensor:
        """Return the vectors of ids as neighbours, float `(batch, time, units)`."""
        return self.neighbours(ids)

    def get_config(self):
        return {
            **super().get_config(),
            "lookup": keras.saving.serialize_keras_object(self.lookup),
            "size": self.size,
            "units": self.units,
        }

    @classmethod
    def from_config(cls, config):
        """Build the layer and its lookup."""
        lookup = keras.saving.deserialize_keras_object(config["lookup"])
        return cls(**{**config, "lookup": lookup})
