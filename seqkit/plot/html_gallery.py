"""Show pictures over their captions as HTML that needs no other file."""

import base64
import io
from collections.abc import Sequence
from typing import Any

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.gallery_cards import Card
from seqkit.plot.drawing.gallery_cards import cards_of
from seqkit.plot.drawing.notebook_html import FONT
from seqkit.plot.drawing.notebook_html import PAGE
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.notebook_html import escaped
from seqkit.plot.drawing.notebook_html import heading

FRAME = f"{PAGE};padding:16px;font:15px/1.4 {FONT}"
GRID = (
    "display:grid;gap:24px 18px;"
    "grid-template-columns:repeat(auto-fill,minmax(220px,1fr))"
)
SMALL = f"color:{FAINT};font-size:12px;margin:4px 0 0;padding:0;list-style:none"
QUALITY = 85  # of JPEG


def gallery_html(
    images: Sequence[Any],
    captions: Sequence[str],
    references: Sequence[str | Sequence[str]] | None = None,
    scores: Sequence[float] | None = None,
    *,
    score: str = "score",
    title: str = "",
) -> Html:
    """Return pictures with their captions, as `gallery` draws them.

    The pictures are inside the page, texts are escaped, and there are no scripts. It
    can be a whole page or a part of any other, and fills the width that there is.

    Args:
        images: list of PIL images, or of uint8 `(height, width, 3)`.
        captions: list of str.
        references: list of str, or of lists of str, the right captions of each.
        scores: list of float, such as `caption_report(…).each`.
        score: str, the name of the scores.
        title: str, written above.

    Returns:
        `Html`, a str.

    Raises:
        ValueError: the lists are not equally long, or an image is no picture.

    Example:
    >>> page = gallery_html(images, captions, references, scores)
    >>> Path("gallery.html").write_text(page, encoding="utf-8")
    """
    cards = cards_of(images, captions, references, scores, score)
    return Html(
        f'<meta charset="utf-8"><div style="{FRAME}">{heading(title)}'
        f'<div style="{GRID}">{"".join(map(_card, cards))}</div></div>'
    )


def _card(card: Card) -> str:
    """Return one picture with its texts."""
    caption = escaped(card.caption)
    score = f'<span style="color:{FAINT};float:right">{escaped(card.score)}</span>'
    references = "".join(
        f'<li dir="auto">{escaped(text)}</li>' for text in card.references
    )
    return (
        f'<figure style="margin:0"><img src="{_address(card)}" alt="{caption}" '
        'style="width:100%;display:block;border-radius:4px">'
        f'<figcaption style="margin-top:6px">{score if card.score else ""}'
        f'<b dir="auto" style="font-weight:600">{caption or "–"}</b>'
        f'<ul style="{SMALL}">{references}</ul></figcaption></figure>'
    )


def _address(card):
    """Return an address that holds the whole picture, as JPEG."""
    from PIL import Image

    packed = io.BytesIO()
    Image.fromarray(card.pixels).save(packed, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"
