import keras
from keras import ops

from seqkit.arguments import whole_number


@keras.saving.register_keras_serializable(package="seqkit")
class OneHot(keras.layers.Layer):
    """Compute one-hot vectors of ids, an embedding without weights.

    Args:
        size: int, number of ids.

    Call arguments:
        inputs: int32 ids, of any shape. An id outside `0 … size - 1` has a vector of
            zeros.

    Returns:
        float `(*shape, size)`.

    Example:
    >>> OneHot(3)(np.array([2, 0]))
    [[0. 0. 1.], [1. 0. 0.]]
    """

    def __init__(self, size: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.size = whole_number("size", size)

    def call(self, inputs):
        return ops.one_hot(inputs, self.size, dtype=self.compute_dtype)

    def get_config(self):
        return {**super().get_config(), "size": self.size}
