"""Pictures with their captions as a page of HTML that needs nothing else."""

import base64
import html
import io
from collections.abc import Sequence
from typing import Any

from seqkit.plot.drawing.cards import Card
from seqkit.plot.drawing.cards import cards_of
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.running_text import visible
from seqkit.plot.words_page import FONT
from seqkit.plot.words_page import Html

FRAME = (
    f"color:{INK};background:{PAPER};padding:16px;font:15px/1.4 {FONT};display:grid;"
    "gap:24px 18px;grid-template-columns:repeat(auto-fill,minmax(220px,1fr))"
)
SMALL = f"color:{FAINT};font-size:12px;margin:4px 0 0;padding:0;list-style:none"
QUALITY = 85  # of JPEG


def gallery_html(
    images: Sequence[Any],
    captions: Sequence[str],
    references: Sequence[str | Sequence[str]] | None = None,
    scores: Sequence[float] | None = None,
) -> Html:
    """Show pictures with their captions, as `gallery` does in a figure.

    The pictures are inside, texts are escaped, and there are no scripts: it is a page
    by itself, as well as a part of any other, and as wide as there is room.

    Args:
        images: list of PIL images, or of uint8 `(height, width, 3)`.
        captions: list of str.
        references: list of str, or of lists of them, what is right of each.
        scores: list of float, such as `caption_report(…).each`.

    Returns:
        `Html`, a str.

    Raises:
        ValueError: there are more or fewer of one than of another, or an image is no
            picture.

    Example:
    >>> page = gallery_html(images, captions, references, scores)
    >>> Path("gallery.html").write_text(page, encoding="utf-8")
    """
    cards = cards_of(images, captions, references, scores)
    return Html(
        f'<meta charset="utf-8"><div style="{FRAME}">{"".join(map(_card, cards))}</div>'
    )


def _card(card: Card) -> str:
    caption = html.escape(visible(card.caption))
    score = f'<span style="color:{FAINT};float:right">{card.score}</span>'
    references = "".join(
        f'<li dir="auto">{html.escape(visible(text))}</li>' for text in card.references
    )
    return (
        f'<figure style="margin:0"><img src="{_picture(card)}" alt="{caption}" '
        'style="width:100%;display:block;border-radius:4px">'
        f'<figcaption style="margin-top:6px">{score if card.score else ""}'
        f'<b dir="auto" style="font-weight:600">{caption or "–"}</b>'
        f'<ul style="{SMALL}">{references}</ul></figcaption></figure>'
    )


def _picture(card):
    """Pack a picture into an address."""
    from PIL import Image

    packed = io.BytesIO()
    Image.fromarray(card.pixels).save(packed, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"
