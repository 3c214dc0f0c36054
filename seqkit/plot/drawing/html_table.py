"""Build tables as HTML without style sheets, scripts or other files."""

from collections.abc import Sequence

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.notebook_html import FONT
from seqkit.plot.drawing.notebook_html import FRAME
from seqkit.plot.drawing.notebook_html import SMALL
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.notebook_html import escaped
from seqkit.plot.drawing.notebook_html import heading

CELL = "padding:2px 8px;white-space:pre-wrap"


def table_html(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    colours: Sequence[Sequence[str | None]] | None = None,
    left: int = 1,
    title: str = "",
    note: str = "",
) -> Html:
    """Return an HTML table; special characters in all texts are escaped.

    Args:
        head: list of str, the names of the columns.
        rows: list of lists of str, one for each column.
        colours: list of lists of `#rrggbb`, the background of each cell of `rows`; None
            in place of a colour: white. None: all cells are white.
        left: int, the number of columns, from the first, with text aligned at the left;
            the other columns, of numbers, are aligned at the right.
        title: str, written above the table.
        note: str, written below the table, such as a legend of the colours.

    Returns:
        `Html`, a str.

    Example:
    >>> table_html(["word", "weight"], [["good", "+0.90"]])
    '<div style="…<td …>good</td>…'
    """
    colours = colours or [[None] * len(row) for row in rows]
    cells = [
        "".join(_cell("th", name, place < left) for place, name in enumerate(head))
    ]
    for row, painted in zip(rows, colours, strict=True):
        pairs = enumerate(zip(row, painted, strict=True))
        cells.append(
            "".join(
                _cell("td", text, place < left, colour)
                for place, (text, colour) in pairs
            )
        )
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    below = f'<div style="{SMALL};margin-top:4px">{escaped(note)}</div>' if note else ""
    return Html(
        f'<div style="{FRAME};max-width:none;font:14px/1.5 {FONT}">{heading(title)}'
        f'<table style="border-collapse:separate;border-spacing:2px">{body}</table>'
        f"{below}</div>"
    )


def joined_html(*parts: str) -> Html:
    """Return pieces of HTML in one `div`, one below the other."""
    return Html(f"<div>{''.join(parts)}</div>")


def _cell(kind, text, left, colour=None):
    """Return the HTML of one cell: `kind` is "th" in the head, "td" in the body."""
    style = f"{CELL};text-align:{'left' if left else 'right'}"
    style += f";background:{colour};border-radius:3px" if colour else ""
    style += f";color:{FAINT};font-weight:normal" if kind == "th" else ""
    return f'<{kind} dir="auto" style="{style}">{escaped(text)}</{kind}>'
