"""Whether cuDNN runs an LSTM on JAX, and how far bfloat16 is from float32 there."""

from collections.abc import Iterator

import keras
import numpy as np

from seqkit.layers import RecurrentStack
from tests.benchmarks.timing import Row

UNITS, DEPTH, BATCH, TIME = 32, 2, 8, 12
CALL = 'custom_call_target="cudnn_rnn'  # of XLA to cuDNN, forward or backward


def rows() -> Iterator[Row]:
    """Yield the numbers of calls to cuDNN, and the differences of bfloat16."""
    inputs = np.random.default_rng(0).normal(size=(BATCH, TIME, UNITS))
    inputs = inputs.astype("float32")
    ragged = np.arange(BATCH, dtype="int32") % (TIME + 1)  # the first has no step
    results = {}
    for dtype in ("float32", "mixed_bfloat16"):
        stack = RecurrentStack(UNITS, DEPTH, bidirectional=True, dtype=dtype)
        stack.build(inputs.shape)
        random = np.random.default_rng(0)
        stack.set_weights([random.normal(0, 0.2, w.shape) for w in stack.weights])
        for name, lengths in (("whole", None), ("ragged", ragged)):
            text, results[dtype, name] = compiled(stack, inputs, lengths)
            what = f"of {4 * DEPTH}, by cuDNN: {name} rows, both ways, {dtype}"
            yield Row(what, text.count(CALL), "LSTM calls")
    for name in ("whole", "ragged"):
        full, low = (results[dtype, name] for dtype in ("float32", "mixed_bfloat16"))
        far = max(
            float(np.linalg.norm(one - other) / np.linalg.norm(one))
            for one, other in zip(full, low, strict=True)
        )
        what = f"farthest from float32, bfloat16, {name} rows"
        yield Row(what, 100 * far, "%")


def compiled(stack, inputs, lengths):
    """Return XLA's text of an LSTM and its gradient, and the values of both."""
    import jax

    def loss(weights, inputs):
        (outputs, _), _ = stack.stateless_call(weights, others, inputs, lengths=lengths)
        outputs = outputs.astype("float32")
        return (outputs**2).mean(), outputs

    weights = [variable.value for variable in stack.trainable_variables]
    others = [variable.value for variable in stack.non_trainable_variables]
    learn = jax.jit(jax.grad(loss, (0, 1), has_aux=True)).lower(weights, inputs)
    run = learn.compile()
    values = keras.tree.flatten(run(weights, inputs))
    return run.as_text(), [np.asarray(value, "float32") for value in values]
