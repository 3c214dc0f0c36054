"""Show the words of a sentence over their tags as HTML that needs no other file."""

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
    """Return words over their tags, as `tags` draws them; all text is escaped.

    Args:
        words: list of str.
        tags: list of str, one for each word.
        label: str, of the whole sentence.
        score: float, the probability of the label.
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
    """Return one word over its tag; the tag O is left out."""
    style = f"{UNIT};background:{colour}" if colour else UNIT
    below = f'<span style="{SMALL}">{escaped(tag)}</span>' if colour else ""
    return f'<span style="{style}">{escaped(word)}<br>{below}</span>'
