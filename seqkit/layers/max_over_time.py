import keras
from keras import ops

from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import real_steps


@keras.saving.register_keras_serializable(package="seqkit")
class MaxOverTime(keras.layers.Layer):
    """Takes the largest value of each unit over a sequence's real steps.

    Padding is never chosen. A row without any real step gives zero.

    Call arguments:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`, real steps of each row. None: all are real.

    Returns:
        float `(batch, units)`.

    Raises:
        ValueError: `inputs` do not have three axes.

    Reference:
        Collobert et al. 2011, section 3.3.2, https://arxiv.org/abs/1103.0398.

    Example:
    >>> inputs = np.array([[[2.0], [4.0], [9.0]]])
    >>> MaxOverTime()(inputs, lengths=np.array([2]))
    [[4.]]
    """

    def build(self, input_shape):
        check_sequences("MaxOverTime", input_shape)
        self.built = True

    def call(self, inputs, lengths=None):
        if lengths is None:
            return ops.max(inputs, axis=1)
        lengths = ops.cast(lengths, "int32")
        real = real_steps(inputs, lengths)[..., None]  # (batch, time, 1)
        inputs = ops.where(real, inputs, -float("inf"))
        largest = ops.max(inputs, axis=1)  # (batch, units)
        return ops.where(lengths[:, None] > 0, largest, 0)
