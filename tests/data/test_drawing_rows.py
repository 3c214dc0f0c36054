import numpy as np
import pytest

from seqkit import Strokes
from seqkit.data import drawings
from seqkit.data import hold_out
from seqkit.data import labelled
from seqkit.strokes import Drawing

# Drawing n has n points, so that its length tells it.
ROWS = [Drawing([[1, 0, 0]] * points) for points in range(24)]
CODEC = Strokes(scale=1.0, stretch=0.5, drop=0.5)


def build():
    """Batches for training and for validation; the same at each call."""
    return drawings(ROWS, CODEC, 8, buckets=3, validation=0.4, seed=1)


@pytest.fixture(scope="module")
def epochs():
    """Two epochs of training, and the batches for validation."""
    training, validation = build()
    assert training.cardinality() == 2
    return *([*training.as_numpy_iterator()] for _ in range(2)), validation


def test_inputs_are_the_targets_and_validation_is_as_encoded(epochs):
    held = []
    for steps, targets in epochs[2].as_numpy_iterator():
        assert steps.dtype == "float32" and steps.shape[2] == 5
        np.testing.assert_array_equal(steps, targets)
        for row, drawing in zip(steps, CODEC.decode(steps), strict=True):
            own = CODEC.encode(ROWS[len(drawing)])
            np.testing.assert_array_equal(row[: len(own)], own)
            held.append(len(drawing))
    # With the training rows each drawing comes once.
    trained = sum(len(steps) for steps, _ in epochs[0])
    assert len({*held}) == len(held) == 24 - trained > 4


def test_training_batches_are_augmented_anew(epochs):
    means, seen = [], []
    for epoch in epochs[:2]:
        for steps, targets in epoch:
            np.testing.assert_array_equal(steps, targets)
            seen += [len(row) for row in CODEC.decode(steps)]
            means.append(np.nanmean(steps[..., 0]))
    assert len({*means}) == 4  # other factors in each batch
    assert max(seen) < 23 or seen.count(23) < 2  # points are left out


def test_the_same_seed_gives_the_same_batches(epochs):
    again, _ = build()
    for (one, _), (two, _) in zip(epochs[0], again.as_numpy_iterator(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_labelled_drawings_are_augmented_too():
    rows = [
        row if place % 2 else row.offsets * [-1, 1, 1] for place, row in enumerate(ROWS)
    ]
    labels = ["right" if place % 2 else "left" for place in range(24)]
    batches = labelled(rows, labels, CODEC, ["left", "right"], 24, seed=1)
    ((steps, targets),) = batches.as_numpy_iterator()
    first = steps[:, 0, 0]  # 0 in the empty drawing
    np.testing.assert_array_equal(targets, first > 0)
    assert len({*np.abs(first)}) == 24
    names = ["left", "right"]
    plain = labelled(rows, labels, CODEC, names, 24, augment=False, seed=1)
    ((steps, _),) = plain.as_numpy_iterator()
    assert len({*np.abs(steps[:, 0, 0])}) == 2  # as given, 0 in the empty drawing
    (kept, _), (held, _) = hold_out(ROWS, labels, 0.25)
    assert len(kept) + len(held) == 24


def test_bad_drawings_are_named_by_their_place():
    nan = [[0, 0, 0], [np.nan, 0, 0]]
    with pytest.raises(ValueError, match="Item 1 of `drawings`.*2 of 3 fail"):
        drawings([ROWS[2], nan, np.zeros((2, 2))], CODEC)
    with pytest.raises(TypeError, match="read_drawings"):
        drawings("sheep.npz", CODEC)
    with pytest.raises(ValueError, match="at least one"):
        drawings([], CODEC)
    with pytest.raises(ValueError, match="`batch_size`"):
        drawings(ROWS, CODEC, 0)
