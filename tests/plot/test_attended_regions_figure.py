import io

import numpy as np
import pytest

from seqkit.plot import attended_regions

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from seqkit.plot.drawing.lit_regions import lit

PICTURE = np.random.default_rng(0).integers(0, 256, (30, 40, 3), "uint8")
WORDS = ["a", "dog", "[END]"]
WEIGHTS = np.random.default_rng(1).dirichlet(np.ones(6), 3).reshape(3, 2, 3)


def draw(figure):
    """Draw it as a file, where warnings are errors."""
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    return figure.axes[0]


def test_each_word_stands_over_its_picture():
    axes = draw(attended_regions(PICTURE, WORDS, WEIGHTS, columns=2))
    notes = [f"{weights.max():.2f}" for weights in WEIGHTS]
    whole, *texts, legend = [text.get_text() for text in axes.texts]
    assert texts == [part for pair in zip(WORDS, notes, strict=True) for part in pair]
    assert whole == "image" and legend.endswith(
        "number: the share of its strongest place"
    )
    assert len(axes.images) == 4
    np.testing.assert_array_equal(axes.images[0].get_array(), PICTURE)
    lefts, tops = zip(
        *((box.get_extent()[0], box.get_extent()[3]) for box in axes.images),
        strict=True,
    )
    assert lefts[0] == lefts[2] < lefts[1] == lefts[3]
    assert tops[0] == tops[1] < tops[2] == tops[3]
    for text, box in zip(axes.texts[1:-1:2], axes.images[1:], strict=True):
        left, _, _, top = box.get_extent()
        assert text.get_position()[0] == left and top - 8 < text.get_position()[1] < top


def test_light_lies_where_the_weights_are():
    grey = np.full((60, 60, 3), 100, "uint8")
    grid = np.zeros((3, 3))
    grid[2, 0] = 1.0
    light = lit(grey, grid)[..., 0].astype(int)
    assert light[-5:, :5].min() > 150 > 50 > light[:30].max()
    assert light[30:, 30:].max() < 50
    # From one place to the next without an edge.
    assert abs(np.diff(light[-1])).max() <= 12
    even = lit(grey, np.full((3, 3), 1 / 9))
    assert even.std() == 0 and light.min() < even[0, 0, 0] < light.max()


def test_weights_may_be_flat_where_the_grid_is_square():
    square = np.random.default_rng(1).dirichlet(np.ones(9), 3)
    flat = draw(attended_regions(PICTURE, WORDS, square))
    grids = draw(attended_regions(PICTURE, WORDS, square.reshape(3, 3, 3)))
    for one, other in zip(flat.images, grids.images, strict=True):
        np.testing.assert_array_equal(one.get_array(), other.get_array())


@pytest.mark.parametrize(
    "word", ["", "שלום", "非常好看", "$x^2$", "a\x00\n", "supercalifragilistic" * 4]
)
def test_any_word_is_drawn_within_its_column(word):
    figure = attended_regions(PICTURE, [word], WEIGHTS[:1])
    axes = draw(figure)
    renderer = FigureCanvasAgg(figure).get_renderer()
    written, note = (text.get_window_extent(renderer) for text in axes.texts[1:3])
    assert written.x1 <= note.x0 or not axes.texts[1].get_text()


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (900, 900)])
def test_pictures_of_any_size_are_drawn(size):
    picture = Image.new("L", size, 99)
    figure = attended_regions(picture, WORDS, np.zeros((3, 2, 2)))
    draw(figure)
    assert figure.get_figheight() < 2.5 * figure.get_figwidth()


def test_words_and_weights_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="2 words and 3 weights"):
        attended_regions(PICTURE, WORDS[:2], WEIGHTS)
    with pytest.raises(ValueError, match=r"a grid for each word.*\(3, 6\).*reshape"):
        attended_regions(PICTURE, WORDS, WEIGHTS.reshape(3, 6))
    with pytest.raises(ValueError, match="uint8 of shape.*'dog.jpg'.*read_image"):
        attended_regions("dog.jpg", WORDS, WEIGHTS)
    with pytest.raises(ValueError, match=r"\(30, 40, 3\) of float64"):
        attended_regions(PICTURE / 255, WORDS, WEIGHTS)
