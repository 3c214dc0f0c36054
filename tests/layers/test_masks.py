"""Keras masks, through functional models of Keras's own layers and ours."""

import keras
import numpy as np
import pytest

from seqkit.layers import CRF
from seqkit.layers import AttentionOverTime
from seqkit.layers import AttentiveDecoder
from seqkit.layers import BahdanauAttention
from seqkit.layers import CharacterEncoder
from seqkit.layers import EvenAttention
from seqkit.layers import LastOverTime
from seqkit.layers import LuongAttention
from seqkit.layers import MaxOverTime
from seqkit.layers import MeanOverTime
from seqkit.layers import OneHot
from seqkit.layers import RecurrentStack
from seqkit.layers import WordDropout
from tests.checks import assert_same
from tests.checks import called
from tests.checks import numbers

IDS = np.array([[1, 2, 0, 0], [3, 1, 2, 4], [4, 0, 0, 0]], "int32")
ANYWHERE = np.array([[0, 1, 0, 2], [3, 1, 2, 4], [0, 0, 4, 0]], "int32")
LENGTHS = np.array([2, 4, 1], "int32")
READERS = {
    "mean": MeanOverTime,
    "max": MaxOverTime,
    "last": LastOverTime,
    "attention": lambda: AttentionOverTime(3),
    "rnn": lambda: RecurrentStack(3, cell="rnn"),
    "lstm": lambda: RecurrentStack(3, 2, bidirectional=True),
    "gru": lambda: RecurrentStack(3, cell="gru", residual=True),
    "crf": CRF,
}
LOOKERS = {
    "bahdanau": lambda: BahdanauAttention(3),
    "general": LuongAttention,
    "dot": lambda: LuongAttention("dot"),
}
DECODERS = {
    "bahdanau": {},
    "luong": {"attention": "luong", "cell": "lstm"},
    "none": {"attention": None},
}
each_reader = pytest.mark.parametrize("build", READERS.values(), ids=READERS)
each_looker = pytest.mark.parametrize("build", LOOKERS.values(), ids=LOOKERS)
each_decoder = pytest.mark.parametrize("kind", DECODERS.values(), ids=DECODERS)


def embedding(seed=0):
    """An embedding of five ids that masks 0, always the same."""
    return keras.layers.Embedding(5, 3, weights=[table(seed)], mask_zero=True)


def table(seed=0):
    return np.random.default_rng(seed).normal(size=(5, 3)).astype("float32")


def functional(layer):
    """A model from ids to what a layer makes of their masked vectors."""
    ids = keras.Input((None,), dtype="int32")
    return keras.Model(ids, layer(embedding()(ids)))


def moved(steps):
    """Steps of each row as they stand in `ANYWHERE`, from those of `IDS`."""
    steps = numbers(steps)[0]
    expected = np.zeros_like(steps)
    for row, ids in enumerate(ANYWHERE):
        expected[row, ids != 0] = steps[row, : LENGTHS[row]]
    return expected


@each_reader
def test_a_mask_counts_as_lengths(build):
    layer = build()
    found = called(functional(layer), IDS)
    assert_same(found, layer(table()[IDS], lengths=LENGTHS))


@each_reader
def test_a_masked_row_is_read_wherever_its_padding_stands(build):
    layer = build()
    model = functional(layer)
    found, expected = (
        keras.tree.flatten(called(model, ids)) for ids in (ANYWHERE, IDS)
    )
    for one, two in zip(found, expected, strict=True):
        timed = tuple(two.shape[:2]) == IDS.shape
        if isinstance(layer, CRF):  # which gives its inputs back
            two = np.where(IDS[..., None] != 0, table()[IDS], 0)
        assert_same(one, moved(two[..., None])[..., 0] if timed else two)


@each_reader
def test_lengths_given_come_before_a_mask(build):
    layer = build()
    ids, lengths = keras.Input((None,), dtype="int32"), keras.Input((), dtype="int32")
    model = keras.Model((ids, lengths), layer(embedding()(ids), lengths=lengths))
    fewer = np.array([1, 2, 0], "int32")
    assert_same(called(model, (IDS, fewer)), layer(table()[IDS], lengths=fewer))


@each_reader
def test_a_model_with_a_mask_is_trained_saved_and_loaded(build, tmp_path):
    layer = build()
    outputs = keras.tree.flatten(layer(embedding()(ids := keras.Input((None,)))))[0]
    layer.trainable = not isinstance(layer, CRF)  # whose loss is its likelihood
    if len(outputs.shape) == 3:
        outputs = MeanOverTime()(outputs)
    model = keras.Model(ids, keras.layers.Dense(1)(outputs))
    model.compile("sgd", "mse", run_eagerly=keras.backend.backend() == "tensorflow")
    model.fit(IDS, np.ones((3, 1)), verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert_same(called(loaded, ANYWHERE[:, 1:]), called(model, ANYWHERE[:, 1:]))


@each_looker
def test_attention_looks_at_no_masked_step(build):
    query, ids = keras.Input((3,)), keras.Input((None,), dtype="int32")
    alike = keras.layers.Embedding(5, 3, embeddings_initializer="ones", mask_zero=True)
    model = keras.Model((query, ids), build()(query, alike(ids)))
    stock = keras.layers.AdditiveAttention()(
        [query[:, None], alike(ids)], return_attention_scores=True
    )[1]
    stock = keras.Model((query, ids), stock[:, 0])
    for places in (IDS, ANYWHERE):
        given = np.ones((3, 3), "float32"), places
        _, weights = called(model, given)
        real = places != 0
        assert_same(weights, real / real.sum(axis=1, keepdims=True))
        assert_same(weights, called(stock, given))


@each_decoder
def test_a_decoder_reads_both_masks(kind):
    decoder = AttentiveDecoder(4, **kind)
    inputs, ids = (keras.Input((None,), dtype="int32") for _ in range(2))
    memory = embedding(1)(ids)
    if decoder.look is None:
        memory = MeanOverTime()(memory)[:, None]
    model = keras.Model((inputs, ids), decoder(embedding()(inputs), memory))
    outputs, weights, state = called(model, (IDS, IDS))
    plain = table(1)[IDS], LENGTHS
    if decoder.look is None:
        plain = numbers(MeanOverTime()(*plain)[:, None]) + [None]
    for row, length in enumerate(LENGTHS):
        rows = [None if part is None else part[row : row + 1] for part in plain]
        alone = decoder(table()[IDS[row : row + 1, :length]], *rows)
        assert_same((outputs[row : row + 1, :length], alone[1]), (alone[0], alone[1]))
        assert_same(weights[row : row + 1, :length], alone[1])
        ends = keras.tree.map_structure(
            lambda part, row=row: part[row : row + 1], state
        )
        assert_same(ends, alone[2])
    assert not np.any(numbers(outputs)[0][0, 2:])
    elsewhere = called(model, (ANYWHERE, IDS))
    assert_same(elsewhere, (moved(outputs), moved(weights), state))


def test_a_state_given_leaves_the_mask_in_force():
    """Keras names a mask otherwise where a layer is called with several tensors."""
    stack = RecurrentStack(3)
    state = stack.start(3, 4)
    stack.build((None, None, 3))
    ids = keras.Input((None,), dtype="int32")
    parts = keras.Input((3,)), keras.Input((3,))
    outputs = stack(embedding()(ids), state=(parts,))
    found = called(keras.Model((ids, *parts), outputs), (IDS, *numbers(state)))
    assert_same(found, stack(table()[IDS], lengths=LENGTHS))


def test_a_crf_trains_and_decodes_by_the_mask_of_its_potentials():
    crf = CRF()
    crf.build((None, None, 3))
    crf.transitions.assign(table(2)[:3])
    gold = np.array([[0, 1, 0, 0], [2, 1, 0, 1], [2, 0, 0, 0]], "int32")
    expected = crf.log_likelihood(table()[IDS], gold, LENGTHS)
    assert_same(crf.log_likelihood(crf(embedding()(IDS)), gold), expected)
    best, scores = crf.viterbi(table()[IDS], LENGTHS)
    assert_same(crf.viterbi(crf(embedding()(IDS))), (best, scores))
    elsewhere = np.int32(moved(gold))
    assert_same(crf.log_likelihood(embedding()(ANYWHERE), elsewhere), expected)
    found, same = crf.viterbi(embedding()(ANYWHERE))
    assert_same((found, same), (np.where(ANYWHERE, moved(best), -1), scores))


def test_even_attention_counts_the_steps_of_a_mask():
    weights = np.random.default_rng(0).dirichlet(np.ones(5), size=(3, 4))
    layer = EvenAttention()
    layer(np.zeros(1), weights.astype("float32"), IDS)
    expected = layer.losses
    layer = EvenAttention()
    layer(np.zeros(1), weights.astype("float32"), weights_mask=IDS != 0)
    assert_same(layer.losses, expected)


@pytest.mark.parametrize(
    "between",
    [
        lambda ids: RecurrentStack(3)(embedding()(ids))[0],
        lambda ids: CRF()(embedding()(ids)),
        lambda ids: AttentiveDecoder(3)(embedding()(ids), embedding()(ids))[0],
        lambda ids: RecurrentStack(2)(RecurrentStack(3)(embedding()(ids))[0])[0],
    ],
    ids=["stack", "crf", "decoder", "two_stacks"],
)
def test_a_mask_travels_on(between):
    ids = keras.Input((None,), dtype="int32")
    outputs = between(ids)
    found = called(keras.Model(ids, (outputs, MeanOverTime()(outputs))), IDS)
    steps, mean = numbers(found)
    expected = [steps[row, :n].mean(axis=0) for row, n in enumerate(LENGTHS)]
    assert_same(mean, np.array(expected))


def test_words_keep_their_mask_through_layers_of_ids():
    for layer in (CharacterEncoder(5, 3), WordDropout(0.5), OneHot(3)):
        assert layer.supports_masking
        assert layer.compute_mask(None, IDS) is IDS


WRONG = {
    "one for all": ([2], r"\(1,\)"),
    "a number": (2, r"\(\)"),
    "of steps": (np.ones((3, 4), "int32"), r"\(3, 4\)"),
    "floats": (np.array([1.0, 2.0, 3.0]), "float"),
    "booleans": (np.array([True, False, True]), "bool"),
    "more than there are": (np.array([1, 5, 2]), "Received 5 .* 4 steps.* from 0 to 4"),
    "fewer than none": (np.array([1, -1, 2]), "Received -1 "),
}


@pytest.mark.parametrize(("lengths", "message"), WRONG.values(), ids=WRONG)
@each_reader
def test_lengths_that_cannot_be_are_refused(build, lengths, message):
    with pytest.raises(ValueError, match=f"`lengths` of .*{message}"):
        build()(table()[IDS], lengths=lengths)


@each_looker
def test_lengths_of_a_memory_that_cannot_be_are_refused(build):
    with pytest.raises(ValueError, match="`lengths` of `(Bahdanau|Luong)Attention`"):
        build()(np.zeros((3, 3)), table()[IDS], lengths=np.array([1, 9, 1]))


def test_a_mask_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"mask of `MeanOverTime`.*\(3, 2\)"):
        MeanOverTime()(table()[IDS], mask=IDS[:, :2] != 0)


def test_a_model_of_our_layers_is_cloned():
    ids = keras.Input((None,), dtype="int32")
    vectors = embedding()(ids)
    outputs, _ = RecurrentStack(3, bidirectional=True)(vectors)
    mean = MaxOverTime(dtype=keras.DTypePolicy("float32"))(outputs)
    context, _ = BahdanauAttention(3)(mean, outputs)
    model = keras.Model(ids, (CRF()(outputs), context))
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    assert_same(called(clone, IDS), called(model, IDS))
