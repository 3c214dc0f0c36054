"""Draw the texts that a beam search found as a tree of their common beginnings."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seqkit.arguments import list_of
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import LINE as LEGEND_LINE
from seqkit.plot.drawing.legend import ColourScale
from seqkit.plot.drawing.page import POINTS
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.prefix_tree import Branch
from seqkit.plot.drawing.prefix_tree import prefix_tree
from seqkit.plot.drawing.text_lines import broken
from seqkit.types import ScoredText

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
SIZE = 11
SMALL = 8.5
LINE = 16
PADDING = 6  # inside of a box, at the left and at the right
STEM = 34  # from a box to the boxes that follow it
GAP = 8  # between a box and the box below it
MIDDLE = 0.36  # times the size of letters: from the middle of a line to the baseline
WIDEST = 200  # the widest text of a box; a wider text is broken into lines
START = "•"  # written in a first box without text
LEGEND = "probability 0", " of the likeliest text; number: log-probability in nats"


@dataclass
class _Node:
    """A box of the tree: its text in lines, its note, its size and its children."""

    branch: Branch
    lines: list[str]
    note: str
    width: float
    high: float  # height of the box with all boxes that follow it
    children: list["_Node"]


def beams(
    results: Sequence[ScoredText],
    *,
    title: str = "",
    width: float = 6.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw the results of one input as a tree, the likeliest at the top.

    The common beginning of several texts is drawn once. If a text has spaces, texts
    branch between words, else between characters. A box in which a text ends shows the
    score of this text, and is bluer if the text is likelier. If a text is in the
    results several times, the number of times is written beside its score.

    Args:
        results: list of `Result`, all of one input: `generate_n(…)[0]`.
        title: str, written above.
        width: float, inches. The figure is wider if long texts need more.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: `results` are not a list of `Result`.
        ValueError: there are no results.
        ImportError: Matplotlib is not installed.

    Example:
    >>> results = model.generate_n("Mar", count=5, beams=5)[0]
    >>> beams(results, title="Mar").savefig("beams.png")
    """
    results = _checked(results)
    texts, between = _units([result.text for result in results])
    page = Page(width, title, ax)
    tree = prefix_tree(texts, [result.score for result in results])
    root = _node(tree, between)
    best = max(result.score for result in results)
    top = f"{math.exp(best):.2g}"
    legend = ColourScale(LEGEND[0], top + LEGEND[1], colour_of)
    least = legend.width + 2 * MARGIN if ax is not None else POINTS * width
    across = max(least, legend.width + 2 * MARGIN, _reach(root) + 2 * MARGIN)
    page.open(2 * MARGIN + root.high + GAP + LEGEND_LINE, across)
    _draw(page, root, MARGIN, MARGIN, best)
    legend.draw(page, MARGIN, MARGIN + root.high + GAP + LEGEND_LINE)
    return page.figure


def _checked(results):
    """Return the results as a list; raise an error unless it is a list of results."""
    results = list_of(results, "results", "Result")
    if not results:
        raise ValueError(
            "A tree needs at least one result. Received an empty list. "
            "Give the results of one input: `generate_n(…)[0]`."
        )
    for result in results:
        if not isinstance(result, ScoredText):
            raise TypeError(
                "`results` are a list of `Result`, all of one input. Received "
                f"{result!r:.60} of type {type(result).__name__} in the list. "
                "Give one list of the result of `generate_n`: `generate_n(…)[0]`."
            )
    return results


def _units(texts):
    """Return the words of each text, and " ", if a text has a space between words.

    Else return the characters of each text, and "".
    """
    words = any(any(map(str.isspace, text.strip())) for text in texts)
    return [text.split() if words else list(text) for text in texts], " " * words


def _node(branch, between):
    """Return the `_Node` of a branch, with its size, and those of its children."""
    text = between.join(branch.units)
    spaced = text.replace(" ", "␣") if not between else text
    lines = broken(spaced, SIZE, WIDEST) if text else [START]
    note = "" if branch.score is None else f"{branch.score:.2f}".replace("-", "−")
    note += f" ×{branch.count}" if branch.count > 1 else ""
    children = [_node(child, between) for child in branch.children]
    below = sum(child.high for child in children) + GAP * max(len(children) - 1, 0)
    own = LINE * len(lines) + GAP
    # If other texts continue a text, the score of this text is written below its box.
    own += LINE if note and children else 0
    widths = [measure(line, SIZE) for line in lines]
    if note and children:
        widths.append(measure(note, SMALL))
    return _Node(
        branch, lines, note, max(widths) + 2 * PADDING, max(own, below), children
    )


def _reach(node):
    """Return the width of a box with all boxes that follow it at the right."""
    if node.children:
        return node.width + STEM + max(map(_reach, node.children))
    return node.width + PADDING + measure(node.note, SMALL)


def _draw(page, node, left, top, best):
    """Draw a box, the boxes that follow it, and curves from the box to them."""
    middle, high = top + node.high / 2, LINE * len(node.lines) + GAP / 2
    score = node.branch.score
    colour = PAPER if score is None else colour_of(math.exp(score - best))
    below = top
    for child in node.children:
        end = below + child.high / 2
        _draw_curve(page, left + node.width, middle, left + node.width + STEM, end)
        _draw(page, child, left + node.width + STEM, below, best)
        below += child.high + GAP
    page.paint(left, middle - high / 2, node.width, high, colour, FAINT)
    for row, line in enumerate(node.lines):
        y = middle + LINE * (row + 0.5 - len(node.lines) / 2) + SIZE * MIDDLE
        page.write(left + PADDING, y, line, SIZE)
    if node.children:
        y = middle + high / 2 + SMALL + 2
        page.write(left + PADDING, y, node.note, SMALL, colour=FAINT)
    else:
        right = left + node.width + PADDING
        page.write(right, middle + SMALL * MIDDLE, node.note, SMALL, colour=FAINT)


def _draw_curve(page, left, begin, right, end):
    """Draw the curve from a box to the next; it is horizontal at both ends."""
    steps = [place / 24 for place in range(25)]
    across = [left + (right - left) * step for step in steps]
    down = [begin + (end - begin) * (3 - 2 * step) * step**2 for step in steps]
    page.draw_line(across, down, FAINT, 0.9)
