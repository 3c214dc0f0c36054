import keras
from keras import ops

from seqkit.layers.lengths import last_real
from seqkit.layers.masks import real_of


@keras.saving.register_keras_serializable(package="seqkit")
class LastOverTime(keras.layers.Layer):
    """Return the last real step of each sequence.

    The result of a row without any real step is 0.

    Call arguments:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`, real steps of each row. None: the Keras mask of
            `inputs` marks the real steps; without a mask all steps are real.

    Returns:
        float `(batch, units)`.

    Raises:
        ValueError: `inputs` do not have three axes, or `lengths` do not fit them.

    Example:
    >>> inputs = np.array([[[2.0], [4.0], [9.0]]])
    >>> LastOverTime()(inputs, lengths=np.array([2]))
    [[4.]]
    """

    def call(self, inputs, lengths=None, mask=None):
        real = real_of("LastOverTime", inputs, lengths, mask)
        if real is None:
            return inputs[:, -1]
        numbers = ops.arange(1, ops.shape(inputs)[1] + 1, dtype="int32")  # (time,)
        last = ops.max(ops.where(real, numbers, 0), axis=1, initial=0)  # (batch,)
        batch, _, units = ops.shape(inputs)
        return last_real(inputs, last, ops.zeros((batch, units), dtype=inputs.dtype))

    def compute_mask(self, inputs, mask=None):
        return None

    def get_config(self):
        return super().get_config()  # Keras refuses a dtype policy without this
