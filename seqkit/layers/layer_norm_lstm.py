"""An LSTM whose gates and c are normalised over the units of each row."""

import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.types import Tensor

EPSILON = 1e-3  # added to variances, as sketch-rnn does


@keras.saving.register_keras_serializable(package="seqkit")
class LayerNormLSTMCell(keras.layers.Layer):
    """Run one step of an LSTM with layer normalisation.

    The inputs and h are multiplied by their kernels and added; each of the four sums is
    normalised over the units, scaled by a gain and shifted by a bias. So is c, before
    its tanh; the c that is carried on is not normalised. Each row and each step is
    normalised alone. In mixed precision the products are of the lower precision, and
    the normalisation and the gates are float32.

    Args:
        units: int, width of h and c.

    Call arguments:
        inputs: float `(batch, features)`.
        states: list of h and c, float `(batch, units)`, before the step.

    Returns:
        outputs: float `(batch, units)`, h after the step.
        states: list of h and c after the step.

    Reference: see `RecurrentStack`, lstm_layer_norm.

    Example:
    >>> cell = LayerNormLSTMCell(4)
    >>> outputs, (h, c) = cell(np.ones((2, 3)), [np.zeros((2, 4)), np.zeros((2, 4))])
    >>> outputs.shape
    (2, 4)
    """

    def __init__(self, units: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.units = units = whole_number("units", units)
        self.state_size = [units, units]
        self.output_size = units

    def build(self, input_shape):
        units = self.units
        # The columns of both kernels: input, forget, candidate, output.
        self.kernel = self.add_weight(
            shape=(input_shape[-1], 4 * units),
            initializer="glorot_uniform",
            name="kernel",
        )
        self.recurrent_kernel = self.add_weight(
            shape=(units, 4 * units),
            initializer="orthogonal",
            name="recurrent_kernel",
        )
        # Their rows: input, forget, candidate, output, c. No loss of precision: they
        # are used in float32.
        self.gain = self.add_weight(
            shape=(5, units), initializer="ones", name="gain", autocast=False
        )
        self.bias = self.add_weight(
            shape=(5, units), initializer=_forget_bias, name="bias", autocast=False
        )
        self.built = True

    def call(self, inputs, states):
        h, c = states
        gates = in_float32(ops.matmul(inputs, self.kernel))
        gates = gates + in_float32(ops.matmul(h, self.recurrent_kernel))
        return self.after(centred(self.by_gate(gates)), c)

    def by_gate(self, gates: Tensor) -> Tensor:
        """Give each gate an axis: `(…, 4 * units)` to `(…, 4, units)`."""
        return ops.reshape(gates, (*ops.shape(gates)[:-1], 4, self.units))

    def after(self, gates: Tensor, c: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the outputs and the state after a step.

        Args:
            gates: float32 `(batch, 4, units)`, the sums, of mean zero over the units.
            c: float `(batch, units)`, before the step.
        """
        gain, bias = ops.convert_to_tensor(self.gain), ops.convert_to_tensor(self.bias)
        gates = of_unit_variance(gates) * gain[:4] + bias[:4]
        put_in, forget, put_out = (ops.sigmoid(gates[:, gate]) for gate in (0, 1, 3))
        c = forget * in_float32(c) + put_in * ops.tanh(gates[:, 2])
        shown = of_unit_variance(centred(c)) * gain[4] + bias[4]
        h = ops.cast(put_out * ops.tanh(shown), self.compute_dtype)
        return h, [h, ops.cast(c, self.compute_dtype)]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable(package="seqkit")
class LayerNormLSTM(keras.layers.RNN):
    """Run a `LayerNormLSTMCell` over time; the inputs are multiplied before the loop.

    Args:
        units: int, width of the outputs, of h and of c.
        return_sequences: bool, return the outputs of all steps, not those of the last.
        return_state: bool, return h and c after the last step too.

    Call arguments:
        sequences: float `(batch, time, features)`.
        initial_state: list of h and c, float `(batch, units)`. None: zeros.
        mask: bool `(batch, time)`, True for steps that are read. None: all are read.

    Returns:
        float `(batch, time, units)`, or `(batch, units)` without `return_sequences`; if
        `return_state`, followed by h and c.

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
        policy = kwargs.get("dtype")
        super().__init__(
            LayerNormLSTMCell(units, dtype=policy, name="layer_norm_lstm_cell"),
            return_sequences=return_sequences,
            return_state=return_state,
            **kwargs,
        )
        self.units = units

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
        config = keras.layers.Layer.get_config(self)
        return {
            **config,
            "units": self.units,
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
        }

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def projected_layer_norm_lstm(
    cell: LayerNormLSTMCell, inputs: Tensor
) -> tuple[keras.layers.Layer, Tensor]:
    """Multiply the inputs of all steps by the kernel, in one product.

    The mean over the units of a sum is subtracted before the loop as well: the mean of
    a product is the product with the mean of the kernel's columns. So each step has one
    product and four means less.

    Args:
        cell: built `LayerNormLSTMCell`.
        inputs: float `(batch, time, features)`.

    Returns:
        cell: Keras cell that runs one step of the returned inputs.
        inputs: float `(batch, time, 4 * units)`.
    """
    kernel = centred_kernel(cell, cell.kernel)
    return ProjectedLayerNormLSTMCell(cell), ops.matmul(inputs, kernel)


class ProjectedLayerNormLSTMCell(keras.layers.Layer):
    """Run one step of inputs that `projected_layer_norm_lstm` has multiplied.

    Args:
        cell: built `LayerNormLSTMCell`.

    Call arguments:
        inputs: float `(batch, 4 * units)`, one step of the multiplied inputs.
        states: list of h and c, float `(batch, units)`, before the step.

    Returns:
        outputs: float `(batch, units)`, h after the step.
        states: list of h and c after the step.
    """

    def __init__(self, cell: LayerNormLSTMCell) -> None:
        super().__init__(dtype=cell.dtype_policy)
        self.cell = cell
        self.state_size = cell.state_size
        self.recurrent_kernel = centred_kernel(cell, cell.recurrent_kernel)
        self.built = True

    def call(self, inputs, states):
        h, c = states
        gates = in_float32(inputs) + in_float32(ops.matmul(h, self.recurrent_kernel))
        return self.cell.after(self.cell.by_gate(gates), c)


def centred_kernel(cell: LayerNormLSTMCell, kernel: Tensor) -> Tensor:
    """Return a kernel whose products have a mean of zero over the units of each gate.

    Args:
        cell: built `LayerNormLSTMCell`.
        kernel: float `(features, 4 * units)`.
    """
    kernel = cell.by_gate(in_float32(kernel))  # (features, 4, units)
    kernel = ops.reshape(centred(kernel), (-1, 4 * cell.units))
    return ops.cast(kernel, cell.compute_dtype)


def in_float32(values: Tensor) -> Tensor:
    """Return values in float32."""
    return ops.cast(values, "float32")


def centred(values: Tensor) -> Tensor:
    """Return values minus their mean over the last axis."""
    return values - ops.mean(values, axis=-1, keepdims=True)


def of_unit_variance(values: Tensor) -> Tensor:
    """Return values of mean zero over the last axis, divided by their deviation."""
    variance = ops.mean(ops.square(values), axis=-1, keepdims=True)
    return values * ops.rsqrt(variance + EPSILON)


def _forget_bias(shape, dtype=None):
    """Return zeros, and ones for the forget gate, which stands in the second row."""
    return ops.one_hot(1, shape[0], dtype=dtype)[:, None] * ops.ones(shape, dtype)
