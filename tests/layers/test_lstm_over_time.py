import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers.lstm_over_time import lstm_over_time
from tests.checks import assert_same

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(2, 5, 3)).astype("float32")
STATE = [RANDOM.normal(size=(2, 4)).astype("float32") for _ in range(2)]
WANTED = RANDOM.normal(size=(2, 2, 5, 4)).astype("float32")


def built(dtype="float32"):
    cell = keras.layers.LSTMCell(4, dtype=dtype)
    cell.build((None, 3))
    for weight in cell.weights:
        weight.assign(RANDOM.normal(size=weight.shape))
    return cell


def one_by_one(cell, inputs, state):
    """The state after each step, by the cell, whose gradient the backend finds."""
    after = []
    for step in range(inputs.shape[1]):
        _, state = cell(inputs[:, step], state)
        after.append(ops.stack(state))  # (2, batch, units)
    return ops.moveaxis(ops.stack(after), 0, 2)  # (2, batch, time, units)


@pytest.fixture(params=["inputs", "h", "c", "kernel", "recurrent_kernel", "bias"])
def loss(request):
    """Two functions of one tensor, by both ways, and the tensor."""
    cell, name = built(), request.param

    def of(run):
        def compute(tensor):
            given = {"inputs": INPUTS, "h": STATE[0], "c": STATE[1], name: tensor}
            state = [ops.convert_to_tensor(given[part]) for part in "hc"]
            with_tensor = Weights(cell, {name: tensor})
            after = run(with_tensor, ops.convert_to_tensor(given["inputs"]), state)
            return ops.sum(ops.stack(list(after)) * WANTED)

        return compute

    tensor = {"inputs": INPUTS, "h": STATE[0], "c": STATE[1]}.get(name)
    if tensor is None:
        tensor = ops.convert_to_numpy(getattr(cell, name))
    return of(lstm_over_time), of(one_by_one), ops.convert_to_tensor(tensor)


class Weights:
    """A cell with a tensor in place of a variable."""

    compute_dtype = "float32"

    def __init__(self, cell, given):
        for name in ("kernel", "recurrent_kernel", "bias"):
            value = given.get(name, ops.convert_to_tensor(getattr(cell, name)))
            setattr(self, name, value)

    def __call__(self, inputs, state):
        gates = ops.matmul(inputs, self.kernel) + self.bias
        gates = gates + ops.matmul(state[0], self.recurrent_kernel)
        put_in, forget, candidate, put_out = ops.split(gates, 4, axis=-1)
        c = ops.sigmoid(forget) * state[1] + ops.sigmoid(put_in) * ops.tanh(candidate)
        h = ops.sigmoid(put_out) * ops.tanh(c)
        return h, [h, c]


def test_every_step_equals_keras_cell():
    cell = built()
    expected = one_by_one(cell, ops.convert_to_tensor(INPUTS), STATE)
    assert_same(lstm_over_time(cell, INPUTS, STATE), list(expected))


def test_gradient_is_that_of_the_backend(loss):
    ours, expected, tensor = loss
    assert_same(gradient(ours, tensor), gradient(expected, tensor))


def test_one_step_is_enough():
    cell = built()
    expected = one_by_one(cell, ops.convert_to_tensor(INPUTS[:, :1]), STATE)
    assert_same(lstm_over_time(cell, INPUTS[:, :1], STATE), list(expected))


def test_mixed_precision_keeps_small_changes_of_c():
    cell = keras.layers.LSTMCell(1, dtype="mixed_bfloat16")
    cell.build((None, 1))
    # All gates are open; the candidate adds 0.01 to c in each step.
    cell.kernel.assign([[0.0, 0.0, 0.01, 0.0]])
    cell.recurrent_kernel.assign(np.zeros((1, 4)))
    cell.bias.assign([50.0, 50.0, 0.0, 50.0])
    zeros = [ops.zeros((1, 1), "bfloat16")] * 2
    _, c = lstm_over_time(cell, ops.ones((1, 400, 1), "bfloat16"), zeros)
    # In bfloat16 c would stay at 2, whose neighbour is 2.0156.
    np.testing.assert_allclose(float(c[0, -1, 0]), 4.0, rtol=0.01)
