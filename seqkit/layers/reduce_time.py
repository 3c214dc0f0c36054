import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.layers.lengths import keep_real
from seqkit.layers.sequence_checks import check_sequences
from seqkit.layers.sequence_checks import checked_lengths
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class ReduceTime(keras.layers.Layer):
    """Concatenate each group of `stride` consecutive steps to one step.

    A recurrent layer then has fewer steps to read: sound has a hundred steps a second,
    speech about ten characters. Real steps at the end of a row that fill no group are
    dropped.

    Args:
        stride: int, the number of steps of a group. 1: the inputs are not changed.

    Call arguments:
        inputs: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: all are real.

    Returns:
        vectors: float `(batch, groups, stride * features)`, where groups are
            time / stride, rounded up; zero on padding.
        lengths: int32 `(batch,)`, `lengths // stride`.

    Raises:
        ValueError: `stride` is below 1, or `inputs` do not have three axes.

    Reference:
        Chan et al. 2016, eq. 5, https://arxiv.org/abs/1508.01211, there between layers
        of the encoder, with a stride of 2.

    Example:
    >>> ReduceTime(2)(np.ones((1, 5, 3)), lengths=np.array([3]))[0].shape
    (1, 3, 6)
    """

    def __init__(self, stride: int = 2, **kwargs):
        super().__init__(**kwargs)
        self.stride = whole_number("stride", stride)
        self.built = True

    def call(
        self, inputs: Tensor, lengths: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        check_sequences("ReduceTime", inputs.shape)
        if lengths is None:
            time = ops.cast(ops.shape(inputs)[1], "int32")
            lengths = ops.zeros_like(inputs[:, 0, 0], dtype="int32") + time
        lengths = checked_lengths("ReduceTime", inputs, lengths)
        # Padded to whole groups, because the number of steps may be unknown in a graph.
        missing = -ops.shape(inputs)[1] % self.stride
        padded = ops.pad(inputs, [[0, 0], [0, missing], [0, 0]])
        groups = ops.shape(padded)[1] // self.stride
        width = self.stride * inputs.shape[-1]
        vectors = ops.reshape(padded, (ops.shape(inputs)[0], groups, width))
        # (batch, groups, stride * features)
        lengths = lengths // self.stride
        return keep_real(vectors, lengths), lengths

    def compute_output_spec(self, inputs, lengths=None):
        time = inputs.shape[1]
        shape = (inputs.shape[0], time and -(-time // self.stride))
        width = self.stride * inputs.shape[-1]
        return (
            keras.KerasTensor((*shape, width), self.compute_dtype),
            keras.KerasTensor(inputs.shape[:1], "int32"),
        )

    def get_config(self):
        return {**super().get_config(), "stride": self.stride}
