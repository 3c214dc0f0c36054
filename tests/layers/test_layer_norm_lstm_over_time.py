import numpy as np
import pytest
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers.layer_norm_lstm_cell import LayerNormLSTMCell
from seqkit.layers.layer_norm_lstm_over_time import layer_norm_lstm_over_time
from tests.checks import assert_same
from tests.layers.equations import lstm_layer_norm

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(2, 5, 3)).astype("float32")
STATE = [RANDOM.normal(size=(2, 4)).astype("float32") for _ in range(2)]
WANTED = RANDOM.normal(size=(2, 2, 5, 4)).astype("float32")
WEIGHTS = ["kernel", "recurrent_kernel", "gain", "bias"]


def built(dtype="float32"):
    cell = LayerNormLSTMCell(4, dtype=dtype)
    cell.build((None, 3))
    for weight in cell.weights:
        weight.assign(RANDOM.normal(size=weight.shape))
    return cell


class Weights:
    """The weights of a cell as tensors, one of them replaced."""

    compute_dtype = "float32"

    def __init__(self, cell, given):
        for name in WEIGHTS:
            value = given.get(name, ops.convert_to_tensor(getattr(cell, name)))
            setattr(self, name, value)


def one_by_one(cell, inputs, state):
    """The state after each step in plain operations, whose gradient a backend finds."""
    (h, c), after = state, []
    for step in range(inputs.shape[1]):
        sums = ops.matmul(inputs[:, step], cell.kernel)
        sums = ops.split(sums + ops.matmul(h, cell.recurrent_kernel), 4, axis=-1)
        gates = [normalised(part, cell, row) for row, part in enumerate(sums)]
        put_in, forget, put_out = (ops.sigmoid(gates[gate]) for gate in (0, 1, 3))
        c = forget * c + put_in * ops.tanh(gates[2])
        h = put_out * ops.tanh(normalised(c, cell, 4))
        after.append(ops.stack([h, c]))  # (2, batch, units)
    return ops.moveaxis(ops.stack(after), 0, 2)  # (2, batch, time, units)


def normalised(values, cell, row):
    mean, variance = ops.moments(values, axes=-1, keepdims=True)
    normal = (values - mean) / ops.sqrt(variance + 1e-3)
    return normal * cell.gain[row] + cell.bias[row]


@pytest.mark.parametrize("name", ["inputs", "h", "c", *WEIGHTS])
def test_gradient_is_that_of_the_backend(name):
    cell, given = built(), {"inputs": INPUTS, "h": STATE[0], "c": STATE[1]}

    def loss_of(run):
        def loss(tensor):
            now = given | {name: tensor}
            state = [ops.convert_to_tensor(now[part]) for part in "hc"]
            inputs = ops.convert_to_tensor(now["inputs"])
            after = run(Weights(cell, now), inputs, state)
            return ops.sum(ops.stack(list(after)) * WANTED)

        return loss

    start = given[name] if name in given else ops.convert_to_numpy(getattr(cell, name))
    ours, expected = (
        gradient(loss_of(run), ops.convert_to_tensor(start))
        for run in (layer_norm_lstm_over_time, one_by_one)
    )
    assert_same(ours, expected)


@pytest.mark.parametrize("time", [1, 5])
def test_every_step_follows_the_published_equations(time):
    cell = built()
    weights = [ops.convert_to_numpy(getattr(cell, name)) for name in WEIGHTS]
    after = layer_norm_lstm_over_time(cell, INPUTS[:, :time], STATE)
    for row in range(2):
        state = [part[row] for part in STATE]
        for step in range(time):
            state = lstm_layer_norm(INPUTS[row, step], state, *weights)
            assert_same([part[row, step] for part in after], list(state))


def test_mixed_precision_keeps_small_changes_of_c():
    cell = LayerNormLSTMCell(2, dtype="mixed_bfloat16")
    cell.build((None, 1))
    # The gates do not see the inputs, and are open; 0.01 is added to c in each step.
    cell.gain.assign(np.zeros((5, 2)))
    cell.bias.assign(np.array([[50.0, 50.0, np.arctanh(0.01), 50.0, 0.0]] * 2).T)
    state = [4 * ops.ones((1, 2), "bfloat16")] * 2
    _, c = layer_norm_lstm_over_time(cell, ops.ones((1, 50, 1), "bfloat16"), state)
    # In bfloat16 c would stay at 4, whose neighbour is 4.03.
    np.testing.assert_allclose(float(c[0, -1, 0]), 4.5, rtol=0.01)
