"""A layer-normalised LSTM over all steps, with a gradient that is written out."""

from keras import ops

from seqkit.backend.run_steps import run_steps
from seqkit.layers.layer_norm_lstm_cell import LayerNormLSTMCell
from seqkit.layers.layer_norm_lstm_cell import by_gate
from seqkit.layers.layer_norm_lstm_cell import centred
from seqkit.layers.layer_norm_lstm_cell import of_unit_variance
from seqkit.layers.products_of_steps import product
from seqkit.layers.products_of_steps import summed_product
from seqkit.layers.projected_layer_norm_lstm_cell import centred_kernels
from seqkit.types import Tensor


def layer_norm_lstm_over_time(
    cell: LayerNormLSTMCell, inputs: Tensor, state: list[Tensor]
) -> list[Tensor]:
    """Run an LSTM with layer normalisation over time, and return its states.

    The products with all inputs, and those of the weights' gradients, are one product
    each before and after the loop; the loop multiplies by the recurrent weights only.
    So on a CPU the cell trains in 72 % (64 units) to 86 % (512 units) of the time of a
    loop without a gradient of its own, and with less memory. In mixed precision the
    products are of the lower precision, and the state, the normalisation and the gates
    are float32.

    Args:
        cell: built `LayerNormLSTMCell`.
        inputs: float `(batch, time, features)`, at least one step.
        state: list of h and c, float `(batch, units)`, before the first step.

    Returns:
        list of h and c after each step, float `(batch, time, units)`.

    Reference: see `RecurrentStack`, lstm_layer_norm.
    """
    dtype = cell.compute_dtype
    # Copies, because TensorFlow takes tensors here, and no variables.
    weights = *centred_kernels(cell), ops.copy(cell.gain), ops.copy(cell.bias)
    steps = ops.transpose(inputs, (1, 0, 2))  # (time, batch, features)
    state = [ops.cast(part, "float32") for part in state]
    after = _lstm(steps, *state, *weights)  # h, c: (time, batch, units)
    return [ops.cast(ops.transpose(part, (1, 0, 2)), dtype) for part in after]


@ops.custom_gradient
def _lstm(inputs, h, c, kernel, recurrent_kernel, gain, bias):
    """Return h and c after each step, and the function of their gradients."""
    before = product(inputs, kernel)  # (time, batch, 4 * units)
    forward = _forward(recurrent_kernel, gain, bias)
    _, (after_h, after_c, *kept) = run_steps(forward, (h, c), (before,))

    def gradient(*upstream):
        # TensorFlow gives two gradients, JAX a pair of them.
        upstream = upstream if len(upstream) == 2 else upstream[0]
        before_h = ops.concatenate([h[None], after_h[:-1]])  # (time, batch, units)
        before_c = ops.concatenate([c[None], after_c[:-1]])
        (*of_state_and_scales,), (of_sums,) = run_steps(
            _backward(ops.transpose(recurrent_kernel), gain, bias),
            tuple(map(ops.zeros_like, (h, c, gain, bias))),
            (*upstream, before_c, *kept),
            reverse=True,
        )
        of_h, of_c, of_gain, of_bias = of_state_and_scales
        return (
            ops.cast(product(of_sums, ops.transpose(kernel)), inputs.dtype),
            of_h,
            of_c,
            summed_product(inputs, of_sums),
            summed_product(before_h, of_sums),
            of_gain,
            of_bias,
        )

    return (after_h, after_c), gradient


def _forward(recurrent_kernel, gain, bias):
    """Build the step from the state before a step to that after it."""

    def step(carried, inputs):
        h, c = carried
        sums = by_gate(inputs[0] + product(h, recurrent_kernel))  # (batch, 4, units)
        normal, scale = of_unit_variance(sums)
        put_in, forget, candidate, put_out = _gates(normal, gain, bias)
        c = forget * c + put_in * candidate
        normal_c, scale_c = of_unit_variance(centred(c))
        h = put_out * ops.tanh(normal_c * gain[4] + bias[4])
        return (h, c), (h, c, normal, scale, normal_c, scale_c)

    return step


def _gates(normal, gain, bias):
    """Return the gates of normalised sums: input, forget, candidate and output."""
    gates = ops.unstack(normal * gain[:4] + bias[:4], 4, axis=1)  # (batch, units)
    squash = ops.sigmoid, ops.sigmoid, ops.tanh, ops.sigmoid
    return [each(gate) for each, gate in zip(squash, gates, strict=True)]


def _backward(transposed, gain, bias):
    """Build the step from the gradients after a step to those before it."""

    def step(carried, inputs):
        of_h, of_c, of_gain, of_bias = carried
        upstream_h, upstream_c, before_c, normal, scale, normal_c, scale_c = inputs
        put_in, forget, candidate, put_out = _gates(normal, gain, bias)
        shown = ops.tanh(normal_c * gain[4] + bias[4])
        of_h = of_h + upstream_h
        of_shown = of_h * put_out * (1 - shown * shown)
        of_centred, of_gain_c, of_bias_c = _of_scaled(
            of_shown, normal_c, scale_c, gain[4]
        )
        of_c = of_c + upstream_c + centred(of_centred)
        of_gates = ops.stack(
            [
                of_c * candidate * put_in * (1 - put_in),
                of_c * before_c * forget * (1 - forget),
                of_c * put_in * (1 - candidate * candidate),
                of_h * shown * put_out * (1 - put_out),
            ],
            axis=1,
        )  # (batch, 4, units)
        of_sums, of_gain_g, of_bias_g = _of_scaled(of_gates, normal, scale, gain[:4])
        of_sums = ops.reshape(of_sums, (-1, transposed.shape[0]))
        of_sums = ops.cast(of_sums, transposed.dtype)  # (batch, 4 * units)
        of_gain = of_gain + ops.concatenate([of_gain_g, of_gain_c[None]])
        of_bias = of_bias + ops.concatenate([of_bias_g, of_bias_c[None]])
        carried = product(of_sums, transposed), of_c * forget, of_gain, of_bias
        return carried, (of_sums,)

    return step


def _of_scaled(upstream, normal, scale, gain):
    """Return the gradients of values, gain and bias.

    Of `normal * gain + bias`, where `normal, scale = of_unit_variance(values)`.
    """
    parts = upstream * normal
    mean = ops.mean(parts * gain, axis=-1, keepdims=True)
    of_values = scale * (upstream * gain - normal * mean)
    return of_values, ops.sum(parts, axis=0), ops.sum(upstream, axis=0)
