"""One step of an LSTM whose gates and c are normalised over the units of each row."""

import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.types import Tensor

EPSILON = 1e-3  # added to each variance, as in sketch-rnn


@keras.saving.register_keras_serializable(package="seqkit")
class LayerNormLSTMCell(keras.layers.Layer):
    """Run one step of an LSTM with layer normalisation.

    The products of the inputs and of h with their kernels are added. The sum of each
    gate is normalised over the units, multiplied by a gain, and shifted by a bias; so
    is c, before its tanh. The next step reads c as it was before the normalisation.
    Rows and steps do not depend on each other. In mixed precision the products are of
    the lower precision, and the normalisation and the gates are float32.

    Args:
        units: int, width of h and c.

    Call arguments:
        inputs: float `(batch, features)`.
        states: list of h and c, float `(batch, units)`, before the step.

    Returns:
        outputs: float `(batch, units)`, h after the step.
        states: list of h and c after the step.

    Raises:
        ValueError: `units` is no int of at least 1.

    Reference: see `RecurrentStack`, lstm_layer_norm.

    Example:
    >>> zeros = np.zeros((2, 4))
    >>> outputs, (h, c) = LayerNormLSTMCell(4)(np.ones((2, 3)), [zeros, zeros])
    >>> outputs.shape
    (2, 4)
    """

    def __init__(self, units: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.units = units = whole_number("units", units)
        self.state_size = [units, units]

    def build(self, input_shape):
        units = self.units
        # The columns of a kernel, in Keras's order: input, forget, candidate, output.
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
        # Their rows: input, forget, candidate, output, c. They multiply float32 in any
        # precision.
        self.gain = self.add_weight(
            shape=(5, units), initializer="ones", name="gain", autocast=False
        )
        self.bias = self.add_weight(
            shape=(5, units), initializer=_open_forget_gate, name="bias", autocast=False
        )
        self.built = True

    def call(self, inputs, states):
        h, c = states
        sums = in_float32(ops.matmul(inputs, self.kernel))
        sums = sums + in_float32(ops.matmul(h, self.recurrent_kernel))
        return self.move(centred(by_gate(sums)), c)

    def move(self, sums: Tensor, c: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the outputs and the state after a step.

        Args:
            sums: float32 `(batch, 4, units)`, the sum of both products for each gate,
                minus its mean over the units.
            c: float `(batch, units)`, before the step.
        """
        gain, bias = ops.convert_to_tensor(self.gain), ops.convert_to_tensor(self.bias)
        normal, _ = of_unit_variance(sums)
        gates = ops.unstack(normal * gain[:4] + bias[:4], 4, axis=1)  # (batch, units)
        put_in, forget, put_out = (ops.sigmoid(gates[gate]) for gate in (0, 1, 3))
        c = forget * in_float32(c) + put_in * ops.tanh(gates[2])
        normal, _ = of_unit_variance(centred(c))
        h = put_out * ops.tanh(normal * gain[4] + bias[4])
        h, c = (ops.cast(part, self.compute_dtype) for part in (h, c))
        return h, [h, c]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def by_gate(joined: Tensor) -> Tensor:
    """Give the gates an axis: float `(rows, 4 * units)` to `(rows, 4, units)`."""
    return ops.reshape(joined, (-1, 4, joined.shape[-1] // 4))


def in_float32(values: Tensor) -> Tensor:
    """Return values in float32."""
    return ops.cast(values, "float32")


def centred(values: Tensor) -> Tensor:
    """Return values minus their mean over the last axis."""
    return values - ops.mean(values, axis=-1, keepdims=True)


def of_unit_variance(values: Tensor) -> tuple[Tensor, Tensor]:
    """Scale values of mean zero over the last axis to a variance of about 1.

    Args:
        values: float `(…, units)`.

    Returns:
        scaled: float `(…, units)`.
        scale: float `(…, 1)`, by which the values were multiplied.
    """
    variance = ops.mean(ops.square(values), axis=-1, keepdims=True)
    scale = ops.rsqrt(variance + EPSILON)  # (…, 1)
    return values * scale, scale


def _open_forget_gate(shape, dtype=None):
    """Return zeros, but ones in the second row, of the forget gate."""
    return ops.one_hot(1, shape[0], dtype=dtype)[:, None] * ops.ones(shape, dtype)
