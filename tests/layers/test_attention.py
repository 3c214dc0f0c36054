import functools

import numpy as np
import pytest
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers import BahdanauAttention
from seqkit.layers import LuongAttention
from seqkit.layers.attention_layer import attention_weights
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

RANDOM = np.random.default_rng(0)
QUERY = RANDOM.normal(size=(3, 6)).astype("float32")
MEMORY = RANDOM.normal(size=(3, 5, 6)).astype("float32")
LENGTHS = np.array([5, 2, 0], "int32")

ATTENTIONS = {
    "bahdanau": functools.partial(BahdanauAttention, 4),
    "general": LuongAttention,
    "dot": functools.partial(LuongAttention, "dot"),
}
each_attention = pytest.mark.parametrize("build", ATTENTIONS.values(), ids=ATTENTIONS)


def expected_scores(layer, query, memory):
    """Scores of one query and the rows of one memory, by the papers' equations."""
    matrices = numbers(layer.trainable_variables)
    if isinstance(layer, LuongAttention):
        return memory @ (matrices[0] @ query if matrices else query)
    asked, projected, bias, compared = matrices
    return np.tanh(query @ asked + memory @ projected + bias) @ compared[:, 0]


@each_attention
def test_keeps_what_every_layer_owes(build):
    check_layer(build, QUERY, memory=MEMORY)
    layer = build()
    filled = np.pad(MEMORY, [(0, 0), (0, 2), (0, 0)], constant_values=np.nan)
    context, weights = layer(QUERY, filled, LENGTHS)
    assert_same((context, weights[:, :5]), layer(QUERY, MEMORY, LENGTHS))


@each_attention
def test_follows_its_published_equations(build):
    layer = build()
    context, weights = numbers(layer(QUERY, MEMORY, LENGTHS))
    for row, length in enumerate(LENGTHS[:2]):
        real = MEMORY[row, :length]
        shares = np.exp(expected_scores(layer, QUERY[row], real))
        assert_same(weights[row, :length], shares / shares.sum())
        assert_same(context[row], shares / shares.sum() @ real)


@each_attention
def test_padding_weighs_exactly_nothing_and_all_padding_is_harmless(build):
    context, weights = numbers(build()(QUERY, MEMORY * 100, LENGTHS))
    assert not weights[1, 2:].any()
    assert not weights[2].any() and not context[2].any()


@each_attention
def test_what_is_prepared_once_serves_every_query(build):
    layer = build()
    expected = layer(QUERY, MEMORY, LENGTHS)
    assert_same(layer.attend(QUERY, layer.prepare(MEMORY, LENGTHS)), expected)


@each_attention
def test_wrong_ranks_say_how_to_fix_it(build):
    with pytest.raises(ValueError, match=r"shape \(6,\).*`query\[None\]`"):
        build()(QUERY[0], MEMORY)
    with pytest.raises(ValueError, match=r"shape \(5, 6\)"):
        build()(QUERY, MEMORY[0])


@each_attention
def test_a_query_has_a_memory(build):
    with pytest.raises(ValueError, match="memory for each row.*`ops.repeat"):
        build()(QUERY[:1], MEMORY)


@NEEDS_TENSORFLOW
def test_double_precision_is_kept():
    _, weights = BahdanauAttention(4, dtype="float64")(QUERY, MEMORY)
    total = ops.convert_to_numpy(weights).sum(axis=1)
    np.testing.assert_allclose(total, 1, rtol=1e-14)


def test_the_dot_product_wants_equal_widths():
    with pytest.raises(ValueError, match="widths 4 and 6.*general"):
        LuongAttention("dot")(QUERY[:, :4], MEMORY)
    with pytest.raises(ValueError, match="one of 'dot', 'general'. Received 'concat'"):
        LuongAttention("concat")


@each_attention
def test_several_queries_look_at_one_memory_as_at_copies_of_it(build):
    layer = build()
    layer(QUERY, MEMORY)
    queries = np.random.default_rng(1).normal(size=(6, 6)).astype("float32")
    prepared = layer.prepare(MEMORY, LENGTHS)
    copies = [ops.repeat(part, 2, axis=0) for part in prepared]
    found, expected = layer.attend(queries, prepared), layer.attend(queries, copies)
    assert_same(found, expected)
    empty = [part[:0] for part in prepared]
    assert_same(layer.attend(queries[:0], empty), [part[:0] for part in found])


def test_the_weight_of_a_single_real_step_has_no_gradient():
    scores, real = np.array([[0.5, 2.0]], "float32"), np.array([[True, False]])

    def weight(scores):
        return ops.sum(attention_weights(scores, ops.convert_to_tensor(real)))

    found = gradient(weight, ops.convert_to_tensor(scores))
    np.testing.assert_array_equal(found, [[0.0, 0.0]])
