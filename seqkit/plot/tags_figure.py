"""Draw the words of a sentence above their tags, and check them for `tags_html` too."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import BOX
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import Swatches
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.reading_direction import order_by_eye
from seqkit.plot.drawing.reading_direction import reads_leftward
from seqkit.plot.drawing.running_text import left_out
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.tag_kinds import colours_of_kinds
from seqkit.plot.drawing.tag_kinds import continues
from seqkit.plot.drawing.tag_kinds import kind_of
from seqkit.plot.drawing.tag_kinds import legend_of_kinds
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 18
HEAD = 26  # height of the line with the label
LINE = 42
BOX_HEIGHT = 34
RISE = 14  # from the top of a line to the words
TAG_RISE = 28  # from the top of a line to the tags
SIZE = 12
SMALL = 8.5
PADDING = 5  # at the left and at the right of a word
GAP = 4  # between the boxes of two entities
MOST = 400  # the most words that are drawn


def tags(
    words: Sequence[str],
    tags: Sequence[str],
    label: str | None = None,
    score: float | None = None,
    *,
    title: str = "",
    width: float = 8.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw the words of a sentence above their tags, in a colour for each kind of tag.

    The words of one entity, such as `B-city I-city`, have one box. The tag O is not
    drawn.

    Args:
        words: list of str. Of words after the first 400 only the number is written.
        tags: list of str, one for each word.
        label: str, the label of the whole sentence. None: no label.
        score: float, the probability of the label. None: no probability.
        title: str, written above.
        width: float, inches. The height depends on the number of words.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there are more or fewer tags than words.
        ImportError: Matplotlib is not installed.

    Example:
    >>> tags(["to", "New", "York"], ["O", "B-city", "I-city"]).savefig("tags.png")
    """
    words, tags = tagged_words(words, tags)
    page = Page(width, title, ax)
    across = page.across - 2 * MARGIN
    leftward, hidden = reads_leftward("".join(words)), words[MOST:]
    words, tags = words[:MOST], tags[:MOST]
    colours = colours_of_kinds(tags)
    units = [
        (place, *_fitted(word, tag, across))
        for place, (word, tag) in enumerate(zip(words, tags, strict=True))
    ]
    lines = _lines(units, across)
    remark = left_out(hidden) if hidden else "" if words else "no words"
    legend = legend_of_kinds(colours)
    swatches = Swatches([*map(shown, legend)], [*legend.values()], across)
    head = HEAD if label is not None else 0
    below = MARGIN + head + LINE * len(lines)
    page.open(below + SIZE * 2 * bool(remark) + swatches.height + MARGIN / 2)
    if label is not None:
        _draw_label(page, shown(label), score, across)
    for row, line in enumerate(lines):
        order = order_by_eye([words[place] for place, *_ in line], leftward)
        line = [line[place] for place in order]
        used = sum(wide for *_, wide in line)
        left = MARGIN + (across - used if leftward else 0.0)
        _draw_line(page, line, tags, colours, left, MARGIN + head + LINE * row)
    page.write(MARGIN, below + SIZE, remark, SIZE, colour=FAINT)
    swatches.draw(page, MARGIN, below + SIZE * 2 * bool(remark))
    return page.figure


def tagged_words(
    words: Sequence[str], tags: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return words and tags as lists; raise ValueError unless each word has one tag."""
    words, tags = spelled_words(words), spelled_words(tags, "tags")
    if len(words) != len(tags):
        raise ValueError(
            "Each word has one tag. "
            f"Received {len(words)} words and {len(tags)} tags. "
            "Give the words and the tags of one sentence, without padding."
        )
    return words, tags


def _fitted(word, tag, across):
    """Return a word and its tag as they are drawn, and the width of their box."""
    room = across - 2 * PADDING - GAP
    word = cut(shown(word), SIZE, room) or BOX
    tag = "" if kind_of(tag) is None else cut(shown(tag), SMALL, room)
    wide = max(measure(word, SIZE), measure(tag, SMALL)) + 2 * PADDING + GAP
    return word, tag, wide


def _lines(units, across):
    """Return units, which are words with tags and width, in lines of width `across`."""
    lines, room = [], 0.0
    for unit in units:
        if not lines or unit[-1] > room:
            lines.append([])
            room = across
        lines[-1].append(unit)
        room -= unit[-1]
    return lines


def _draw_label(page, label, score, across):
    """Write the label of the sentence and its probability."""
    number = "" if score is None else f"p = {score:.3f}"
    label = cut(label, SIZE + 2, across - measure(number, SIZE + 2) - 2 * GAP, "bold")
    page.write(MARGIN, MARGIN + SIZE, label, SIZE + 2, weight="bold")
    right = MARGIN + measure(label, SIZE + 2, "bold") + 2 * GAP
    page.write(right, MARGIN + SIZE, number, SIZE + 2)


def _draw_line(page, line, tags, colours, left, top):
    """Draw the words of a line from left to right, on the colours of their kinds.

    `line` has (index of the word, word, tag, width) for each word.
    """
    after = [*line[1:], None]
    for (place, word, tag, wide), neighbour in zip(line, after, strict=True):
        kind = kind_of(tags[place])
        # In a text from right to left, the neighbour at the right precedes the word.
        pair = sorted([place, neighbour[0]]) if neighbour else None
        joined = pair and pair[0] + 1 == pair[1] and continues(*(tags[i] for i in pair))
        if kind is not None:
            box = wide + 1 if joined else wide - GAP
            page.paint(left, top, box, BOX_HEIGHT, colours[kind], colours[kind])
        middle = left + (wide - GAP) / 2
        page.write(middle, top + RISE, word, SIZE, align="center")
        page.write(middle, top + TAG_RISE, tag, SMALL, colour=FAINT, align="center")
        left += wide
