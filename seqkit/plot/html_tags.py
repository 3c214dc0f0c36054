"""Build HTML of the words of a sentence above their tags, without other files."""

from collections.abc import Sequence

from seqkit.plot.drawing.notebook_html import FONT
from seqkit.plot.drawing.notebook_html import FRAME
from seqkit.plot.drawing.notebook_html import SMALL
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.notebook_html import escaped
from seqkit.plot.drawing.notebook_html import faint
from seqkit.plot.drawing.notebook_html import heading
from seqkit.plot.drawing.tag_kinds import colours_of_kinds
from seqkit.plot.drawing.tag_kinds import kind_of
from seqkit.plot.tags_figure import tagged_words

UNIT = (
    "display:inline-block;text-align:center;vertical-align:top;padding:1px 5px;"
    "margin:2px;border-radius:3px"
)


def tags_html(
    words: Sequence[str],
    tags: Sequence[str],
    label: str | None = None,
    score: float | None = None,
    *,
    title: str = "",
) -> Html:
    """Return HTML of words above their tags; `tags` draws the same as a figure.

    Special characters in words, tags and label are escaped.

    Args:
        words: list of str.
        tags: list of str, one for each word.
        label: str, the label of the whole sentence. None: no label.
        score: float, the probability of the label. None: no probability.
        title: str, written above.

    Returns:
        `Html`, a str.

    Raises:
        ValueError: there are more or fewer tags than words.

    Example:
    >>> tags_html(["to", "Rome"], ["O", "B-city"])
    '<div style="…Rome<br>…B-city…'
    """
    words, tags = tagged_words(words, tags)
    colours = colours_of_kinds(tags)
    units = [
        _unit(word, tag, colours.get(kind_of(tag)))
        for word, tag in zip(words, tags, strict=True)
    ]
    number = "" if score is None else f" p = {score:.3f}"
    head = "" if label is None else f"<div><b>{escaped(label)}</b>{number}</div>"
    return Html(
        f'<div style="{FRAME};font:15px/1.5 {FONT}">{heading(title)}{head}'
        f'<div dir="auto">{" ".join(units) or faint("no words")}</div></div>'
    )


def _unit(word, tag, colour):
    """Return the HTML of one word above its tag; `colour` is None for the tag O."""
    style = f"{UNIT};background:{colour}" if colour else UNIT
    below = f'<span style="{SMALL}">{escaped(tag)}</span>' if colour else ""
    return f'<span style="{style}">{escaped(word)}<br>{below}</span>'
