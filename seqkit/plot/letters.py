"""Letters of all scripts in figures, from whichever fonts are installed."""

import functools
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

# Comes with Matplotlib, so that a picture looks the same everywhere.
FONT = "DejaVu Sans"
BOX = "□"


def drawable(text: str) -> str:
    """Replaces what no font draws: letters and signs by a box, marks by nothing.

    Args:
        text: str.

    Returns:
        str, never longer.

    Example:
    >>> drawable("Zoë \U0001f3ac")  # where no font has a clapper board
    'Zoë □'
    """
    return "".join(
        character if _font_for(character) else _stand_in(character)
        for character in text
    )


def properties(text: str, size: float, weight: str = "normal") -> "FontProperties":
    """Chooses the fonts of a text.

    Args:
        text: str, `drawable`.
        size: float, points.
        weight: str, "normal" or "bold", which is for the letters of `FONT` alone.

    Returns:
        `matplotlib.font_manager.FontProperties`.
    """
    from matplotlib.font_manager import FontProperties

    others = dict.fromkeys(map(_font_for, text))
    others.pop(FONT, None)
    families = [FONT, *filter(None, others)]
    # Few other fonts are bold, and Matplotlib complains of each that is not.
    weight = "normal" if others else weight
    return FontProperties(family=families, size=size, weight=weight)


def measure(text: str, size: float, weight: str = "normal") -> float:
    """Gives the width of a text in points; arguments as of `properties`."""
    from matplotlib.textpath import text_to_path

    chosen = properties(text, size, weight)
    return text_to_path.get_text_width_height_descent(text, chosen, False)[0]


def _stand_in(character):
    return "" if unicodedata.category(character)[0] in "CM" else BOX


@functools.cache
def _font_for(character):
    """Names the first font that has a character, None without any."""
    for name, path in _installed().items():
        font = _font(path)
        if font is not None and font.get_char_index(ord(character)):
            return name
    return None


@functools.cache
def _installed():
    """Lists the upright fonts of normal weight, `FONT` first: name to path."""
    from matplotlib.font_manager import findfont
    from matplotlib.font_manager import fontManager

    found = {FONT: findfont(FONT)}
    for entry in sorted(fontManager.ttflist, key=lambda entry: entry.name):
        plain = entry.style == "normal" and entry.weight == 400
        # Last Resort has the same box for every character of a script.
        if plain and not entry.name.startswith("Last Resort"):
            found.setdefault(entry.name, entry.fname)
    return found


@functools.cache
def _font(path):
    """Opens a font; None where Matplotlib cannot draw with it."""
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import FaceFlags

    try:
        font = get_font(path)
    except (RuntimeError, OSError):
        return None
    # Emoji of bitmaps and colours, on which Matplotlib fails when it draws.
    plain = FaceFlags.SCALABLE in font.face_flags
    return font if plain and FaceFlags.COLOR not in font.face_flags else None
