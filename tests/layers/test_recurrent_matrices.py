import keras
import numpy as np
import pytest

from seqkit.layers.recurrent_matrices import layer_names
from seqkit.layers.recurrent_matrices import recurrent_matrices
from seqkit.layers.recurrent_matrices import spectral_radius
from seqkit.layers.recurrent_stack import RecurrentStack


def built(**arguments):
    stack = RecurrentStack(2, **arguments)
    stack.build((None, None, 3))
    return stack


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("rnn", [""]),
        ("gru", ["update", "reset", "candidate"]),
        ("lstm", ["input", "forget", "candidate", "output"]),
    ],
)
def test_matrices_multiply_the_state_in_their_gates(cell, names):
    stack = built(cell=cell)
    kernel = stack.recurrences[0][0].layer.cell.recurrent_kernel
    kernel.assign(np.arange(4 * len(names)).reshape(2, -1))
    matrices = recurrent_matrices(stack)
    assert [*matrices] == sorted(names)
    for place, name in enumerate(names):
        first = matrices[name][0]
        np.testing.assert_array_equal(first, [2 * place, 2 * place + 1])


def test_layers_and_directions_have_names():
    assert [*recurrent_matrices(built(depth=2, cell="rnn"))] == [
        "forward_0",
        "forward_1",
    ]
    both = recurrent_matrices(built(cell="gru", bidirectional=True))
    assert "backward_0_reset" in both and len(both) == 6


def test_layers_of_keras_have_matrices_too():
    model = keras.Sequential(
        [
            keras.Input((None, 3)),
            keras.layers.LSTM(2, return_sequences=True, name="low"),
            keras.layers.SimpleRNN(2, name="high"),
            keras.layers.Dense(1),
        ]
    )
    names = [*recurrent_matrices(model)]
    gates = ["candidate", "forget", "input", "output"]
    assert names == ["high", *(f"low_{gate}" for gate in gates)]
    assert recurrent_matrices(keras.Sequential([keras.layers.Dense(1)])) == {}


def test_two_layers_never_share_a_name():
    paths = [f"recurrent_stack_{i}/forward_0/gru_{i}/gru_cell/kernel" for i in (1, 2)]
    assert layer_names(paths) == ["recurrent_stack_1_gru_1", "recurrent_stack_2_gru_2"]
    assert layer_names([]) == []


def test_the_spectral_radius_is_that_of_a_known_matrix():
    turned = 3 * np.array([[0.0, -1.0], [1.0, 0.0]])  # eigenvalues 3i and -3i
    assert spectral_radius(turned) == pytest.approx(3)
    assert np.isnan(spectral_radius(np.full((2, 2), np.nan)))
