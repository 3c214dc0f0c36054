import numpy as np
import pytest

from seqkit.layers import AttentiveDecoder
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(3, 4, 2)).astype("float32")
MEMORY = RANDOM.normal(size=(3, 5, 6)).astype("float32")
LENGTHS = np.array([5, 2, 0], "int32")
WIDTH = 6  # of the state, as wide as the memory, which the dot product wants

KINDS = {
    "bahdanau": {},
    "gated": {"gated": True, "cell": "lstm"},
    "luong": {"attention": "luong", "cell": "lstm", "readout": 3},
    "luong_dot": {"attention": "luong_dot", "depth": 2, "residual": True},
    "none": {"attention": None, "cell": "rnn"},
}
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def memory_of(decoder):
    """The memory and its lengths; one vector a row where there is no attention."""
    if decoder.attention is None:
        return MEMORY[:, :1], np.minimum(LENGTHS, 1)
    return MEMORY, LENGTHS


@each_kind
def test_keeps_what_every_layer_owes(kind):
    memory, lengths = memory_of(AttentiveDecoder(WIDTH, **kind))
    # `check_layer` pads inputs where lengths are given, and these are the memory's.
    check_layer(lambda: AttentiveDecoder(WIDTH, **kind), INPUTS, memory=memory)
    decoder = AttentiveDecoder(WIDTH, **kind)
    padded = decoder(INPUTS, memory, lengths)
    if kind.get("attention", "") is not None:
        filled = np.pad(memory, [(0, 0), (0, 3), (0, 0)], constant_values=np.nan)
        outputs, weights, state = decoder(INPUTS, filled, lengths)
        assert_same((outputs, weights[..., :5], state), padded)


def test_bahdanau_follows_the_published_equations():
    decoder = AttentiveDecoder(WIDTH, cell="rnn", readout=3)
    outputs, weights, _ = decoder(INPUTS, MEMORY)
    kernel, recurrent, bias = numbers(decoder.stack.trainable_variables)
    read, read_bias = numbers(decoder.read.trainable_variables)
    for row in range(3):
        state = np.zeros(WIDTH)
        for time in range(4):
            context, looked = numbers(decoder.look(state[None], MEMORY[row : row + 1]))
            inputs = np.concatenate([INPUTS[row, time], context[0]])
            state = np.tanh(inputs @ kernel + state @ recurrent + bias)
            inputs = np.concatenate([state, context[0], INPUTS[row, time]])
            assert_same(weights[row, time], looked[0])
            assert_same(outputs[row, time], np.tanh(inputs @ read + read_bias))


def test_luong_feeds_what_comes_out_into_the_next_step():
    decoder = AttentiveDecoder(WIDTH, cell="rnn", attention="luong", readout=3)
    outputs, weights, _ = decoder(INPUTS, MEMORY)
    kernel, recurrent, bias = numbers(decoder.stack.trainable_variables)
    read, read_bias = numbers(decoder.read.trainable_variables)
    state, fed = np.zeros((3, WIDTH)), np.zeros((3, 3))
    for time in range(4):
        inputs = np.concatenate([INPUTS[:, time], fed], axis=-1)
        state = np.tanh(inputs @ kernel + state @ recurrent + bias)
        context, looked = numbers(decoder.look(state, MEMORY))
        fed = np.tanh(np.concatenate([state, context], axis=-1) @ read + read_bias)
        assert_same(weights[:, time], looked)
        assert_same(outputs[:, time], fed)


def test_the_gate_scales_the_context_by_the_previous_state():
    decoder = AttentiveDecoder(WIDTH, gated=True)
    outputs, weights, _ = decoder(INPUTS, MEMORY)
    decoder.gate.bias.assign([-1e4])
    shut, _, _ = decoder(INPUTS, MEMORY)
    nothing, _, _ = decoder(INPUTS, np.zeros_like(MEMORY))
    assert_same(shut, nothing)
    assert not np.allclose(*numbers((shut, outputs)))


def test_without_attention_every_step_sees_the_same_vector():
    decoder = AttentiveDecoder(WIDTH, attention=None)
    with pytest.raises(ValueError, match=r"one vector.*\(3, 5, 6\).*`attention`"):
        decoder(INPUTS, MEMORY)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"attention": "soft"}, "'bahdanau', 'luong', 'luong_dot', None.*'soft'"),
        ({"attention": "luong", "gated": True}, "Received attention='luong'"),
        ({"cell": "srn"}, "`cell` is one of"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        AttentiveDecoder(WIDTH, **arguments)


@pytest.mark.parametrize("place", range(2))
def test_single_sequences_say_how_to_fix_it(place):
    inputs = [INPUTS, MEMORY]
    inputs[place] = inputs[place][0]
    with pytest.raises(ValueError, match=r"`inputs\[None\]`"):
        AttentiveDecoder(WIDTH)(*inputs)
