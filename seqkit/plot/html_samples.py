"""Build HTML of samples that a model wrote during its training, below the losses."""

import html
import unicodedata
from collections.abc import Sequence

from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.curves_svg import Curve
from seqkit.plot.drawing.curves_svg import curves_svg
from seqkit.plot.drawing.notebook_html import FONT
from seqkit.plot.drawing.notebook_html import FRAME
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.notebook_html import escaped
from seqkit.plot.drawing.notebook_html import faint
from seqkit.plot.drawing.notebook_html import heading

# Each paragraph is written in the direction of its own first letter.
TEXT = (
    "margin:2px 0 10px;padding:8px 12px;background:#f6f7f8;border-radius:4px;"
    "white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;"
    f"font:14px/1.5 {FONT}"
)
KEPT = "\n\t"  # control characters that HTML shows in preformatted text
HIDDEN = "Cc", "Cs"  # categories of control characters and of halves of characters
SIGN = "\ufffd"


def samples_html(
    samples: Sequence[tuple[int, Sequence[str]]],
    training: Curve = (),
    validation: Curve = (),
    *,
    unit: str = "loss",
    title: str = "",
) -> Html:
    """Return HTML of samples after growing numbers of updates, below the two losses.

    Special characters are escaped, styles are attributes of the elements, and there are
    no scripts and no other files. Text that is read from right to left stands so.

    Args:
        samples: list of tuples of a number of updates and the texts drawn after it.
        training: list of pairs of a number of updates and the loss in training.
        validation: list of pairs of a number of updates and the loss in validation.
        unit: str, the unit of the losses, such as "nats per token".
        title: str, written above.

    Returns:
        `Html`, a str.

    Example:
    >>> samples_html([(0, ["qk zv"]), (1000, ["the king"])], [(1, 4.2), (1000, 1.9)])
    '<div style="…<svg …After 1,000 updates…the king…'
    """
    curves = {"training": (FOR, training), "validation": (AGAINST, validation)}
    picture = curves_svg(curves, [updates for updates, _ in samples], unit)
    body = "".join(
        _sample(updates, texts, training, unit) for updates, texts in samples
    )
    return Html(
        f'<div style="{FRAME};font:15px/1.5 {FONT}">{heading(title)}{picture}{body}'
        "</div>"
    )


def _sample(updates, texts, training, unit):
    """Return the HTML of the texts drawn after a number of updates."""
    losses = [loss for after, loss in training if after <= updates and loss is not None]
    loss = f"{losses[-1]:.3f} {unit} in training" if losses else ""
    parts = "".join(
        f'<div dir="auto" style="{TEXT}">{_shown(text)}</div>' for text in texts
    )
    count = "1 update" if updates == 1 else f"{updates:,} updates"
    return f"<div><b>After {count}</b> {faint(escaped(loss))}{parts}</div>"


def _shown(text):
    """Return a text escaped for HTML; its lines and tabs are kept."""
    text = "".join(
        letter if letter in KEPT or unicodedata.category(letter) not in HIDDEN else SIGN
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
    )
    return html.escape(text)
