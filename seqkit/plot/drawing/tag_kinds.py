"""Return the kind of a tag, such as city for B-city, and a colour for each kind."""

import re
from collections import Counter
from collections.abc import Sequence

from seqkit.plot.drawing.colours import OTHER_TINT
from seqkit.plot.drawing.colours import TINTS

OUTSIDE = "O"  # the tag of a word outside of all entities
_PREFIX = re.compile(r"^([BIESLUM])-(?=.)")
_BEGINNING = {"B", "S", "U"}
OTHERS = "other tags"


def kind_of(tag: str) -> str | None:
    """Return a tag without its prefix, or None for the tag O.

    Example:
    >>> kind_of("B-city"), kind_of("NOUN"), kind_of("O")
    ('city', 'NOUN', None)
    """
    return None if tag == OUTSIDE else _PREFIX.sub("", tag)


def continues(before: str, tag: str) -> bool:
    """Return whether a tag continues the entity of the tag before it.

    Example:
    >>> continues("B-city", "I-city"), continues("B-city", "B-city")
    (True, False)
    """
    prefix = _PREFIX.match(tag)
    if not prefix or prefix[1] in _BEGINNING:
        return False
    return kind_of(before) == kind_of(tag)


def colours_of_kinds(tags: Sequence[str]) -> dict[str, str]:
    """Return a colour for each kind of tag.

    The most frequent kinds have different colours; all other kinds are grey.

    Args:
        tags: list of str.

    Returns:
        dict from kind to `#rrggbb`, in the order in which kinds occur in `tags`.
    """
    kinds = [kind for kind in map(kind_of, tags) if kind is not None]
    frequent = [kind for kind, _ in Counter(kinds).most_common(len(TINTS))]
    ordered = [kind for kind in dict.fromkeys(kinds) if kind in frequent]
    colours = dict(zip(ordered, TINTS, strict=False))
    return {kind: colours.get(kind, OTHER_TINT) for kind in dict.fromkeys(kinds)}


def legend_of_kinds(colours: dict[str, str]) -> dict[str, str]:
    """Return the legend of kinds: dict from name to colour.

    All grey kinds are one entry, "other tags".

    Args:
        colours: dict, as `colours_of_kinds` returns it.
    """
    own = {kind: colour for kind, colour in colours.items() if colour != OTHER_TINT}
    return own | ({OTHERS: OTHER_TINT} if len(own) < len(colours) else {})
