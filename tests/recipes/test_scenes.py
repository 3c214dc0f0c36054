import numpy as np
import pytest

from recipes._generated import scenes as drawing
from recipes._generated.scenes import COLOURS
from recipes._generated.scenes import RADII
from recipes._generated.scenes import RELATIONS
from recipes._generated.scenes import SHAPES
from recipes._generated.scenes import SIDE
from recipes._generated.scenes import objects_of
from recipes._generated.scenes import places_of
from recipes._generated.scenes import scenes


@pytest.fixture(scope="module")
def drawn():
    return scenes(150)


def split(caption):
    """Parts a caption into two objects and their relation."""
    words = caption.split()
    assert words[0] == words[-4] == "a"
    return words[1:4], words[-3:], " ".join(words[4:-4])


def test_captions_are_true_of_the_pictures(drawn):
    for image, caption, boxes in zip(
        drawn.images, drawn.captions, drawn.boxes, strict=True
    ):
        *objects, relation = split(caption)
        assert boxes.min() >= 0 and boxes.max() <= SIDE
        widths = boxes[:, 2] - boxes[:, 0]
        assert widths[0] > widths[1]  # the larger is named first
        middles = (boxes[:, :2] + boxes[:, 2:]) // 2
        apart = middles[0] - middles[1]
        axis = np.argmax(abs(apart))
        assert RELATIONS[relation] == tuple(np.sign(apart) * (np.arange(2) == axis))
        for (size, colour, shape), width, (x, y) in zip(
            objects, widths, middles, strict=True
        ):
            nearest = min(RADII, key=lambda name: abs(2 * RADII[name] - width))
            assert nearest == size and shape in SHAPES
            seen = image[y, x].astype(int)
            tints = {
                name: abs(seen - np.array(tint)).sum() for name, tint in COLOURS.items()
            }
            assert min(tints, key=tints.get) == colour


def test_nothing_is_drawn_outside_the_boxes(drawn):
    outside = np.ones((SIDE, SIDE), bool)
    for left, top, right, bottom in drawn.boxes[0]:
        outside[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1] = False
    assert drawn.images[0][outside].std(axis=0).max() < 7  # noise alone


def test_the_same_seed_gives_the_same_scenes(drawn):
    again = scenes(3)
    np.testing.assert_array_equal(again.images, drawn.images[:3])
    assert again.captions == drawn.captions[:3]
    assert scenes(3, seed=1).captions != again.captions


def test_unseen_scenes_have_captions_that_others_never_have(monkeypatch):
    monkeypatch.setattr(drawing, "painted", lambda *_: (0, 0))
    seen, unseen = set(scenes(4000).captions), set(scenes(400, unseen=True).captions)
    assert not seen & unseen
    words = {word for caption in unseen for word in caption.split()}
    assert words == {word for caption in seen for word in caption.split()}


def test_words_tell_of_their_object():
    caption = "a large red circle left of a small blue square"
    assert objects_of(caption) == [-1, 0, 0, 0, -1, -1, -1, 1, 1, 1]


def test_places_are_those_that_the_box_touches():
    on = places_of(np.array([15, 0, 33, 16]), 4, 4)
    np.testing.assert_array_equal(on, [[1, 1, 1, 0]] + [[0] * 4] * 3)
    assert places_of(np.array([0, 0, 64, 64]), 2, 3).all()
