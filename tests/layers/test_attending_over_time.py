import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers import AttentiveDecoder
from seqkit.layers.lengths import keep
from tests.checks import assert_same

RANDOM = np.random.default_rng(0)
UNITS = 4
LENGTHS = np.array([3, 2, 0], "int32")
REAL = np.array([[1, 1, 0, 1], [0, 1, 1, 1], [0, 0, 0, 0]], bool)  # with holes
SHAPES = (3, 4, 2), (3, 3, UNITS)  # of inputs and memory

KINDS = {
    "bahdanau": {},
    "gated": {"gated": True, "cell": "lstm", "depth": 2},
    "luong": {"attention": "luong", "cell": "lstm", "readout": 3},
    "luong_dot": {"attention": "luong_dot", "depth": 2, "residual": True},
    "bahdanau_residual": {"depth": 3, "cell": "rnn", "residual": True},
}


def step_by_step(decoder, inputs, memory, summary, real):
    """What a call returns, by `step`, whose gradient the backend finds."""
    prepared = decoder.prepare(memory, LENGTHS[: len(inputs)])
    state = decoder.start(*inputs.shape[:2], summary)
    outputs, weights = [], []
    for time in range(inputs.shape[1]):
        now, looked, after = decoder.step(inputs[:, time], state, prepared)
        if real is not None:
            after = keras.tree.map_structure(
                lambda new, old, here=real[:, time, None]: ops.where(here, new, old),
                after,
                state,
            )
        state = after
        outputs.append(now)
        weights.append(looked)
    outputs, weights = ops.stack(outputs, axis=1), ops.stack(weights, axis=1)
    return keep(outputs, real), keep(weights, real), state


def in_one_call(decoder, inputs, memory, summary, real):
    lengths = LENGTHS[: len(inputs)]
    return decoder(inputs, memory, lengths, summary=summary, inputs_mask=real)


def both(kind, shapes=SHAPES, real=None):
    """The results and the gradients of both ways."""
    decoder = AttentiveDecoder(UNITS, **kind)
    decoder.build(*shapes)
    weights = decoder.trainable_variables
    shapes = (*shapes, (shapes[0][0], decoder.summary_width))
    shapes += tuple(weight.shape for weight in weights)
    sizes = np.cumsum([np.prod(shape) for shape in shapes])
    given = RANDOM.normal(size=sizes[-1]).astype("float32") * 0.5
    wanted = []  # the factors of the results in the loss

    def parts(given):
        cut = ops.split(given, [int(size) for size in sizes[:-1]])
        return [ops.reshape(*each) for each in zip(cut, shapes, strict=True)]

    def results(run, given):
        (*inputs,) = parts(given)
        mapping = list(zip(weights, inputs[3:], strict=True))
        with keras.StatelessScope(state_mapping=mapping):
            return keras.tree.flatten(run(decoder, *inputs[:3], real))

    def loss(run, given):
        after = results(run, given)
        if not wanted:
            wanted.extend(RANDOM.normal(size=part.shape) for part in after)
        return sum(
            ops.sum(part * ops.cast(factor, part.dtype))
            for part, factor in zip(after, wanted, strict=True)
        )

    given = ops.convert_to_tensor(given)
    return [
        (results(run, given), gradient(lambda given, run=run: loss(run, given), given))
        for run in (in_one_call, step_by_step)
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("real", [None, REAL], ids=["all_real", "holes"])
def test_results_and_gradients_are_those_of_single_steps(kind, real):
    assert_same(*both(kind, real=real))


@pytest.mark.parametrize("attention", ["bahdanau", "luong"])
def test_one_step_of_one_row_is_enough(attention):
    assert_same(*both({"attention": attention}, [(1, 1, 2), (1, 3, 3)]))


def test_inputs_as_wide_as_the_units_are_added_to_the_first_layer():
    # Inputs and context have the width of the units together.
    assert_same(*both({"residual": True}, [(2, 3, 1), (2, 3, UNITS - 1)]))


def test_mixed_precision_is_near_float32():
    inputs, memory = (RANDOM.normal(size=shape).astype("float32") for shape in SHAPES)
    exact = AttentiveDecoder(UNITS, attention="luong")
    mixed = AttentiveDecoder(UNITS, attention="luong", dtype="mixed_bfloat16")
    expected, _ = exact(inputs, memory), mixed(inputs, memory)
    mixed.set_weights(exact.get_weights())
    received = mixed(inputs, memory)
    assert keras.backend.standardize_dtype(received[0].dtype) == "bfloat16"
    assert_same(received, expected, atol=0.05)


@pytest.mark.skipif(
    keras.backend.backend() == "jax", reason="JAX computes float64 only if it is told"
)
def test_float64_is_as_exact_as_single_steps():
    inputs, memory = (RANDOM.normal(size=shape) for shape in SHAPES)
    decoder = AttentiveDecoder(UNITS, attention="luong", dtype="float64")
    outputs, _, _ = decoder(inputs, memory, LENGTHS)
    assert keras.backend.standardize_dtype(outputs.dtype) == "float64"
    given = (ops.convert_to_tensor(inputs), memory, None, None)
    expected, _, _ = step_by_step(decoder, *given)
    np.testing.assert_allclose(outputs, expected, rtol=1e-12)
