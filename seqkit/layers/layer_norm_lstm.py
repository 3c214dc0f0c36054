import keras

from seqkit.layers.layer_norm_lstm_cell import LayerNormLSTMCell
from seqkit.layers.projected_layer_norm_lstm_cell import projected_layer_norm_lstm


@keras.saving.register_keras_serializable(package="seqkit")
class LayerNormLSTM(keras.layers.RNN):
    """Run an LSTM with layer normalisation over time.

    The inputs of all steps are multiplied by the kernel before the loop.

    Args:
        units: int, width of the outputs, of h and of c.
        return_sequences: bool, return the outputs of all steps. False: of the last.
        return_state: bool, return h and c after the last step, too.

    Call arguments:
        sequences: float `(batch, time, features)`.
        initial_state: list of h and c, float `(batch, units)`. None: zeros.
        mask: bool `(batch, time)`, the steps that are read. None: all are read.

    Returns:
        float `(batch, time, units)`, or `(batch, units)` without `return_sequences`.
        With `return_state` a tuple of these outputs, h and c.

    Raises:
        ValueError: `units` is no int of at least 1.

    Reference: see `RecurrentStack`, lstm_layer_norm.

    Example:
    >>> LayerNormLSTM(4)(np.ones((2, 5, 3))).shape
    (2, 4)
    """

    def __init__(
        self,
        units: int,
        return_sequences: bool = False,
        return_state: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(
            LayerNormLSTMCell(units, dtype=kwargs.get("dtype")),
            return_sequences=return_sequences,
            return_state=return_state,
            **kwargs,
        )
        self.units = units
        # An export sets it to False, so that `Recurrence` runs a loop of several steps
        # a turn. cuDNN has no such cell.
        self.use_cudnn = "auto"

    def call(self, sequences, initial_state=None, mask=None, training=False):
        cell, sequences = projected_layer_norm_lstm(self.cell, sequences)
        loop = keras.layers.RNN(
            cell,
            return_sequences=self.return_sequences,
            return_state=self.return_state,
            dtype=self.dtype_policy,
        )
        return loop(sequences, initial_state=initial_state, mask=mask)

    def get_config(self):
        return {
            **keras.layers.Layer.get_config(self),
            "units": self.units,
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
        }

    @classmethod
    def from_config(cls, config):
        return cls(**config)
