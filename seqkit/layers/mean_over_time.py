import keras
from keras import ops

from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import keep_real


@keras.saving.register_keras_serializable(package="seqkit")
class MeanOverTime(keras.layers.Layer):
    """Averages a sequence over its real steps.

    Padding weighs nothing, so more of it never changes the result. A row without any
    real step averages to zero.

    Call arguments:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`, real steps of each row. None: all are real.

    Returns:
        float `(batch, units)`.

    Raises:
        ValueError: `inputs` do not have three axes.

    Example:
    >>> inputs = np.array([[[2.0], [4.0], [9.0]]])
    >>> MeanOverTime()(inputs, lengths=np.array([2]))
    [[3.]]
    """

    def build(self, input_shape):
        check_sequences("MeanOverTime", input_shape)
        self.built = True

    def call(self, inputs, lengths=None):
        if lengths is None:
            return ops.mean(inputs, axis=1)
        lengths = ops.cast(lengths, "int32")
        total = ops.sum(keep_real(inputs, lengths), axis=1)  # (batch, units)
        # At least one step, so that a row of padding gives 0 and not 0 / 0.
        return total / ops.cast(ops.maximum(lengths, 1), inputs.dtype)[:, None]
