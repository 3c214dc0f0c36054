import keras
from keras import ops

from seqkit.layers.masks import real_of


@keras.saving.register_keras_serializable(package="seqkit")
class MaxOverTime(keras.layers.Layer):
    """Return the largest value of each unit over the real steps of each sequence.

    Padding is never the largest. The result of a row without any real step is 0.

    Call arguments:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`, real steps of each row. None: the Keras mask of
            `inputs` marks the real steps; without a mask all steps are real.

    Returns:
        float `(batch, units)`.

    Raises:
        ValueError: `inputs` do not have three axes, or `lengths` do not fit them.

    Reference:
        Collobert et al. 2011, section 3.3.2, https://arxiv.org/abs/1103.0398.

    Example:
    >>> inputs = np.array([[[2.0], [4.0], [9.0]]])
    >>> MaxOverTime()(inputs, lengths=np.array([2]))
    [[4.]]
    """

    def call(self, inputs, lengths=None, mask=None):
        real = real_of("MaxOverTime", inputs, lengths, mask)
        if real is None:
            return ops.max(inputs, axis=1)
        inputs = ops.where(real[..., None], inputs, -float("inf"))
        largest = ops.max(inputs, axis=1, initial=-float("inf"))  # (batch, units)
        return ops.where(ops.any(real, axis=1, keepdims=True), largest, 0)

    def compute_mask(self, inputs, mask=None):
        return None

    def get_config(self):
        return super().get_config()  # Keras refuses a dtype policy without this
