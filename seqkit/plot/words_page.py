"""Coloured words as a piece of HTML that needs nothing else."""

import html
from collections.abc import Sequence

import numpy as np

from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FAINTEST
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.colours import strongest_of
from seqkit.plot.drawing.running_text import MOST_WORDS
from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.drawing.running_text import spell_weight
from seqkit.plot.drawing.running_text import visible
from seqkit.plot.drawing.running_text import weighted_words

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"
FRAME = (
    f"color:{INK};background:{PAPER};padding:12px 16px;border-radius:6px;"
    f"max-width:46em;font:15px/1.85 {FONT}"
)
SMALL = f"color:{FAINT};font-size:12px;line-height:1.5"


class Html(str):
    """HTML that a notebook shows as what it means."""

    def _repr_html_(self):
        return str(self)


def words_html(
    words: Sequence[str],
    weights: Sequence[float] | np.ndarray,
    label: str | None = None,
    score: float | None = None,
    note: str = "",
    *,
    text: str | None = None,
) -> Html:
    """Show words on the colours of their weights, as `words` does in a figure.

    Everything is escaped, styles stand at the elements, and there are no scripts: it
    fits into any page. The weight of a word shows where the pointer rests on it.

    Args:
        words: list of str. Those after the first 2,000 are counted, not shown.
        weights: float `(time,)`; positive is for `label`, negative against it.
        label: str, what was answered.
        score: float, its probability.
        note: str, how the weights were found.
        text: str, what the words were split off; it says which of them touch.

    Returns:
        `Html`, a str.

    Raises:
        ValueError: there are more or fewer weights than words.

    Example:
    >>> words_html(["good", "film"], [0.9, 0.0], "positive", 0.97)
    '<div style="…<b>positive</b> p = 0.970…'
    """
    words, weights = weighted_words(words, weights)
    shown = words[:MOST_WORDS]
    strongest = strongest_of(weights)
    pieces = [
        gap + _word(word, weight, share, strongest)
        for gap, word, weight, share in zip(
            gaps(shown, text), shown, weights, scaled(weights), strict=False
        )
    ]
    if len(words) > len(shown):
        pieces.append(_faint(f" … and {len(words) - len(shown):,} more"))
    body = "".join(pieces) or _faint("no words")
    return Html(
        f'<div style="{FRAME}">{_head(label, score, note, weights)}'
        f'<div dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">{body}'
        "</div></div>"
    )


def _word(word, weight, share, strongest):
    """Return one word, in a span only where it has a colour."""
    spelled = html.escape(visible(word))
    if abs(share) <= FAINTEST:
        return spelled
    return (
        f'<span title="{spell_weight(weight, strongest)}" style="background:'
        f'{colour_of(share)};border-radius:3px;padding:2px 1px">{spelled}</span>'
    )


def _faint(words):
    return f'<span style="color:{FAINT}">{words}</span>'


def _head(label, score, note, weights):
    """Return the line above the words: answer, note and scale."""
    answer = "" if label is None else f"<b>{html.escape(visible(str(label)))}</b> "
    answer += "" if score is None else f"p = {score:.3f}"
    note = f'<span style="{SMALL}">{html.escape(visible(note))}</span>'
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:0 14px;align-items:baseline;'
        f'margin-bottom:4px"><span>{answer}</span>{note}{_scale(weights)}</div>'
    )


def _scale(weights):
    """Return the colours from the weakest to the strongest, with their numbers."""
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
