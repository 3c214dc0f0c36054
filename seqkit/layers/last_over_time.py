import keras
from keras import ops

from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import last_real


@keras.saving.register_keras_serializable(package="seqkit")
class LastOverTime(keras.layers.Layer):
    """Takes a sequence's last real step.

    A row without any real step gives zero.

    Call arguments:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`, real steps of each row. None: all are real.

    Returns:
        float `(batch, units)`.

    Raises:
        ValueError: `inputs` do not have three axes.

    Example:
    >>> inputs = np.array([[[2.0], [4.0], [9.0]]])
    >>> LastOverTime()(inputs, lengths=np.array([2]))
    [[4.]]
    """

    def build(self, input_shape):
        check_sequences("LastOverTime", input_shape)
        self.built = True

    def call(self, inputs, lengths=None):
        if lengths is None:
            return inputs[:, -1]
        lengths = ops.cast(lengths, "int32")
        return last_real(inputs, lengths, ops.zeros_like(inputs[:, 0]))
