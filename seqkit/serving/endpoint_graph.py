"""Build the TensorFlow function of a signature, which `export` writes.

An `Endpoint` has a function from arrays, such as ids, to arrays. It also has a kind for
each input and output: an object that converts values (see `seqkit.types`). The kind of
an input has `specs` (the tensors that a client sends) and `read` (tensors to arrays);
the kind of an output has `write` (arrays to strings or numbers). So the function of a
signature reads, calls the endpoint's function and writes.
"""

from collections.abc import Callable
from typing import Any

from seqkit.endpoint_kinds import keep_rows
from seqkit.serving.size_bounds import bounds_of
from seqkit.types import Endpoint
from seqkit.types import Tensor

VALID = "valid"
"""The name of an output that every signature has: whether each row has an answer."""


def signature_inputs(endpoint: Endpoint) -> dict[str, Any]:
    """Return the specs of the tensors that a client sends, of all inputs.

    Args:
        endpoint: Endpoint. The kind of one input may have several tensors, such as the
            steps of a series and their lengths.

    Returns:
        dict from the name of each tensor to its `tf.TensorSpec`, batch first.

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
    """Build the function of a signature: read, call the endpoint's function, write.

    A row has no answer if one of its inputs cannot be read, or if a number in its
    answer is NaN or infinite. Then its `valid` is False, its strings are "" and its
    numbers are 0; the answers of the other rows do not change. A row that is too long
    for the size of its batch has no answer either, even if it has one in a smaller
    batch (see `size_bounds`).

    The first tensor determines the number of rows. Any other tensor may have one row
    instead, which is used for all rows.

    Args:
        endpoint: Endpoint.

    Returns:
        Function of the tensors of `signature_inputs`, in that order. It returns a dict
        of tensors, batch first: the outputs of the endpoint, and `valid`, bool
        `(batch,)`.
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
    """Repeat a tensor of one row for all rows; raise unless its shape fits its spec.

    The check is needed because a server passes tensors of any shape to the graph. A
    tensor of one value for each row needs no check: `broadcast_to` raises unless its
    shape is `()`, `(1,)` or `(batch,)`.
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
