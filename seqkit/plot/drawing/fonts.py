"""Choose an installed font for each character of a figure, and measure texts in it."""

import functools
import logging
import os
import unicodedata
from typing import TYPE_CHECKING

from seqkit.plot.drawing.reading_direction import marked
from seqkit.plot.drawing.reading_direction import reads_leftward

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

# This font is installed with Matplotlib, so that figures look the same everywhere.
FONT = "DejaVu Sans"
BOX = "□"  # drawn in place of a character that no font has
# Debian's package `CJK_FONTS` has the fonts of these scripts, `OTHER_FONTS` the rest.
EAST_ASIAN = {"Han", "Hangul", "Hiragana", "Katakana", "Bopomofo"}
CJK_FONTS, OTHER_FONTS = "fonts-noto-cjk", "fonts-noto-core"
SIGNS = "some signs and emoji"

logger = logging.getLogger("seqkit")
_REPORTED = set()


def drawable(text: str) -> str:
    """Return a text in which characters that no installed font has are boxes.

    Combining marks without a font are removed, since they have no width. The logger
    "seqkit" warns once in a process about each script without a font.

    Args:
        text: str.

    Returns:
        str. It begins with an invisible Unicode direction mark if the remaining letters
        alone would be read in the other direction than `text`.

    Example:
    >>> drawable("Zoë \U0001f3ac")  # if no font has a clapper board
    'Zoë □'
    """
    missing = {character for character in text if not _font_for(character)}
    if not missing:
        return text
    _report(missing)
    drawn = "".join(
        _stand_in(character) if character in missing else character
        for character in text
    )
    return marked(drawn, reads_leftward(text))


def properties(text: str, size: float, weight: str = "normal") -> "FontProperties":
    """Return the fonts, the size and the weight of a text for Matplotlib.

    Args:
        text: str, as `drawable` returns it.
        size: float, points.
        weight: str, "normal" or "bold". A text is bold only if `FONT` has all of its
            characters.

    Returns:
        `matplotlib.font_manager.FontProperties`.
    """
    from matplotlib.font_manager import FontProperties

    others = dict.fromkeys(map(_font_for, text))
    others.pop(FONT, None)
    families = [FONT, *filter(None, others)]
    # Few other fonts are bold, and Matplotlib warns about each that is not.
    weight = "normal" if others else weight
    return FontProperties(family=families, size=size, weight=weight)


def measure(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a text in points; the arguments are those of `properties`."""
    from matplotlib.textpath import text_to_path

    chosen = properties(text, size, weight)
    return text_to_path.get_text_width_height_descent(text, chosen, False)[0]


def _stand_in(character):
    """Return a box, or an empty str for a combining mark, which has no width."""
    return "" if unicodedata.category(character)[0] in "CM" else BOX


def _report(characters):
    """Log the scripts of these characters, unless they were logged before."""
    # fontTools is installed with Matplotlib.
    from fontTools.unicodedata import script
    from fontTools.unicodedata import script_name
    from matplotlib import get_cachedir

    scripts = {script_name(script(each)) for each in characters if _stand_in(each)}
    new = sorted(scripts - _REPORTED)
    if not new:
        return
    _REPORTED.update(new)
    packages = {CJK_FONTS if name in EAST_ASIAN else OTHER_FONTS for name in new}
    names = [SIGNS if name in ("Common", "Inherited") else name for name in new]
    logger.warning(
        "No installed font has %s, so figures show boxes (%s). Install one, such as "
        "`apt install %s`, or Noto's from https://fonts.google.com/noto, delete "
        "Matplotlib's list of fonts, %s, and start Python anew. HTML needs no "
        "font: the browser has its own.",
        " and ".join(dict.fromkeys(names)),
        BOX,
        " ".join(sorted(packages)),
        os.path.join(get_cachedir(), "fontlist-*.json"),
    )


@functools.cache
def _font_for(character):
    """Return the name of the first font that has a character; None if no font has."""
    for name, path in _installed().items():
        font = _font(path)
        if font is not None and font.get_char_index(ord(character)):
            return name
    return None


@functools.cache
def _installed():
    """Return the paths of upright fonts of normal weight by name, `FONT` first."""
    from matplotlib.font_manager import findfont
    from matplotlib.font_manager import fontManager

    found = {FONT: findfont(FONT)}
    for entry in sorted(fontManager.ttflist, key=lambda entry: entry.name):
        plain = entry.style == "normal" and entry.weight == 400
        # The font Last Resort contains only boxes.
        if plain and not entry.name.startswith("Last Resort"):
            found.setdefault(entry.name, entry.fname)
    return found


@functools.cache
def _font(path):
    """Return the opened font of a file, or None if Matplotlib cannot draw with it."""
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import FaceFlags

    try:
        font = get_font(path)
    except (RuntimeError, OSError):
        return None
    # Matplotlib cannot draw bitmap fonts or coloured fonts, as some emoji fonts are.
    plain = FaceFlags.SCALABLE in font.face_flags
    return font if plain and FaceFlags.COLOR not in font.face_flags else None
