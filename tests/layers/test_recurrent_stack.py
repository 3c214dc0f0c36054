import json

import keras
import numpy as np
import pytest
from keras import ops

from seqkit.layers import RecurrentStack
from tests.checks import assert_same
from tests.checks import check_layer
from tests.layers.equations import EQUATIONS
from tests.layers.equations import lstm
from tests.layers.equations import run
from tests.layers.stacks import INPUTS
from tests.layers.stacks import LENGTHS
from tests.layers.stacks import ROW
from tests.layers.stacks import UNITS
from tests.layers.stacks import each_cell
from tests.layers.stacks import each_cell_once
from tests.layers.stacks import make_stack
from tests.layers.stacks import make_state


def weights_of(stack):
    """The arrays of each layer and direction, in the order of the stack."""
    weights = [ops.convert_to_numpy(weight) for weight in stack.trainable_variables]
    size = len(weights) // sum(map(len, stack.recurrences))
    return [weights[start : start + size] for start in range(0, len(weights), size)]


def row_of(nest, row):
    return keras.tree.map_structure(lambda leaf: leaf[row], nest)


@each_cell
def test_a_cell_follows_its_published_equations(cell):
    stack, start = make_stack(**cell), make_state(**cell)
    outputs, (state,) = stack(INPUTS, state=start)
    equations = EQUATIONS[tuple(cell.values())]
    for row, inputs in enumerate(INPUTS):
        expected = run(equations, weights_of(stack)[0], inputs, row_of(start[0], row))
        assert_same((outputs[row], row_of(state, row)), expected)


@pytest.mark.parametrize("residual", [False, True])
def test_a_deep_stack_feeds_each_layer_with_the_one_below(residual):
    stack = make_stack(depth=3, residual=residual)
    start = make_state(depth=3)
    outputs, state = stack(INPUTS, state=start)
    for row, inputs in enumerate(INPUTS):
        for level, weights in enumerate(weights_of(stack)):
            below = inputs
            inputs, last = run(lstm, weights, inputs, row_of(start[level], row))
            assert_same(row_of(state[level], row), last)
            # 3 features do not fit 5 units: the first layer has nothing to add.
            inputs = inputs + below if residual and level else inputs
        assert_same(outputs[row], inputs)


@each_cell
def test_both_directions_read_the_real_steps_of_each_row(cell):
    stack = make_stack(depth=2, bidirectional=True, **cell)
    outputs, state = stack(INPUTS, lengths=LENGTHS)
    equations = EQUATIONS[tuple(cell.values())]
    zeros = row_of(make_state(**cell)[0], 0)
    zeros = tuple(0 * part for part in zeros)
    for row, length in enumerate(LENGTHS):
        inputs, weights = INPUTS[row, :length], iter(weights_of(stack))
        for level in range(2):
            there, at_end = run(equations, next(weights), inputs, zeros)
            back, at_start = run(equations, next(weights), inputs[::-1], zeros)
            assert_same(row_of(state[level], row), (at_end, at_start))
            inputs = np.concatenate([there, back[::-1]], axis=-1)
        assert_same(outputs[row, :length], inputs)
        assert not np.any(outputs[row, length:])


@each_cell
def test_a_row_of_a_ragged_batch_gives_its_own_result(cell):
    stack = make_stack(depth=2, **cell)
    start = make_state(depth=2, **cell)
    outputs, state = stack(INPUTS, lengths=LENGTHS, state=start)
    for row, length in enumerate(LENGTHS[:3]):
        own = keras.tree.map_structure(lambda part, row=row: part[row : row + 1], start)
        alone = stack(INPUTS[row : row + 1, :length], state=own)
        assert_same((outputs[row, :length], row_of(state, row)), row_of(alone, 0))


@each_cell
def test_an_empty_row_gives_its_initial_state(cell):
    stack = make_stack(depth=2, **cell)
    start = make_state(depth=2, **cell)
    nothing = np.zeros(4, "int32")
    outputs, state = stack(INPUTS, lengths=nothing, state=start)
    assert_same(state, start)
    assert not np.any(outputs)


@each_cell
def test_padding_of_nan_changes_nothing(cell):
    stack = make_stack(depth=2, bidirectional=True, residual=True, **cell)
    real = np.arange(6)[None, :, None] < LENGTHS[:, None, None]
    padded = np.where(real, INPUTS, np.float32("nan"))
    assert_same(stack(padded, lengths=LENGTHS), stack(INPUTS, lengths=LENGTHS))


def test_zeros_are_the_state_before_any_step():
    for arguments in ({}, {"bidirectional": True}, {"cell": "gru", "depth": 2}):
        stack = make_stack(**arguments)
        zeros = stack.start(4, 6)
        assert_same(stack(INPUTS, state=zeros), stack(INPUTS))


OWED = {
    "rnn": {"cell": "rnn"},
    "lstm": {"depth": 2, "residual": True},
    "gru": {"cell": "gru", "dropout": 0.5, "depth": 2},
    "gru_of_cho": {"cell": "gru", "reset_after": False},
    "lstm_layer_norm": {"cell": "lstm_layer_norm"},
    "both_ways": {"bidirectional": True},
}


@pytest.mark.parametrize("arguments", OWED.values(), ids=OWED)
def test_keeps_what_every_layer_owes(arguments):
    check_layer(lambda: RecurrentStack(UNITS, **arguments), INPUTS, LENGTHS)


def test_keeps_what_every_layer_owes_with_a_state_given():
    check_layer(lambda: RecurrentStack(UNITS), INPUTS, LENGTHS, state=make_state())


def test_dropout_acts_between_layers_and_only_in_training():
    one, two = make_stack(dropout=0.5), make_stack(dropout=0.5, depth=2)
    assert_same(one(INPUTS, training=True), one(INPUTS))
    assert_same(two(INPUTS), make_stack(depth=2)(INPUTS))
    dropped, (below, _) = two(INPUTS, training=True)
    assert np.all(dropped)  # nothing dropped behind the last layer
    assert_same(below, two(INPUTS)[1][0])  # nor before the first
    assert np.abs(ops.convert_to_numpy(dropped - two(INPUTS)[0])).max() > 1e-3


@each_cell_once
def test_padded_steps_get_no_gradient(cell):
    ids, lengths = keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")
    embed = keras.layers.Embedding(24, 3)
    stack = RecurrentStack(UNITS, bidirectional=True, **cell)
    outputs, state = stack(embed(ids), lengths=lengths)
    summary = ops.sum(outputs, axis=1)
    summary = ops.concatenate([summary, *keras.tree.flatten(state)], axis=-1)
    model = keras.Model((ids, lengths), summary)
    # Six steps are soon taken, but TensorFlow's tracing of their gradient is slow.
    eager = keras.backend.backend() == "tensorflow"
    model.compile(keras.optimizers.SGD(1.0), loss="mse", run_eagerly=eager)
    before = ops.convert_to_numpy(embed.embeddings)
    tokens = np.arange(24, dtype="int32").reshape(4, 6)  # each its own vector
    model.fit((tokens, LENGTHS), np.ones((4, summary.shape[-1])), verbose=0)
    moved = np.any(before != ops.convert_to_numpy(embed.embeddings), axis=1)
    np.testing.assert_array_equal(moved.reshape(4, 6), np.arange(6) < LENGTHS[:, None])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"units": 0}, r"`units` is an int of at least 1\. Received 0"),
        ({"units": 2.5}, r"`units` is an int of at least 1\. Received 2\.5"),
        ({"depth": 0}, r"`depth` is an int of at least 1\. Received 0"),
        ({"cell": "LSTM"}, r"'rnn', 'lstm', 'gru', .*\. Received 'LSTM'"),
        ({"dropout": 1}, r"`dropout` is a share of 0 or more and under 1\. Received 1"),
        ({"dropout": -0.1}, r"Received -0\.1"),
        ({"dropout": "0.5"}, r"Received '0\.5'"),
        ({"units": "8"}, r"`units` is an int of at least 1\. Received '8'"),
        ({"units": True}, r"`units` is an int of at least 1\. Received True"),
        ({"cell": "LSTM"}, r"Give 'lstm'"),
        ({"cell": ["gru"]}, r"Received \['gru'\]"),
        ({"stateful": True, "batch_size": 2.5}, r"`batch_size` is an int"),
        ({"stateful": True}, r"Give the `batch_size` of your data"),
        (
            {"stateful": True, "batch_size": 2, "bidirectional": True},
            r"`bidirectional=False`",
        ),
    ],
)
def test_an_argument_out_of_range_says_what_is_allowed(arguments, message):
    with pytest.raises(ValueError, match=message):
        RecurrentStack(**{"units": UNITS, **arguments})


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("num_layers", "Give `depth`"),
        ("hidden_size", "Give `units`"),
        ("return_sequences", "`LastOverTime`"),
        ("return_state", "`outputs, state`"),
        ("go_backwards", "`bidirectional=True`"),
    ],
)
def test_the_names_of_other_libraries_are_answered_with_ours(name, advice):
    with pytest.raises(TypeError, match=f"no argument `{name}`.*{advice}"):
        RecurrentStack(UNITS, **{name: 2})


def test_numbers_of_numpy_are_kept_as_those_of_python():
    arguments = {"units": np.int64(5), "depth": np.int8(2), "dropout": np.float32(0.5)}
    flags = {"bidirectional": np.True_, "residual": np.False_}
    config = RecurrentStack(**arguments, **flags).get_config()
    expected = RecurrentStack(5, 2, bidirectional=True, dropout=0.5).get_config()
    assert json.dumps(config) == json.dumps(expected | {"name": config["name"]})


STATES = {
    "h alone": ROW,
    "as of keras": [ROW, ROW],
    "without c": ((ROW,),),
    "of another width": ((ROW[:, 1:], ROW),),
    "of fewer rows": ((ROW[:1], ROW[:1]),),
    "of two layers": ((ROW, ROW), (ROW, ROW)),
    "nothing": ((None, None),),
    "a word": "zeros",
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_state_that_does_not_fit_says_which_does(state):
    message = (
        r"The `state` .*Expected .*: \(\(\(4, 5\), \(4, 5\)\),\).*`start` returned"
    )
    with pytest.raises(ValueError, match=message):
        make_stack()(INPUTS, state=state)


def test_a_built_stack_refuses_other_inputs_too():
    stack = make_stack()
    with pytest.raises(ValueError, match=r"shape \(6, 3\)[^$]*`inputs\[None\]`"):
        stack(INPUTS[0])
    with pytest.raises(ValueError, match="expected axis -1 .* value 3"):
        stack(INPUTS[..., :2])


def test_wrong_rank_says_how_to_fix_it():
    with pytest.raises(ValueError, match=r"shape \(6, 3\)[^$]*`inputs\[None\]`"):
        RecurrentStack(UNITS)(INPUTS[0])


def test_a_step_both_ways_is_refused():
    stack = make_stack(bidirectional=True)
    with pytest.raises(ValueError, match="bidirectional=False"):
        stack.step(INPUTS[:, 0], stack.start(4, 6))


@each_cell_once
def test_a_mask_of_an_embedding_counts_as_lengths(cell):
    tokens = np.array([[3, 1, 2, 0], [2, 0, 0, 0], [0, 0, 0, 0]])
    embedding = keras.layers.Embedding(4, 3, mask_zero=True)
    stack = RecurrentStack(4, 2, bidirectional=True, **cell)
    masked = stack(embedding(tokens))
    plain = embedding.embeddings.value
    counted = stack(ops.take(plain, tokens, axis=0), lengths=np.array([3, 1, 0]))
    assert_same(masked, counted)
