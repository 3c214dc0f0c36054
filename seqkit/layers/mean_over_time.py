import keras
from keras import ops

from seqkit.layers.lengths import keep
from seqkit.layers.masks import real_of


@keras.saving.register_keras_serializable(package="seqkit")
class MeanOverTime(keras.layers.Layer):
    """Return the mean of each sequence over its real steps.

    Padding has no weight, so more padding never changes the result. The result of a row
    without any real step is 0.

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
    >>> MeanOverTime()(inputs, lengths=np.array([2]))
    [[3.]]
    """

    def call(self, inputs, lengths=None, mask=None):
        real = real_of("MeanOverTime", inputs, lengths, mask)
        if real is None:
            return ops.mean(inputs, axis=1)
        total = ops.sum(keep(inputs, real), axis=1)  # (batch, units)
        steps = ops.sum(ops.cast(real, "int32"), axis=1, keepdims=True)  # (batch, 1)
        # At least one step, so that the mean of a row of padding is 0 and not 0 / 0.
        return total / ops.cast(ops.maximum(steps, 1), inputs.dtype)

    def compute_mask(self, inputs, mask=None):
        return None

    def get_config(self):
        return super().get_config()  # Keras refuses a dtype policy without this
