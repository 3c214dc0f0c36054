import numpy as np
import pytest

from seqkit import plot

WORDS = ["man", "king", "woman", "queen", "שלום", "$x$"]
VALUES = np.array([[1, 0, 0.0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0, 0, 0], [2, 1, 1]])
ARROWS = [("man", "king"), ("woman", "queen")]


def dots_of(figure):
    """The positions of the dots, in the order of the words."""
    lines = figure.axes[0].lines
    return np.array([[line.get_xdata()[0], line.get_ydata()[0]] for line in lines])


def test_words_are_projected_on_the_main_directions():
    values = np.random.default_rng(0).normal(size=(6, 4)) * [9, 3, 0.1, 0.1]
    units = values / np.linalg.norm(values, axis=1, keepdims=True)
    centred = units - units.mean(axis=0)
    scales, directions = np.linalg.eigh(centred.T @ centred)
    best = centred @ directions[:, np.argsort(-scales)[:2]]
    dots = dots_of(plot.vectors(WORDS, values))
    for axis in range(2):  # equal but for sign, place and scale
        assert abs(np.corrcoef(dots[:, axis], best[:, axis])[0, 1]) == pytest.approx(1)


def test_arrows_and_words_are_drawn():
    figure = plot.vectors(WORDS, VALUES, arrows=ARROWS, title="Words")
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts.count("") == 2  # the arrows
    assert {"man", "king", "woman", "queen", "$x$", "Words"} <= set(texts)


def test_words_do_not_cover_each_other():
    values = np.random.default_rng(0).normal(size=(60, 5))
    figure = plot.vectors([f"word {number}" for number in range(60)], values)
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert 10 < len(boxes) <= 60
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            wide = min(one.x1, other.x1) - max(one.x0, other.x0)
            high = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert wide <= 2 or high <= 6


def test_equal_vectors_and_two_words_are_drawn():
    plot.vectors(["a", "b"], np.ones((2, 1)))
    plot.vectors(["a", "b", "c"], np.zeros((3, 5)))
    plot.vectors(["a", "b"], np.eye(2), method="tsne")


@pytest.mark.slow
def test_tsne_keeps_groups_apart():
    pytest.importorskip("sklearn")
    random = np.random.default_rng(0)
    values = np.repeat(np.eye(2), 8, axis=0) + random.normal(size=(16, 2)) * 0.02
    words = [f"w{number}" for number in range(16)]
    dots = dots_of(plot.vectors(words, values, method="tsne"))
    gaps = np.linalg.norm(dots[:, None] - dots, axis=-1)
    np.fill_diagonal(gaps, np.inf)
    assert ((gaps.argmin(axis=1) < 8) == (np.arange(16) < 8)).all()


@pytest.mark.parametrize(
    ("words", "values", "options", "said"),
    [
        (["a"], np.ones((1, 2)), {}, "two or more words"),
        (["a", "b"], np.ones((3, 2)), {}, "2 words and shape .3, 2."),
        (["a", "a"], np.ones((2, 2)), {}, "1 copies"),
        (["a", "b"], np.full((2, 2), np.nan), {}, "Vectors are finite"),
        (["a", "b"], np.ones((2, 2)), {"arrows": [("a", "c")]}, "An arrow leads"),
        (["a", "b"], np.ones((2, 2)), {"arrows": ["abc"]}, "An arrow leads"),
        (["a", "b"], np.ones((2, 2)), {"method": "umap"}, "`method` is one of 'pca'"),
        (["a", "b"], np.ones((2, 2)), {"width": 0}, "`width`"),
    ],
)
def test_bad_input_is_refused(words, values, options, said):
    with pytest.raises(ValueError, match=said):
        plot.vectors(words, values, **options)
