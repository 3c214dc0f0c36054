"""The graph of a signature: raw inputs to arrays, the model's endpoint, and back.

An endpoint takes and returns arrays, such as ids. Its kinds turn strings, images and
numbers of a client into these arrays and the answer into strings and numbers again.
"""

from collections.abc import Callable
from typing import Any

from seqkit.endpoint_kinds import keep_rows
from seqkit.serving.size_bounds import bounds_of
from seqkit.types import Endpoint
from seqkit.types import Tensor

VALID = "valid"
"""The output, bool `(batch,)`, that every signature has beside those of the model."""


def signature_inputs(endpoint: Endpoint) -> dict[str, Any]:
    """Return the tensors that a signature takes.

    Args:
        endpoint: Endpoint.

    Returns:
        dict from name to `tf.TensorSpec`, batch first.

    Raises:
        ValueError: two inputs have a tensor of the same name.
    """
    specs = {}
    for name, kind in endpoint.inputs.items():
        own = kind.specs(name)
        if twice := sorted(specs.keys() & own.keys()):
            raise ValueError(
                f"Each tensor of a signature has its own name. Received {twice[0]!r} "
                f"of `{name}` and of another input. Rename one of the inputs."
            )
        specs |= own
    return specs


def signature_function(endpoint: Endpoint) -> Callable[..., dict[str, Tensor]]:
    """Build the function of a signature: read, call the endpoint, and write.

    A row is not valid if one of its inputs is not valid (see the kinds), or if a number
    in its answer is not finite. Then its `valid` is False, its other outputs are "" and
    0, and the other rows are answered as without it. Rows that are too long for their
    batch are not valid either, though each alone may have an answer (see
    `size_bounds`). An input of one row stands for all rows.

    Args:
        endpoint: Endpoint.

    Returns:
        Function of the tensors of `signature_inputs`, in that order. It returns a dict
        of tensors, batch first, one of them `valid`, bool `(batch,)`.
    """
    import tensorflow as tf

    specs = list(signature_inputs(endpoint).values())

    def answer(*columns):
        rows = tf.shape(columns[0])[:1]
        columns = [
            _with_rows(column, rows, spec)
            for column, spec in zip(columns, specs, strict=True)
        ]
        bounds = bounds_of(endpoint, rows[0])
        valid, reads = tf.fill(rows, True), {}
        for name, kind in endpoint.inputs.items():
            own = [columns.pop(0) for _ in kind.specs(name)]
            reads[name] = kind.read(own, bounds)
            valid &= reads[name].valid
        arguments = {name: read.values for name, read in reads.items()}
        answers, outputs = endpoint.function(**arguments), {}
        for name, kind in endpoint.outputs.items():
            values = answers.get(name)
            if values is not None:
                values = tf.convert_to_tensor(values)
                valid &= _finite_rows(values)
            outputs[name] = kind.write(values, reads)
        kept = {name: keep_rows(output, valid) for name, output in outputs.items()}
        return kept | {VALID: valid}

    return answer


def _with_rows(column: Tensor, rows: Tensor, spec: Any) -> Tensor:
    """Repeat an input of one row for all rows; raise for another shape than its own.

    A server passes any shape to the graph, whatever the signature says.
    """
    import tensorflow as tf

    if spec.shape.rank == 1:
        return tf.broadcast_to(column, rows)  # (batch,)
    column = tf.ensure_shape(column, spec.shape)
    return tf.broadcast_to(column, tf.concat([rows, tf.shape(column)[1:]], axis=0))


def _finite_rows(values: Tensor) -> Tensor:
    """Return which rows of numbers `(batch, …)` are finite: bool `(batch,)`."""
    import tensorflow as tf

    if not values.dtype.is_floating:
        return tf.fill(tf.shape(values)[:1], True)
    return tf.reduce_all(tf.math.is_finite(values), axis=range(1, values.shape.rank))
