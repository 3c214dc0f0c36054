"""Letters of all scripts in figures, from whichever fonts are installed."""

import functools
import logging
import os
import unicodedata
from typing import TYPE_CHECKING

from seqkit.plot.drawing.reading_direction import marked
from seqkit.plot.drawing.reading_direction import reads_leftward

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

# Comes with Matplotlib, so that a picture looks the same everywhere.
FONT = "DejaVu Sans"
BOX = "□"
# Debian's packages of fonts; the first has the scripts of East Asia.
EAST_ASIAN = {"Han", "Hangul", "Hiragana", "Katakana", "Bopomofo"}
SIGNS = "some signs and emoji"
CJK_FONTS, OTHER_FONTS = "fonts-noto-cjk", "fonts-noto-core"

logger = logging.getLogger("seqkit")
_REPORTED = set()


def drawable(text: str) -> str:
    """Replace what no font draws: letters and signs by a box, marks by nothing.

    A warning in the log of "seqkit" names each script that has no font, once in a
    process. The text keeps its direction.

    Args:
        text: str.

    Returns:
        str, at most one character longer: a mark of direction, where the letters that
        can be drawn read the other way.

    Example:
    >>> drawable("Zoë \U0001f3ac")  # where no font has a clapper board
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
    """Choose the fonts of a text.

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
    """Return the width of a text in points; arguments as of `properties`."""
    from matplotlib.textpath import text_to_path

    chosen = properties(text, size, weight)
    return text_to_path.get_text_width_height_descent(text, chosen, False)[0]


def _stand_in(character):
    return "" if unicodedata.category(character)[0] in "CM" else BOX


def _report(characters):
    """Log the scripts of characters that were not reported before."""
    # fontTools comes with Matplotlib.
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
        "Matplotlib's list of fonts, %s, and start Python anew. HTML needs none: the "
        "browser has its own.",
        " and ".join(dict.fromkeys(names)),
        BOX,
        " ".join(sorted(packages)),
        os.path.join(get_cachedir(), "fontlist-*.json"),
    )


@functools.cache
def _font_for(character):
    """Return the name of the first font that has a character, None without any."""
    for name, path in _installed().items():
        font = _font(path)
        if font is not None and font.get_char_index(ord(character)):
            return name
    return None


@functools.cache
def _installed():
    """List the upright fonts of normal weight, `FONT` first: name to path."""
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
    """Open a font; None where Matplotlib cannot draw with it."""
    from matplotlib.font_manager import get_font
    from matplotlib.ft2font import FaceFlags

    try:
        font = get_font(path)
    except (RuntimeError, OSError):
        return None
    # Emoji of bitmaps and colours, on which Matplotlib fails when it draws.
    plain = FaceFlags.SCALABLE in font.face_flags
    return font if plain and FaceFlags.COLOR not in font.face_flags else None
