"""The LSTM of cuDNN on JAX, over the real steps of each row."""

import keras
from keras import ops

from seqkit.types import Tensor


def has_cudnn_lstm() -> bool:
    """Return whether the backend is JAX on a GPU."""
    if keras.backend.backend() != "jax":
        return False
    import jax

    return jax.default_backend() == "gpu"


def cudnn_lstm(
    cell: keras.layers.LSTMCell,
    inputs: Tensor,
    lengths: Tensor | None,
    state: list[Tensor],
) -> tuple[Tensor, list[Tensor]]:
    """Run an LSTM by cuDNN, which stops each row after its last real step.

    On JAX any mask sends Keras's layer to a plain loop, and a lower precision than
    float32 fails. Here rows have lengths, and the computation is float32.

    Args:
        cell: built `keras.layers.LSTMCell`, with the activations tanh and sigmoid and a
            bias. It runs without dropout.
        inputs: float `(batch, time, features)`, at least one step.
        lengths: int32 `(batch,)`, real steps of each row. None: all are real.
        state: list of h and c, float `(batch, units)`, before the first step.

    Returns:
        outputs: float `(batch, time, units)`; those of padding have no meaning.
        state: list of h and c after each row's last real step, or `state` if it has no
            real step.
    """
    from jax.experimental import rnn

    batch, time, features = ops.shape(inputs)
    given = ops.full((batch,), time) if lengths is None else lengths
    # cuDNN fails on a row without a step.
    steps = ops.cast(ops.clip(given, 1, time), "int32")
    h, c = (ops.cast(part, "float32")[None] for part in state)  # (1, batch, units)
    outputs, *after = rnn.lstm(
        ops.cast(inputs, "float32"),
        h,
        c,
        _weights(cell),
        steps,
        input_size=features,
        hidden_size=h.shape[-1],
        num_layers=1,
        dropout=0.0,
        bidirectional=False,
    )
    dtype = cell.compute_dtype
    real = ops.expand_dims(ops.cast(given, "int32") > 0, 1)  # (batch, 1)
    return ops.cast(outputs, dtype), [
        ops.where(real, ops.cast(part[0], dtype), before)
        for part, before in zip(after, state, strict=True)
    ]


def _weights(cell):
    """Return all weights as one vector, in the order of cuDNN, which has two biases."""
    bias = ops.cast(cell.bias, "float32")
    matrices = [
        ops.reshape(ops.transpose(ops.cast(each, "float32")), (-1,))
        for each in (cell.kernel, cell.recurrent_kernel)
    ]
    return ops.concatenate([*matrices, bias, ops.zeros_like(bias)])
