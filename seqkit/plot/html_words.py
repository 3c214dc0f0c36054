"""Build HTML of words, each on the colour of its weight, without other files."""

from collections.abc import Sequence

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINTEST
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.colours import strongest_of
from seqkit.plot.drawing.excerpt import passages
from seqkit.plot.drawing.notebook_html import FONT
from seqkit.plot.drawing.notebook_html import FRAME
from seqkit.plot.drawing.notebook_html import SMALL
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.notebook_html import escaped
from seqkit.plot.drawing.notebook_html import faint
from seqkit.plot.drawing.notebook_html import heading
from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.drawing.running_text import left_out
from seqkit.plot.drawing.running_text import spell_weight
from seqkit.plot.drawing.running_text import weighted_words


def words_html(
    words: Sequence[str],
    weights: Sequence[float] | np.ndarray,
    label: str | None = None,
    score: float | None = None,
    note: str = "",
    *,
    text: str | None = None,
    most: int = 12_000,
    title: str = "",
) -> Html:
    """Return HTML of words on the colours of their weights; `words` draws a figure.

    Special characters are escaped, styles are attributes of the elements, and there are
    no scripts, so the HTML can be part of any page. The weight of a word is shown while
    the mouse pointer is on the word.

    Args:
        words: list of str.
        weights: float `(time,)`; positive is for `label`, negative against it.
        label: str, the answer that is explained. None: no label.
        score: float, the probability of `label`. None: no probability.
        note: str, how the weights were computed.
        text: str, from which the words were split. Words that have no space between
            them in `text` are shown without a space.
        most: int, about how many characters of the text are shown. Of a longer text
            up to three passages with the strongest words are shown.
        title: str, written above.

    Returns:
        `Html`, a str.

    Raises:
        ValueError: there are more or fewer weights than words.

    Example:
    >>> words_html(["good", "film"], [0.9, 0.0], "positive", 0.97)
    '<div style="…<b>positive</b> p = 0.970…'
    """
    words, weights = weighted_words(words, weights)
    most = whole_number("most", most)
    shares, strongest = scaled(weights), strongest_of(weights)
    between, pieces, end = gaps(words, text), [], 0
    for first, last in [*passages(words, shares, most), (len(words), len(words))]:
        if first > end:
            pieces.append(faint(f" {left_out(words[end:first])} "))
        pieces += [
            between[place]
            + _word(words[place], weights[place], shares[place], strongest)
            for place in range(first, last)
        ]
        end = last
    body = "".join(pieces) or faint("no words")
    return Html(
        f'<div style="{FRAME};font:15px/1.85 {FONT}">{heading(title)}'
        f"{_head(label, score, note, weights)}"
        f'<div dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">{body}'
        "</div></div>"
    )


def _word(word, weight, share, strongest):
    """Return the HTML of one word, in a `span` if the word has a colour."""
    spelled = escaped(word)
    if abs(share) <= FAINTEST:
        return spelled
    return (
        f'<span title="{spell_weight(weight, strongest)}" style="background:'
        f'{colour_of(share)};border-radius:3px;padding:2px 1px">{spelled}</span>'
    )


def _head(label, score, note, weights):
    """Return the HTML of the line above the words: label, score, note and scale."""
    answer = "" if label is None else f"<b>{escaped(label)}</b> "
    answer += "" if score is None else f"p = {score:.3f}"
    note = f'<span style="{SMALL}">{escaped(note)}</span>'
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:0 14px;align-items:baseline;'
        f'margin-bottom:4px"><span>{answer}</span>{note}{_scale(weights)}</div>'
    )


def _scale(weights):
    """Return the HTML of a legend: lowest weight, strip of colours, highest weight."""
    strongest = strongest_of(weights)
    if not strongest:
        return ""
    if np.any(weights < 0):
        left, colours = spell_weight(-strongest, strongest), f"{AGAINST},{PAPER},{FOR}"
        left, right = f"against {left}", f"{spell_weight(strongest, strongest)} for"
    else:
        colours, left = f"{PAPER},{FOR}", "0"
        right = spell_weight(strongest, strongest, sign=False)
    return (
        f'<span style="{SMALL};margin-left:auto;white-space:nowrap">{left} <span style='
        '"display:inline-block;width:80px;height:8px;border-radius:2px;background:'
        f'linear-gradient(to right,{colours})"></span> {right}</span>'
    )
