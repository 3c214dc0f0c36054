"""What each stack and each decoder owes: `start`, `step` and `last` fit the call."""

import keras
import numpy as np
import pytest

from seqkit.layers import AttentiveDecoder
from seqkit.layers import RecurrentStack
from seqkit.layers.cells import CELLS as CELLS_TABLE
from seqkit.layers.cells import find_cell
from tests.checks import assert_same
from tests.checks import numbers
from tests.layers.stacks import CELLS
from tests.layers.stacks import INPUTS
from tests.layers.stacks import LENGTHS
from tests.layers.stacks import UNITS

ROWS, TIME = INPUTS.shape[:2]
MEMORY = np.random.default_rng(1).normal(size=(ROWS, 3, UNITS)).astype("float32")
SHAPES = {"plain": {}, "deep": {"depth": 2}, "residual": {"depth": 2, "residual": True}}
DECODERS = {
    "bahdanau": {},
    "gated": {"gated": True},
    "luong": {"attention": "luong", "readout": 4},
    "luong_dot": {"attention": "luong_dot"},
    "no_attention": {"attention": None},
}
STACKED = {
    f"{cell}-{shape}": (RecurrentStack, CELLS[cell] | SHAPES[shape])
    for cell in CELLS
    for shape in SHAPES
}
WRITING = {
    f"{cell}-{kind}-{shape}": (
        AttentiveDecoder,
        CELLS[cell] | DECODERS[kind] | SHAPES[shape],
    )
    # Each of cells, attentions and shapes once beside a common case of the others.
    for cell, kind, shape in (
        *((cell, "bahdanau", "plain") for cell in CELLS_TABLE),
        *(("gru", kind, "deep") for kind in DECODERS),
        *(("lstm", kind, "residual") for kind in DECODERS),
    )
}
ALL = STACKED | WRITING
SLOW = ["lstm_layer_norm-deep", "lstm_layer_norm-residual"]
each_layer = pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        pytest.param(*case, marks=[pytest.mark.slow] * (name in SLOW))
        for name, case in ALL.items()
    ],
    ids=ALL,
)


class Runner:
    """A layer with random weights, called and stepped alike with or without memory."""

    def __init__(self, kind, arguments):
        self.layer = kind(UNITS, **arguments)
        self.writes = kind is AttentiveDecoder
        one = arguments.get("attention", "") is None
        self.memory = (MEMORY[:, :1] if one else MEMORY,) if self.writes else ()
        self.call(INPUTS)
        random = np.random.default_rng(2)
        for weight in self.layer.trainable_variables:
            weight.assign(random.normal(size=weight.shape))

    def call(self, inputs, state=None):
        """Returns what has a time, and the state."""
        *timed, state = self.layer(inputs, *self.memory, state=state)
        return timed, state

    def steps(self, state):
        """Yields what each step returns beside the state, and the state."""
        prepared = (self.layer.prepare(*self.memory),) if self.writes else ()
        for time in range(TIME):
            *parts, state = self.layer.step(INPUTS[:, time], state, *prepared)
            yield parts, state

    def start(self):
        width = self.layer.summary_width
        summary = np.random.default_rng(3).normal(size=(ROWS, width))
        return self.layer.start(ROWS, TIME, summary.astype("float32"))


@each_layer
def test_step_after_step_equals_the_call(kind, arguments):
    runner = Runner(kind, arguments)
    timed, last = runner.call(INPUTS, runner.start())
    steps = list(runner.steps(runner.start()))
    for time, (parts, _) in enumerate(steps):
        assert_same(parts, [part[:, time] for part in timed])
    assert_same(steps[-1][1], last)


@each_layer
def test_windows_that_hand_on_their_state_equal_the_call(kind, arguments):
    runner = Runner(kind, arguments)
    timed, last = runner.call(INPUTS)
    first, state = runner.call(INPUTS[:, :2])
    second, state = runner.call(INPUTS[:, 2:], state)
    for whole, *windows in zip(timed, first, second, strict=True):
        assert_same(np.concatenate(numbers(windows), axis=1), whole)
    assert_same(state, last)


@each_layer
def test_a_first_state_is_the_summary_in_slices(kind, arguments):
    layer = kind(UNITS, **arguments)
    width = layer.summary_width
    parts = len(find_cell(layer.cell).state)
    assert width == UNITS * parts * layer.depth
    summary = np.arange(2.0 * width, dtype="float32").reshape(2, width)
    state = layer.start(2, 9, summary)
    state = state[0] if kind is AttentiveDecoder else state
    assert [len(level) for level in state] == [parts] * layer.depth
    leaves = numbers(keras.tree.flatten(state))
    assert_same(np.concatenate(leaves, axis=-1), summary)


def test_each_direction_has_its_slice_of_the_summary():
    stack = RecurrentStack(2, bidirectional=True)
    summary = np.arange(8.0, dtype="float32")[None]
    ((forward, backward),) = stack.start(1, 9, summary)
    assert_same(forward, (summary[:, :2], summary[:, 2:4]))
    assert_same(backward, (summary[:, 4:6], summary[:, 6:]))


@each_layer
def test_without_a_summary_the_first_state_is_zero(kind, arguments):
    layer = kind(UNITS, **arguments)
    state = numbers(keras.tree.flatten(layer.start(3, 9)))
    assert all(part.shape[0] == 3 and not part.any() for part in state)


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_the_last_of_a_stack_is_where_each_row_ends(cell):
    stack = RecurrentStack(UNITS, 2, **cell)
    outputs, state = stack(INPUTS, lengths=LENGTHS)
    last = numbers(stack.last(outputs, state, LENGTHS))[0]
    for row, length in enumerate(LENGTHS[:3]):
        assert_same(last[row], outputs[row, length - 1])
    assert not last[3].any()


def test_the_last_of_both_directions_is_where_each_ends():
    stack = RecurrentStack(UNITS, 2, bidirectional=True)
    outputs, state = stack(INPUTS, lengths=LENGTHS)
    last = stack.last(outputs, state, LENGTHS)
    for row, length in enumerate(LENGTHS[:3]):
        assert_same(last[row, :UNITS], outputs[row, length - 1, :UNITS])
        assert_same(last[row, UNITS:], outputs[row, 0, UNITS:])


def test_the_last_of_a_decoder_is_where_each_row_ends():
    outputs, _, state = (decoder := AttentiveDecoder(UNITS))(INPUTS, MEMORY)
    last = decoder.last(outputs, state, LENGTHS)
    for row, length in enumerate(LENGTHS[:3]):
        assert_same(last[row], outputs[row, length - 1])
    assert not numbers(last)[0][3].any()
    assert_same(decoder.last(outputs, state), outputs[:, -1])


@pytest.mark.parametrize("kind", [RecurrentStack, AttentiveDecoder])
def test_a_summary_of_another_width_says_how_to_fix_it(kind):
    message = r"shape \(rows, 10\).*Received shape \(4, 7\).*summary_width"
    with pytest.raises(ValueError, match=message):
        kind(UNITS, 2, "gru").start(4, 6, np.zeros((4, 7), "float32"))


def test_a_call_begins_with_a_state_or_a_summary():
    decoder = AttentiveDecoder(UNITS)
    summary = np.zeros((ROWS, decoder.summary_width), "float32")
    state = decoder.start(ROWS, TIME, summary)
    assert_same(
        decoder(INPUTS, MEMORY, summary=summary), decoder(INPUTS, MEMORY, state=state)
    )
    with pytest.raises(ValueError, match="Received both. Leave one out"):
        decoder(INPUTS, MEMORY, state=state, summary=summary)
