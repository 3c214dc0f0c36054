"""Names and shapes as words for error messages."""

from collections.abc import Iterable
from typing import Any

SHOWN = 10  # names in a message, of which there may be thousands


def show(names: Iterable[str]) -> str:
    """Return the first names of a collection, and the number of all others, as str."""
    names = list(names)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{names[:SHOWN]}{more}"


def shapes(nest: Any) -> Any:
    """Return a nest of tensors with each replaced by its shape, a tuple."""
    import keras

    return keras.tree.map_structure(lambda leaf: tuple(leaf.shape), nest)
