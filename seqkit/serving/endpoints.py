"""Endpoints of arrays become signatures of raw things: strings, images, numbers."""

from collections.abc import Callable
from typing import Any

from seqkit.endpoint_kinds import keep_rows
from seqkit.types import Bounds
from seqkit.types import Endpoint
from seqkit.types import Tensor

# Rows times copies times steps of one batch, since all rows take as many steps as the
# longest: 2 GB for the LSTM of `Endpoint.longest`.
LARGEST = 250_000
VALID = "valid"


def signature_inputs(endpoint: Endpoint) -> dict[str, Any]:
    """Return the tensors that a signature takes.

    Args:
        endpoint: Endpoint.

    Returns:
        dict from name to `tf.TensorSpec`, rows first.
    """
    specs = {}
    for name, kind in endpoint.inputs.items():
        specs |= kind.specs(name)
    return specs


def signature_function(endpoint: Endpoint) -> Callable[..., dict[str, Tensor]]:
    """Build the function of a signature: read, call the endpoint, and write.

    A row without an answer gets `valid` False, empty texts and zeros, and changes no
    other row: one of its inputs is not valid (see the kinds), or a number in its answer
    is not finite. Texts of more than `LARGEST // (rows * copies)` tokens are not valid
    either, though each alone may have an answer. A single value stands for all rows.

    Args:
        endpoint: Endpoint.

    Returns:
        Function of the tensors of `signature_inputs`, in that order. It returns a dict
        of tensors, batch first, one of them `valid`, bool `(batch,)`.
    """
    import tensorflow as tf

    def answer(*columns):
        rows, columns = tf.shape(columns[0])[:1], list(columns)
        steps = LARGEST // (endpoint.copies * tf.maximum(rows[0], 1))
        bounds = Bounds(endpoint.longest, steps)
        valid, reads = tf.fill(rows, True), {}
        for name, kind in endpoint.inputs.items():
            own = [columns.pop(0) for _ in kind.specs(name)]
            own = [
                tf.broadcast_to(each, rows) if each.shape.rank == 1 else each
                for each in own
            ]
            reads[name] = kind.read(own, bounds)
            valid &= reads[name].valid
        given = {name: read.values for name, read in reads.items()}
        answers, outputs = endpoint.function(**given), {}
        for name, kind in endpoint.outputs.items():
            values = answers.get(name)
            if values is not None:
                values = tf.convert_to_tensor(values)
                valid &= _finite_rows(values)
            outputs[name] = kind.write(values, reads)
        kept = {name: keep_rows(output, valid) for name, output in outputs.items()}
        return kept | {VALID: valid}

    return answer


def _finite_rows(values: Tensor) -> Tensor:
    """Return which rows of numbers `(batch, …)` are finite: bool `(batch,)`."""
    import tensorflow as tf

    if not values.dtype.is_floating:
        return tf.fill(tf.shape(values)[:1], True)
    return tf.reduce_all(tf.math.is_finite(values), axis=range(1, values.shape.rank))
