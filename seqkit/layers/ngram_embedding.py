import keras
import numpy as np
from keras import ops

from seqkit.types import END
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class NgramEmbedding(keras.layers.Layer):
    """Compute a vector of each word: the mean of vectors of the word and its n-grams.

    Args:
        words: list of lists of int, the id of each word and those of its n-grams,
            padded with 0, as `NgramVocabulary` encodes them.
        size: int, the number of ids of words and n-grams.
        units: int, width of the vectors.

    Call arguments:
        inputs: int32 `(batch, time)`, ids of words; or `(batch, time, 1 + width)`, the
            id of each word and those of its n-grams. A word that is unknown, with id 1,
            has no vector of its own.

    Returns:
        float `(batch, time, units)`; 0 for a word without a known id.

    Example:
    >>> layer = NgramEmbedding([[0, 0], [1, 0], [2, 0], [3, 0], [4, 9]], 10, units=2)
    >>> layer(np.array([[4]])).shape  # the mean of rows 4 and 9
    (1, 1, 2)
    """

    def __init__(self, words: list, size: int, units: int, **kwargs):
        super().__init__(**kwargs)
        self.words = np.asarray(words, "int32")
        self.size = size
        self.units = units
        initial = keras.initializers.RandomUniform(-0.5 / units, 0.5 / units)
        self.lookup = keras.layers.Embedding(
            size, units, initial, dtype=self.dtype_policy, name="lookup"
        )

    def build(self, input_shape):
        self.lookup.build(input_shape)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        ids = inputs
        if len(inputs.shape) == 2:
            ids = ops.take(self.words, inputs, axis=0)  # (batch, time, 1 + width)
        known = ops.cast(ids > END, self.compute_dtype)[..., None]
        vectors = self.lookup(ids) * known  # (batch, time, 1 + width, units)
        count = ops.maximum(ops.sum(known, axis=2), 1)  # (batch, time, 1)
        return ops.sum(vectors, axis=2) / count  # (batch, time, units)

    def compute_output_spec(self, inputs):
        shape = (*inputs.shape[:2], self.units)
        return keras.KerasTensor(shape, dtype=self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "words": self.words.tolist(),
            "size": self.size,
            "units": self.units,
        }
