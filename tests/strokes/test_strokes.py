import json

import numpy as np
import pytest

from seqkit import Strokes
from seqkit.strokes import Drawing
from tests.strokes.hard_drawings import DRAWINGS

STROKES = Strokes(scale=3.7)
HARD = {
    name: each
    for name, each in DRAWINGS.items()
    if name not in ("infinite", "farthest")
}
RNG = np.random.default_rng(1)
LONG = np.concatenate([RNG.normal(size=(10_000, 2)), np.zeros((10_000, 1))], axis=1)
HARD["long"] = LONG.astype("float32")
ROWS = [*HARD.values()]
PRECISION = 1.2e-7  # relative, as the class says


def published(offsets, scale):
    """The steps as in the paper, point by point."""
    points = offsets.astype("float64").tolist()
    steps = [[dx / scale, dy / scale, 1 - pen, pen, 0] for dx, dy, pen in points]
    return np.array([*steps, [0, 0, 0, 0, 1]])


@pytest.mark.parametrize("name", HARD)
def test_a_drawing_is_encoded_as_published_and_comes_back(name):
    steps = STROKES.encode(HARD[name])
    assert steps.dtype == "float32"
    np.testing.assert_allclose(steps, published(HARD[name], 3.7), rtol=1e-7)
    drawing = STROKES.decode(steps)
    np.testing.assert_allclose(drawing.offsets, HARD[name], rtol=PRECISION)
    again = STROKES.encode(drawing)
    np.testing.assert_allclose(again, steps, rtol=2 * PRECISION)


def test_several_drawings_are_padded_with_nan():
    batch = STROKES.encode(ROWS)
    assert batch.shape == (len(ROWS), 10_001, 5)
    flat, lengths = STROKES.encode_flat(ROWS)
    assert lengths.tolist() == [len(row) + 1 for row in ROWS]
    np.testing.assert_array_equal(flat, batch[~np.isnan(batch).all(axis=-1)])
    for row, each in zip(batch, ROWS, strict=True):
        np.testing.assert_array_equal(row[: len(each) + 1], STROKES.encode(each))
    names, steps = STROKES.encode_steps(ROWS[:2])
    assert names[0] == ["0", "1", "2", "3"] and len(steps[1]) == len(ROWS[1]) + 1
    assert STROKES.encode([]).shape == (0, 0, 5)
    assert STROKES.encode_steps([]) == ([], [])


def test_all_forms_of_a_drawing_are_read():
    drawing = Drawing(HARD["two lines"])
    five = published(drawing.offsets, 1.0)
    lists = [line.tolist() for line in drawing.lines]
    for thing in (drawing, drawing.offsets, drawing.offsets.tolist(), five):
        assert STROKES.is_one(thing) and not STROKES.is_one([thing])
        np.testing.assert_array_equal(STROKES.read(thing), drawing.offsets)
    ended = Drawing.from_lines(lists)  # whose last line ends
    for thing in (drawing.lines, lists, tuple(lists), [[], *lists]):
        assert STROKES.is_one(thing) and not STROKES.is_one([thing])
        np.testing.assert_array_equal(STROKES.read(thing), ended.offsets)
    assert STROKES.is_one("a.svg") and not STROKES.is_one(["a.svg"])
    assert STROKES.is_one(np.zeros((0, 3))) and not STROKES.is_one([])
    assert not STROKES.is_one(np.zeros((2, 4, 3)))
    padded = np.full((2, 3, 3), np.nan)
    padded[0, :2] = [[1, 2, 0], [3, 4, 1]]
    assert STROKES.decode(STROKES.encode(padded))[1] == Drawing([])


def test_the_scale_is_the_deviation_of_all_offsets():
    train = [row for name, row in HARD.items() if name not in ("far", "wild")]
    codec = Strokes.from_drawings(train, stretch=0.2, drop=0.0)
    both = [number for row in train for point in row for number in point[:2]]
    np.testing.assert_allclose(codec.scale, np.std(np.float64(both)), rtol=1e-12)
    assert (codec.longest, codec.stretch, codec.drop) == (10_000, 0.2, 0.0)
    encoded = np.concatenate([codec.encode(row)[:-1, :2] for row in train])
    np.testing.assert_allclose(encoded.std(), 1, rtol=1e-5)
    assert Strokes.from_drawings([[[0, 0, 0]]]).scale == 1.0


def test_drawings_are_simplified_within_the_tolerance():
    right, down = np.array([[1.0, 0, 0]] * 5), np.array([[0.0, 1, 0]] * 5)
    drawing = np.concatenate([right, down])
    codec = Strokes.from_drawings([drawing], tolerance=0.1)
    assert codec.longest == 3
    found = codec.decode(codec.encode(drawing)).offsets
    np.testing.assert_allclose(found, [[1, 0, 0], [4, 0, 0], [0, 5, 0]], rtol=1e-6)


def test_sampled_steps_stop_at_their_end():
    steps = np.zeros((3, 4, 5), "float32")
    steps[..., :2], steps[..., 2] = 1, 1
    steps[0, 1, 2:] = 0, 1, 0
    steps[0, 2, 2:] = 0, 0, 1
    steps[1, 0, 2:] = 0, 0, 1
    found = STROKES.decode(steps)
    np.testing.assert_allclose(found[0].offsets, [[3.7, 3.7, 0], [3.7, 3.7, 1]])
    assert [len(each) for each in found] == [2, 0, 4]
    three = np.concatenate([steps[..., :2], steps[..., 3:4]], axis=-1)
    three[2, 1:] = np.nan
    assert [len(each) for each in STROKES.decode(three)] == [4, 4, 1]
    with pytest.raises(ValueError, match=r"\(batch, time, 5\).*\(2, 3, 4\)"):
        STROKES.decode(np.zeros((2, 3, 4)))


def test_a_codec_is_built_again_from_its_configuration():
    codec = Strokes(np.float32(2), longest=9, tolerance=1, stretch=0.1, drop=0.2)
    config = json.loads(json.dumps(codec.get_config()))
    again = Strokes.from_config(config)
    assert again == codec and hash(again) == hash(codec)
    assert codec != STROKES and codec != "codec"
    assert repr(codec) == "Strokes(scale=2, longest=9)"


def test_the_layer_returns_the_steps():
    steps = STROKES.encode([HARD["a line"]])
    np.testing.assert_array_equal(STROKES.embed(dtype="float32")(steps), steps)
    assert STROKES.embed(dtype="float16")(steps).dtype == "float16"
    assert STROKES.endpoint_steps() == {}


@pytest.mark.parametrize(
    "settings",
    [
        {"scale": 0},
        {"scale": float("nan")},
        {"scale": "2"},
        {"longest": 0},
        {"tolerance": -1},
        {"tolerance": float("inf")},
        {"stretch": 1.0},
        {"drop": -0.1},
    ],
)
def test_wrong_settings_are_named(settings):
    (name,) = settings
    with pytest.raises(ValueError, match=f"`{name}`"):
        Strokes(**{"scale": 1.0, **settings})


def test_a_codec_needs_a_point():
    for train in ([], [np.zeros((0, 3))]):
        with pytest.raises(ValueError, match="without any point"):
            Strokes.from_drawings(train)


def test_large_ways_are_bounded_and_infinite_ones_are_an_error():
    steps = np.array([[3e6, -3e6, 1, 0, 0]], "float32")
    found = Strokes(100.0).decode(steps)
    np.testing.assert_array_equal(found.offsets, [[1e7, -1e7, 0]])
    with pytest.raises(ValueError, match="finite"):
        Strokes(100.0).decode(np.where(steps == 3e6, np.inf, steps))
