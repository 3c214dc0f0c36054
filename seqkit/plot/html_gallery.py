"""Build HTML of pictures above their captions, without scripts or other files."""

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
    """Return HTML of pictures with their captions; `gallery` draws a figure of them.

    The pictures are embedded as JPEG, special characters in texts are escaped, and
    there are no scripts. The HTML can be a whole page or a part of another page, and
    fills the available width.

    Args:
        images: list of PIL images, or of uint8 `(height, width, 3)`.
        captions: list of str.
        references: list of str, or of lists of str, the right captions of each image.
            None: no references.
        scores: list of float, one for each image, such as `caption_report(…).each`.
            None: no scores.
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
    """Return the HTML of one picture with its texts."""
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
    """Return a `data:` URL that contains the picture as JPEG."""
    from PIL import Image

    packed = io.BytesIO()
    Image.fromarray(card.pixels).save(packed, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"
