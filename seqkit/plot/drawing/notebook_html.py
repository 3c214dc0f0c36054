"""Class, styles and escaping that all HTML of `seqkit.plot` shares."""

import html
from typing import Any

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.running_text import visible

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"
PAGE = f"color:{INK};background:{PAPER}"
FRAME = f"{PAGE};padding:12px 16px;border-radius:6px;max-width:46em"
SMALL = f"color:{FAINT};font-size:12px;line-height:1.5"


class Html(str):
    """A str of HTML. A notebook renders it instead of printing its source."""

    def _repr_html_(self):
        return str(self)


def escaped(text: Any) -> str:
    """Return a text escaped for HTML, with control characters as visible signs."""
    return html.escape(visible(str(text)))


def faint(text: str) -> str:
    """Return HTML that shows a text in grey; `text` is escaped already."""
    return f'<span style="color:{FAINT}">{text}</span>'


def heading(title: str) -> str:
    """Return the HTML of a title, or an empty str if the title is empty."""
    if not title:
        return ""
    style = "font-weight:600;font-size:16px;margin:0 0 6px"
    return f'<div dir="auto" style="{style}">{escaped(title)}</div>'
