"""Draw words in the plane, by the two main directions of their vectors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import one_of
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METHODS = "pca", "tsne"
# All lengths are points.
MARGIN = 28
SIZE = 9
DOT = 4.5
BESIDE = 4  # from a dot to its word
HEIGHT = 0.75  # of the width
NEAR = 12  # an arrow ends so far from its dot
NEIGHBOURS = 30  # scikit-learn's perplexity; fewer words have less


def vectors(
    words: Sequence[str],
    values: np.ndarray,
    *,
    arrows: Sequence[tuple[str, str]] = (),
    method: str = "pca",
    seed: int = 0,
    title: str = "",
    width: float = 6.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw words as dots in the plane; words with like vectors are near each other.

    Arrows show that pairs of words differ in like ways: from man to king as from woman
    to queen, as in the lectures. A word for which there is no room is a dot alone.

    Args:
        words: list of str, all different.
        values: float `(words, units)`, the vectors. They are divided by their lengths.
        arrows: list of pairs of `words`, drawn from the first word to the second.
        method: "pca": projected on the two directions of the largest variance, which
            keeps parallel arrows parallel; "tsne": by t-SNE (van der Maaten & Hinton
            2008), which keeps near words near, and needs scikit-learn.
        seed: int, of t-SNE.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there are fewer than two words, a word is there twice, the numbers
            of words and vectors differ, a value is not finite, an arrow has another
            word, or `method` is another name.
        ImportError: Matplotlib is not installed, or for "tsne" scikit-learn.

    Example:
    >>> words = ["man", "king", "woman", "queen"]
    >>> arrows = [("man", "king"), ("woman", "queen")]
    >>> vectors(words, model.vectors(words), arrows=arrows).savefig("words.png")
    """
    one_of("method", method, METHODS)
    words, values = spelled_words(words, "words"), np.asarray(values, float)
    arrows = _check(words, values, arrows)
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    values = values / np.maximum(lengths, 1e-12)
    places = _principal(values) if method == "pca" else _by_neighbours(values, seed)
    page = Page(width, title, ax)
    across, down = page.across, HEIGHT * page.across
    page.open(down)
    names = [shown(word) for word in words]
    widest = max(measure(name, SIZE) for name in names)
    room = across - 2 * MARGIN - widest / 2, down - 2 * MARGIN
    dots = MARGIN + _stretched(places) * room  # (words, 2)
    for one, other in arrows:
        page.draw_arrow(dots[one], dots[other], FOR, 1.2, NEAR)
    moved = {place for pair in arrows for place in pair}
    boxes = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in dots]
    paths = [box for one, other in arrows for box in _path(dots[one], dots[other])]
    for place, (x, y) in enumerate(dots):
        colour = AGAINST if place in moved else FAINT
        page.draw_line([x], [y], colour, 1, dots=DOT)
    # Words of arrows first, since there may be no room for all.
    for place in sorted(range(len(words)), key=lambda place: place not in moved):
        dot, size = dots[place], measure(names[place], SIZE)
        spot = _free_spot(dot, size, boxes + paths, across, down)
        spot = spot or _free_spot(dot, size, boxes, across, down)
        if spot is not None:
            boxes.append(spot)
            page.write(spot[0], spot[3] - 2, names[place], SIZE)
    return page.figure


def _principal(values):
    """Return the projection on the two main directions, float `(words, 2)`."""
    centred = values - values.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    directions = directions[:2]
    # The sign of a direction is arbitrary: its largest number is made positive.
    largest = np.abs(directions).argmax(axis=1)
    signs = np.sign(np.take_along_axis(directions, largest[:, None], axis=1))
    places = centred @ (directions * np.where(signs == 0, 1, signs)).T
    return np.pad(places, ((0, 0), (0, 2 - places.shape[1])))


def _by_neighbours(values, seed):
    """Return the places of t-SNE, float `(words, 2)`."""
    try:
        from sklearn.manifold import TSNE
    except ModuleNotFoundError as error:
        raise ImportError(
            '`method="tsne"` is computed by scikit-learn. Received no module named '
            f"{error.name!r}. `pip install 'seqkit[eval]'` installs it; "
            '`method="pca"` does not need it.'
        ) from error
    nearest = min(NEIGHBOURS, (len(values) - 1) / 3)
    method = TSNE(perplexity=nearest, init="pca", random_state=seed, metric="cosine")
    if values.shape[1] < 2 or len(values) < 3:
        return _principal(values)
    return method.fit_transform(values.astype("float32"))


def _stretched(places):
    """Return places from 0 to 1 on both axes; the second is from the top."""
    low, high = places.min(axis=0), places.max(axis=0)
    size = np.where(high > low, high - low, 1.0)
    return (places - low) / size * [1, -1] + [0, 1]


def _free_spot(dot, width, boxes, across, down):
    """Return the box of a word beside its dot, or None if there is no room.

    Args:
        dot: float `(2,)`.
        width: float, of the word.
        boxes: list of left, top, right and bottom of what is drawn already.
        across: float, the width of the page.
        down: float, the height of the page.
    """
    x, y = dot
    right, left, middle = x + BESIDE, x - BESIDE - width, x - width / 2
    rows = y - SIZE / 2 - 1, y - SIZE - 2 - BESIDE, y + BESIDE
    for row in rows:
        # Beside the dot a word in the middle would cover it.
        for start in (right, left) if row == rows[0] else (right, left, middle):
            spot = (start, row, start + width, row + SIZE + 2)
            inside = 0 <= spot[0] and spot[2] <= across and 0 <= row and spot[3] <= down
            own = [each for each in boxes if not _around(each, dot)]
            if inside and not any(_overlap(spot, each) for each in own):
                return spot
    return None


def _path(start, end):
    """Return small boxes along an arrow, which words should not cover."""
    count = max(2, int(np.hypot(*(end - start)) / SIZE))
    points = start + np.linspace(0, 1, count + 2)[1:-1, None] * (end - start)
    return [(x - 1, y - 1, x + 1, y + 1) for x, y in points]


def _around(box, dot):
    """Return whether a box is the dot itself."""
    return abs(box[0] + DOT - dot[0]) < 1e-9 and abs(box[1] + DOT - dot[1]) < 1e-9


def _overlap(one, other):
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def _check(words, values, arrows):
    """Return arrows as pairs of places; raise ValueError for bad words or vectors."""
    if values.ndim != 2 or len(values) != len(words) or len(words) < 2:
        raise ValueError(
            "Each of two or more words has a vector: values (words, units). Received "
            f"{len(words)} words and shape {values.shape}. Give as many vectors."
        )
    if not np.isfinite(values).all():
        raise ValueError(
            "Vectors are finite. Received NaN or infinity. Train with a smaller "
            "learning rate."
        )
    places = {word: place for place, word in enumerate(words)}
    if len(places) < len(words):
        raise ValueError(
            f"Each word is drawn once. Received {len(words) - len(places)} copies. "
            "Leave the copies out."
        )
    pairs = [tuple(each) for each in arrows]
    for pair in pairs:
        if len(pair) != 2 or not places.keys() >= set(pair):
            raise ValueError(
                "An arrow leads from one of `words` to another. Received "
                f"{pair!r:.80}. Add its words to `words`."
            )
    return [(places[one], places[other]) for one, other in pairs]
