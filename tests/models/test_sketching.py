import numpy as np
import pytest

from seqkit.models.drawing_steps import TRIED
from seqkit.models.sketching import spherical
from seqkit.strokes import Drawing
from seqkit.strokes import Strokes
from tests.checks import assert_same
from tests.checks import numbers
from tests.models.small_sketcher import CODEC
from tests.models.small_sketcher import DRAWINGS
from tests.models.small_sketcher import POINTS
from tests.models.small_sketcher import build_model

pytestmark = pytest.mark.usefixtures("untraced")


@pytest.fixture(scope="module")
def model():
    """No test may change it."""
    return build_model()


@pytest.fixture(scope="module")
def alone():
    """A decoder alone that seldom ends a drawing; no test may change it."""
    model = build_model(latent=None)
    kernel, bias = model.head.dense.get_weights()
    model.head.dense.set_weights([kernel, np.append(bias[:-1], -6.0)])
    return model


def same(drawings, others):
    """Whether drawings have nearly equal offsets, and some have points."""
    for one, other in zip(drawings, others, strict=True):
        np.testing.assert_allclose(one.offsets, other.offsets, rtol=1e-3, atol=1e-3)
    return any(map(len, drawings))


@pytest.mark.parametrize("latent", [pytest.param(3, marks=pytest.mark.slow), None])
def test_a_seed_draws_the_same_and_rows_do_not_depend_on_their_batch(latent):
    model = build_model(latent=latent)
    several = model.draw(4, seed=7)
    assert len(several) == 4
    assert same(several, model.draw(4, seed=7))
    assert same(several[:2], model.draw(2, seed=7))
    assert len({drawing.offsets.tobytes() for drawing in several}) > 2
    assert all(len(drawing) <= CODEC.longest for drawing in several)
    assert isinstance(model.draw(seed=7), Drawing)


def test_the_score_of_a_drawing_is_that_of_its_steps():
    model = build_model(latent=None)
    drawings = [each for each in model.draw(6, seed=3, length=9) if 0 < len(each) < 9]
    assert drawings  # or the test could not fail; one that is cut has no end
    for drawing, score in zip(drawings, model.score(drawings), strict=True):
        np.testing.assert_allclose(drawing.score, -score.nats, rtol=1e-3, atol=1e-3)


def test_the_least_temperature_draws_without_chance(alone):
    first, second = (alone.draw(temperature=0, length=6, seed=seed) for seed in (1, 2))
    assert same([first], [second])


@pytest.mark.parametrize("latent", [3, pytest.param(None, marks=pytest.mark.slow)])
def test_a_completed_drawing_begins_as_it_was_started(latent):
    model = build_model(latent=latent)
    found = model.complete(DRAWINGS, seed=5, length=4)
    for start, drawing in zip(DRAWINGS, found, strict=True):
        np.testing.assert_array_equal(drawing.offsets[: len(start)], start.offsets)
        assert len(drawing) <= len(start) + 4
    assert sum(map(len, found)) > sum(POINTS)
    assert model.complete([], seed=5) == []
    one = model.complete(DRAWINGS[0].lines, seed=5, length=4)
    assert isinstance(one, Drawing)


def test_a_decoder_continues_its_own_drawing(alone):
    """Without chance, a drawing that is cut continues as it would have been drawn."""
    whole = alone.draw(temperature=0, length=6, seed=0)
    start = Drawing(whole.offsets[:2])
    assert same([alone.complete(start, temperature=0, length=4, seed=1)], [whole])


def test_the_latent_vector_of_a_start_is_likely(model):
    """The chosen vectors have the mean that the weights of all drawn ones give."""
    rows = 400
    start = Drawing([[2, 2, 0], [4, 0, 1], [-2, 3, 0]])
    steps = np.repeat(CODEC.encode([start])[:, :-1], rows, axis=0)
    lengths = np.full(rows, 3, "int32")
    seeds = np.arange(rows, dtype="int32")
    latents = model.latents_of(seeds, rows, TRIED)
    (chosen,) = numbers(model._likely(latents, steps, lengths, seeds))
    # Each of all vectors weighs as the probability of the start that it gives.
    repeated = np.repeat(steps[:1], rows * TRIED, axis=0)
    nats, _ = model._nats_of(repeated, np.full(rows * TRIED, 3, "int32"), latents)
    weights = np.exp(-numbers(nats)[0].sum(axis=(1, 2))).reshape(rows, TRIED)
    weights /= weights.sum(axis=1, keepdims=True)
    every = numbers(latents)[0].reshape(rows, TRIED, 3)
    expected = (weights[..., None] * every).sum(axis=1)
    # The error of a mean of 400 draws is below a tenth.
    np.testing.assert_allclose(chosen.mean(axis=0), expected.mean(axis=0), atol=0.15)
    assert np.abs(expected.mean(axis=0)).max() > 0.3  # or the test could not fail
    flat = numbers(latents)[0]
    assert all(np.isclose(flat, row).all(axis=1).any() for row in chosen[:20])


def test_scores_have_the_nats_of_each_part(model):
    raw, divergence = numbers(model(CODEC.encode(DRAWINGS)))
    found = model.score(DRAWINGS)
    for row, score in enumerate(found):
        assert score.points == POINTS[row]
        np.testing.assert_allclose(score.kl, divergence[row], rtol=1e-4)
        steps = CODEC.encode(DRAWINGS[row])
        parts = model.head.log_likelihood(raw[row, : len(steps)], steps)
        offsets, pens = numbers(parts)
        np.testing.assert_allclose(score.offsets, -offsets[:-1].sum(), atol=1e-3)
        np.testing.assert_allclose(score.pen, -pens[:-1].sum(), atol=1e-3)
        np.testing.assert_allclose(score.end, -pens[-1], atol=1e-3)
        total = score.offsets + score.pen + score.end
        np.testing.assert_allclose(score.nats_per_step, total / len(steps))
    assert model.score(DRAWINGS[2]) == model.score([DRAWINGS[2]])[0]


@pytest.mark.slow
def test_a_seed_draws_the_latent_vectors_of_scores(model):
    mean, drawn = (model.score(DRAWINGS[0], seed=seed) for seed in (None, 1))
    assert drawn == model.score(DRAWINGS[0], seed=1)
    assert drawn.kl == mean.kl and abs(drawn.nats - mean.nats) > 1e-3


@pytest.mark.slow
def test_interpolation_begins_and_ends_with_reconstructions(model):
    ends = DRAWINGS[2], DRAWINGS[0]
    found = model.interpolate(*ends, 5, temperature=0, seed=1)
    assert len(found) == 5
    rebuilt = model.reconstruct(list(ends), temperature=0, seed=1)
    assert same([found[0], found[-1]], rebuilt)


def test_spherical_steps_have_equal_angles_and_even_lengths():
    first, last = np.array([2.0, 0.0, 0.0]), np.array([0.0, 0.0, -4.0])
    found = spherical(first, last, 4)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), [2, 8 / 3, 10 / 3, 4])
    units = found / np.linalg.norm(found, axis=1, keepdims=True)
    between = np.arccos((units[1:] * units[:-1]).sum(axis=1))
    np.testing.assert_allclose(between, np.pi / 6, rtol=1e-5)


@pytest.mark.parametrize("last", [[1.0, 0.0], [-3.0, 0.0], [0.0, 0.0]])
def test_vectors_on_one_line_are_joined_by_it(last):
    found = spherical(np.array([2.0, 0.0]), np.array(last), 3)
    np.testing.assert_allclose(found[1], [(2 + last[0]) / 2, 0], atol=1e-6)


@pytest.mark.parametrize("call", ["embed", "reconstruct"])
def test_without_a_latent_vector_there_is_nothing_to_embed(alone, call):
    with pytest.raises(ValueError, match="latent=128"):
        getattr(alone, call)(DRAWINGS)


@pytest.mark.parametrize("temperature", [-0.1, float("nan"), float("inf"), "hot", None])
def test_a_wrong_temperature_says_how_to_fix_it(alone, temperature):
    with pytest.raises(ValueError, match="`temperature` is a number of at least 0"):
        alone.draw(temperature=temperature)
    with pytest.raises(ValueError, match="`temperature` is a number of at least 0"):
        alone.complete(DRAWINGS[0], temperature=temperature)


@pytest.mark.parametrize(
    "drawing",
    [
        np.array([[0, np.nan, 0], [1, 1, 1.0]]),
        np.array([[np.inf, 0, 1]]),
        np.array([[0.0, 0.0, 0.5]]),
    ],
)
def test_bad_drawings_are_errors(model, drawing):
    for call in (model.complete, model.embed, model.score, model.reconstruct):
        with pytest.raises(ValueError, match="Received"):
            call(drawing)


@pytest.mark.slow
def test_unusual_drawings_are_answered(model):
    drawings = [
        Drawing(np.zeros((0, 3))),
        Drawing([[3, 4, 1]]),
        Drawing(np.tile([1.0, 0, 0], (9, 1))),  # never lifted
        Drawing(np.tile([1.0, 0, 1], (9, 1))),  # always lifted
        Drawing([[1e6, -1e6, 0], [-1e6, 1e6, 1]]),
    ]
    assert np.isfinite(model.embed(drawings)).all()
    for score in model.score(drawings):
        assert np.isfinite(score.nats)
    found = model.complete(drawings, length=2, seed=0)
    for start, drawing in zip(drawings, found, strict=True):
        np.testing.assert_array_equal(drawing.offsets[: len(start)], start.offsets)
        assert np.isfinite(drawing.offsets).all() and np.isfinite(drawing.score)


@pytest.mark.slow
def test_a_drawing_of_10_000_points_is_answered(model):
    drawing = Drawing(np.tile([1.0, 0.5, 0], (10_000, 1)))
    assert np.isfinite(model.score(drawing).nats)
    assert len(model.complete(drawing, length=2, seed=0)) >= 10_000


def test_no_drawings_have_no_answers(model):
    assert model.score([]) == model.reconstruct([]) == []
    assert_same(model.embed([]), np.zeros((0, 3)))


def test_positions_are_no_drawing_wherever_one_is_expected(model):
    positions = np.array([[0.0, 0.0], [2.0, 1.0]])
    for ask in (model.complete, model.reconstruct, model.embed, model.score):
        with pytest.raises(ValueError, match="from_lines"):
            ask(positions)
    with pytest.raises(ValueError, match="from_lines"):
        model.interpolate(positions, positions)


def test_starts_are_a_drawing_or_a_list(model):
    with pytest.raises(TypeError, match="`starts` are a list"):
        model.complete(None)


def test_drawings_beyond_the_largest_numbers_are_bounded():
    model = build_model(latent=None)
    model.codec = Strokes(9e6)
    found = model.draw(8, temperature=50.0, seed=0)
    furthest = max(abs(each.offsets).max() for each in found if len(each))
    assert furthest == 1e7
