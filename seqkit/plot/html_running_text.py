"""Build a page of one text that pages through the cells of a model."""

import base64
import hashlib
import json
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.cell_pager import PAGER
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import channels
from seqkit.plot.drawing.notebook_html import FONT
from seqkit.plot.drawing.notebook_html import FRAME
from seqkit.plot.drawing.notebook_html import SMALL
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.notebook_html import heading
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.running_text import visible

MIDDLE, REACH = 128, 127  # the byte of the value 0, and the bytes on either side of it
TEXT = (
    "white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;tab-size:4;"
    "font:14px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',"
    "monospace;margin-top:12px"
)
FIELD = "font:inherit;padding:2px 6px"


def running_text_html(
    text: str | Sequence[str],
    cells: Mapping[str, np.ndarray],
    ranks: Iterable[tuple[str, str, int]] = (),
    *,
    title: str = "",
) -> Html:
    """Return a page that shows a text on the colours of one cell after another.

    Buttons and the arrow keys page through the cells, and fields go to any cell of a
    group. The page has one script and needs no other file; a value takes a byte, in
    base64, so 3,000 characters of 1,024 cells are 4 MB. Values are rounded to 127
    levels on either side of 0, of the strongest value of their cell.

    Args:
        text: str; or list of str, the tokens of a text.
        cells: dict from the name of a group, such as "layer 0, h", to float
            `(characters, units)`, or `(tokens, units)`.
        ranks: iterable of (str, str, int): what is known of a cell, its group and its
            unit. These cells come first.
        title: str, written above.

    Returns:
        `Html`, a str.

    Raises:
        ValueError: there is no cell, a group has more or fewer values than there are
            tokens, or a cell of `ranks` is in no group.

    Example:
    >>> page = running_text_html("abc", {"layer 0, h": np.zeros((3, 2))})
    >>> Path("cells.html").write_text(page, encoding="utf-8")
    """
    tokens = list(text) if isinstance(text, str) else spelled_words(text, "text")
    groups = [_group(name, cell, len(tokens)) for name, cell in cells.items()]
    if not groups or not all(group["units"] for group in groups):
        raise ValueError(
            "A page needs cells to page through. "
            f"Received the groups {[*cells]!r:.80}, without a cell. Give one or more "
            "arrays `(characters, units)`."
        )
    units = {group["name"]: group["units"] for group in groups}
    content = {
        "tokens": [_spelled(token) for token in tokens],
        "groups": groups,
        "ranks": [_checked_rank(rank, units) for rank in ranks],
        "colours": [channels(colour) for colour in (PAPER, FOR, AGAINST)],
    }
    # A script must not contain "</script" or "<!--".
    packed = json.dumps(content).replace("<", "\\u003c")
    # Several pages in one notebook have different names.
    name = "cells-" + hashlib.sha256(packed.encode()).hexdigest()[:12]
    pager = PAGER.replace("CONTENT", packed).replace("NAME", name)
    return Html(
        f'<meta charset="utf-8"><div id="{name}" tabindex="0" style="{FRAME};'
        f'max-width:none;outline:none;font:15px/1.5 {FONT}">{heading(title)}'
        f"{_controls()}"
        f'<div class="text" dir="auto" style="{TEXT}"></div></div>'
        f"<script>{pager}</script>"
    )


def _controls():
    """Return the HTML of the buttons, the fields, and the legend of the colours."""
    field = f'style="{FIELD}"'
    gradient = f"linear-gradient(to right,{AGAINST},{PAPER},{FOR})"
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:8px;align-items:center">'
        f'<button class="back" {field} aria-label="previous cell">◀</button>'
        f'<button class="on" {field} aria-label="next cell">▶</button>'
        f'<select class="group" {field} aria-label="group"></select>'
        f'<label>unit <input class="unit" type="number" min="0" {field} size="6">'
        "</label>"
        f'<select class="found" {field} aria-label="cells that were found"></select>'
        f'<span style="{SMALL}"><span class="low"></span> <span style="display:'
        f"inline-block;width:90px;height:10px;vertical-align:middle;background:"
        f'{gradient}"></span> <span class="high"></span></span></div>'
        f'<div class="what" style="margin-top:6px;font-weight:600"></div>'
        f'<div style="{SMALL}">arrow keys: the cell before or after; '
        '<span class="count"></span> cells</div>'
    )


def _group(name, values, steps):
    """Return a group as the script reads it, its values as bytes in base64."""
    values = np.asarray(values, np.float32)
    if values.ndim != 2 or len(values) != steps:
        raise ValueError(
            f"A group has the values of its units at each of the {steps:,} tokens. "
            f"Received shape {values.shape} for {name!r}. "
            f"Give an array of shape ({steps}, units)."
        )
    values = np.nan_to_num(values, posinf=0.0, neginf=0.0).T  # (units, steps)
    strongest = np.abs(values).max(axis=1, initial=0.0)
    shares = values / np.where(strongest > 0, strongest, 1)[:, None]
    levels = (np.rint(REACH * shares) + MIDDLE).astype(np.uint8)
    return {
        "name": str(name),
        "units": len(values),
        "strongest": [float(f"{value:.3g}") for value in strongest],
        "values": base64.b64encode(levels.tobytes()).decode(),
    }


def _checked_rank(rank, units):
    """Return what is known of a cell, its group and its unit, as a list."""
    what, group, unit = list_of(rank, "ranks[...]", "(str, str, int)")
    if group not in units or not 0 <= unit < units[group]:
        raise ValueError(
            "A cell of `ranks` is in one of the groups. "
            f"Received unit {unit!r} of {group!r}. The units are: {units!r:.200}."
        )
    return [str(what), str(group), int(unit)]


def _spelled(token):
    """Return a token with visible signs, and its newlines after them."""
    return visible(token).replace("↵", "↵\n").replace("⇥", "⇥\t")
