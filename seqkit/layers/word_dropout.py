import keras
from keras import ops

from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.types import UNKNOWN


@keras.saving.register_keras_serializable(package="seqkit")
class WordDropout(keras.layers.Layer):
    """Replace random tokens by the unknown token, in training only.

    A model then does not rely on single words, and learns to read unknown words.
    Padding is never replaced.

    Args:
        rate: float, share of the tokens that are replaced.
        seed: int. None: a random seed.

    Call arguments:
        inputs: int32 `(batch, time)`, ids.

    Returns:
        int32 `(batch, time)`.

    Raises:
        ValueError: `rate` is out of its range.

    Reference:
        Iyyer et al. 2015, section 3.2, https://aclanthology.org/P15-1162; in the paper
        the words are left out.

    Example:
    >>> WordDropout(0.5, seed=0)(np.array([[4, 5, 6, 0]]), training=True)
    [[1 5 1 0]]
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.rate = rate = share("rate", rate)
        self.seed = seed = None if seed is None else whole_number("seed", seed, 0)
        self.generator = keras.random.SeedGenerator(seed) if rate else None
        self.built = True

    def call(self, inputs, training=False):
        inputs = ops.cast(inputs, "int32")
        if not (training and self.rate):
            return inputs
        drawn = keras.random.uniform(ops.shape(inputs), seed=self.generator)
        dropped = ops.logical_and(drawn < self.rate, ops.not_equal(inputs, 0))
        return ops.where(dropped, UNKNOWN, inputs)

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
