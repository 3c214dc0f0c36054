import itertools

import keras
import numpy as np
import pytest
from keras import ops

from seqkit.layers import CRF
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers
from tests.checks import precision

TAGS, TIME = 3, 4
LENGTHS = np.array([4, 3, 1, 0, 2], "int32")
RANDOM = np.random.default_rng(0)
POTENTIALS = RANDOM.normal(size=(len(LENGTHS), TIME, TAGS)).astype("float32")
GOLD = RANDOM.integers(0, TAGS, (len(LENGTHS), TIME)).astype("int32")
ROWS = [
    (POTENTIALS[row, :length], GOLD[row, :length]) for row, length in enumerate(LENGTHS)
]


def build_crf():
    """A CRF with wild scores, always the same."""
    crf = CRF()
    crf.build((None, None, TAGS))
    random = np.random.default_rng(1)
    for weight in crf.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    return crf


@pytest.fixture(scope="module")
def crf():
    return build_crf()


def score_by_hand(crf, potentials, path):
    """The score of one path, added up tag by tag."""
    if not len(path):
        return 0.0
    transitions, starts, ends = numbers(crf.weights)
    moves = sum(transitions[pair] for pair in itertools.pairwise(path))
    suits = sum(potentials[step, tag] for step, tag in enumerate(path))
    return float(starts[path[0]] + suits + moves + ends[path[-1]])


def every_path(crf, potentials):
    """All paths through one row, with their scores."""
    paths = itertools.product(range(TAGS), repeat=len(potentials))
    return {path: score_by_hand(crf, potentials, path) for path in paths}


def log_total(paths):
    return np.logaddexp.reduce(list(paths.values()))


def test_keeps_what_every_layer_owes():
    check_layer(build_crf, POTENTIALS, LENGTHS, full_precision=True)


def test_likelihood_is_what_brute_force_finds(crf):
    expected = [
        score_by_hand(crf, *row) - log_total(every_path(crf, row[0])) for row in ROWS
    ]
    found = crf.log_likelihood(POTENTIALS, GOLD, LENGTHS)
    assert_same(found, np.array(expected))


def test_viterbi_finds_the_path_that_brute_force_finds(crf):
    found, scores = numbers(crf.viterbi(POTENTIALS, LENGTHS))
    for row, (potentials, _) in enumerate(ROWS):
        paths = every_path(crf, potentials)
        best = max(paths, key=paths.get)
        assert tuple(found[row]) == best + (-1,) * (TIME - len(best))
        np.testing.assert_allclose(scores[row], paths[best], rtol=1e-5)


def counts_by_hand(path):
    """How often a path has each tag at each step, each pair, each start and end."""
    counts = [np.zeros(size) for size in [(TIME, TAGS), (TAGS, TAGS), TAGS, TAGS]]
    for step, tag in enumerate(path):
        counts[0][step, tag] += 1
    for pair in itertools.pairwise(path):
        counts[1][pair] += 1
    if len(path):
        counts[2][path[0]] += 1
        counts[3][path[-1]] += 1
    return counts


def test_gradient_is_expected_less_real_counts(crf):
    model = Chain(build_crf())
    before = model.get_weights()
    model.fit(
        np.arange(len(ROWS)), GOLD, batch_size=len(ROWS), shuffle=False, verbose=0
    )
    slopes = [old - new for old, new in zip(before, model.get_weights(), strict=True)]

    expected = [np.zeros_like(slope) for slope in slopes]
    for row, (potentials, gold) in enumerate(ROWS):
        paths = every_path(crf, potentials)
        weighed = [(path, np.exp(paths[path] - log_total(paths))) for path in paths]
        for path, weight in [*weighed, (gold, -1)]:
            tags, *others = counts_by_hand(path)
            expected[0][row] += weight * tags.ravel()
            for total, part in zip(expected[1:], others, strict=True):
                total += weight * part
    assert_same(slopes, expected)


class Chain(keras.Model):
    """Learns the potentials of the rows themselves, by plain descent."""

    def __init__(self, crf):
        inputs = keras.Input((), dtype="int32")
        values = POTENTIALS.reshape(len(ROWS), -1)
        learned = keras.layers.Embedding(*values.shape, weights=[values])(inputs)
        potentials = keras.layers.Reshape((TIME, TAGS))(learned)
        super().__init__(inputs=inputs, outputs=crf(potentials))
        self.crf = crf
        self.compile(keras.optimizers.SGD(1.0))

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        return -ops.sum(self.crf.log_likelihood(y_pred, y, LENGTHS))


def test_a_row_gives_what_it_gives_alone(crf):
    likelihoods = crf.log_likelihood(POTENTIALS, GOLD, LENGTHS)
    best, scores = crf.viterbi(POTENTIALS, LENGTHS)
    for row, (potentials, gold) in enumerate(ROWS):
        if not len(gold):
            continue
        assert_same(
            crf.log_likelihood(potentials[None], gold[None]), likelihoods[row][None]
        )
        alone = crf.viterbi(potentials[None])
        assert_same(alone, (best[row][None, : len(gold)], scores[row][None]))


def test_padding_changes_nothing(crf):
    """Not even where it is NaN, and tags there are none of the field's."""
    longer = np.pad(POTENTIALS, [(0, 0), (0, 2), (0, 0)])
    gold = np.pad(GOLD, [(0, 0), (0, 2)])
    for row, length in enumerate(LENGTHS):
        longer[row, length:] = np.nan
        gold[row, length:] = 99
    assert_same(
        crf.log_likelihood(longer, gold, LENGTHS),
        crf.log_likelihood(POTENTIALS, GOLD, LENGTHS),
    )
    best, scores = crf.viterbi(longer, LENGTHS)
    expected = crf.viterbi(POTENTIALS, LENGTHS)
    assert_same((best[:, :TIME], scores), expected)
    assert np.all(numbers(best)[0][:, TIME:] == -1)


def test_a_row_of_padding_has_the_empty_path_for_sure(crf):
    nothing = np.array([0], "int32")
    assert_same(crf.log_likelihood(POTENTIALS[:1], GOLD[:1], nothing), np.zeros(1))
    best, scores = crf.viterbi(POTENTIALS[:1], nothing)
    assert_same((best, scores), (np.full((1, TIME), -1), np.zeros(1)))


@pytest.mark.parametrize("size", [30.0, 1e4])
def test_far_apart_potentials_give_finite_answers(crf, size):
    potentials = size * POTENTIALS
    likelihood = numbers(crf.log_likelihood(potentials, GOLD, LENGTHS))[0]
    assert np.all(np.isfinite(likelihood))
    best, _ = crf.viterbi(potentials, LENGTHS)
    sure = crf.log_likelihood(potentials, best, LENGTHS)
    assert_same(sure, np.zeros(len(LENGTHS)), atol=1e-2)


def test_sixteen_bits_are_left_to_others(crf):
    with precision("mixed_float16"):
        mixed = build_crf()
        halves = ops.cast(POTENTIALS, "float16")
        found = mixed.log_likelihood(mixed(halves, LENGTHS), GOLD, LENGTHS)
    rounded = POTENTIALS.astype("float16").astype("float32")
    assert_same(found, crf.log_likelihood(rounded, GOLD, LENGTHS))


@NEEDS_TENSORFLOW
def test_one_graph_takes_any_batch_of_any_length(crf):
    import tensorflow as tf

    shapes = [tf.TensorSpec([None, None, TAGS]), tf.TensorSpec([None], tf.int32)]
    traced = tf.function(crf.viterbi, input_signature=shapes)
    assert_same(traced(POTENTIALS, LENGTHS), crf.viterbi(POTENTIALS, LENGTHS))
    one_step = np.minimum(LENGTHS, 1)
    assert_same(
        traced(POTENTIALS[:, :1], one_step), crf.viterbi(POTENTIALS[:, :1], one_step)
    )
    best, scores = traced(POTENTIALS[:0], LENGTHS[:0])
    assert best.shape == (0, TIME)
    assert scores.shape == (0,)


def test_tags_that_there_are_not_are_refused(crf):
    for wrong in (-1, TAGS):
        gold = np.where(GOLD == GOLD[0, 0], wrong, GOLD)
        with pytest.raises(ValueError, match=f"from 0 to 2.* Received {wrong}"):
            crf.log_likelihood(POTENTIALS, gold, LENGTHS)
    with pytest.raises(ValueError, match=r"`tags` .*shape \(5, 3\)"):
        crf.log_likelihood(POTENTIALS, GOLD[:, 1:], LENGTHS)


def test_it_decodes_before_its_first_call_and_refuses_single_sequences():
    fresh = CRF()
    assert_same(
        fresh.viterbi(POTENTIALS, LENGTHS)[1], fresh.viterbi(POTENTIALS, LENGTHS)[1]
    )
    with pytest.raises(ValueError, match=r"`inputs\[None\]`"):
        fresh.viterbi(POTENTIALS[0])


def test_the_number_of_tags_is_no_argument():
    with pytest.raises(TypeError, match="no argument `num_tags`.*read from"):
        CRF(num_tags=3)


def test_wrong_rank_says_how_to_fix_it():
    with pytest.raises(ValueError, match=r"shape \(4, 3\).*`inputs\[None\]`"):
        CRF()(POTENTIALS[0])
