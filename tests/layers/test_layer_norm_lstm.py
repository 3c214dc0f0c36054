import keras
import numpy as np
import pytest
from keras import ops

from seqkit.layers.layer_norm_lstm import LayerNormLSTM
from seqkit.layers.layer_norm_lstm_cell import LayerNormLSTMCell
from seqkit.layers.projected_layer_norm_lstm_cell import centred_kernels
from tests.checks import assert_same
from tests.checks import numbers
from tests.layers.equations import lstm_layer_norm
from tests.layers.equations import run

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(2, 5, 3)).astype("float32")
STATE = [RANDOM.normal(size=(2, 4)).astype("float32") for _ in range(2)]
MASK = np.arange(5) < np.array([[5], [3]])


def built(kind=LayerNormLSTM, **arguments):
    """A layer or a cell of 4 units with random weights."""
    layer = kind(4, **arguments)
    layer.build((None, None, 3))
    for weight in layer.weights:
        weight.assign(RANDOM.normal(size=weight.shape))
    return layer


def test_a_mask_ends_the_rows():
    layer = built(return_sequences=True, return_state=True)
    outputs, *last = numbers(layer(INPUTS, initial_state=STATE, mask=MASK))
    for row, length in enumerate((5, 3)):
        start = [part[row] for part in STATE]
        inputs, weights = INPUTS[row, :length], numbers(layer.weights)
        expected = run(lstm_layer_norm, weights, inputs, start)
        assert_same((outputs[row, :length], [part[row] for part in last]), expected)


def test_the_outputs_of_the_last_step_are_the_default():
    layer = built()
    assert_same(layer(INPUTS), layer(INPUTS, initial_state=[np.zeros((2, 4))] * 2))
    assert layer(INPUTS).shape == (2, 4)


def test_a_file_keeps_the_layer(tmp_path):
    layer = built(return_sequences=True, dtype="mixed_bfloat16")
    inputs = keras.Input((None, 3))
    keras.Model(inputs, layer(inputs)).save(tmp_path / "layer.keras")
    loaded = keras.saving.load_model(tmp_path / "layer.keras")
    assert loaded.layers[-1].get_config() == layer.get_config()
    assert_same(loaded.get_weights(), layer.get_weights())


def test_the_size_of_the_kernels_changes_nothing():
    cell = built(LayerNormLSTMCell)
    h, _ = cell(INPUTS[:, 0], STATE)
    for kernel in (cell.kernel, cell.recurrent_kernel):
        kernel.assign(50 * kernel)
    # The epsilon of a normalisation weighs less with large kernels.
    assert_same(cell(INPUTS[:, 0], STATE)[0], h, atol=2e-3)


def test_the_forget_gate_begins_open():
    cell = LayerNormLSTMCell(4)
    cell.build((None, 3))
    assert_same(cell.bias, np.array([[0], [1], [0], [0], [0]]) * np.ones(4))
    assert_same(cell.gain, np.ones((5, 4)))


def test_centred_kernels_have_no_mean_over_the_units_of_a_gate():
    cell = built(LayerNormLSTMCell)
    expected = [cell.kernel, cell.recurrent_kernel]
    for centred, kernel in zip(centred_kernels(cell), expected, strict=True):
        gates = ops.convert_to_numpy(kernel).reshape(-1, 4, 4)
        assert_same(
            ops.reshape(centred, gates.shape), gates - gates.mean(-1)[..., None]
        )


def test_a_width_of_zero_is_refused():
    with pytest.raises(ValueError, match=r"`units` is an int of at least 1"):
        LayerNormLSTM(0)
