"""Format names and shapes for error messages."""

from collections.abc import Iterable
from typing import Any

SHOWN = 10  # the most names in a message, since there may be thousands


def show(names: Iterable[str]) -> str:
    """Return the first names of a collection and the number of the others, as text."""
    names = list(names)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{names[:SHOWN]}{more}"


def shapes(nest: Any) -> Any:
    """Return a nest of tensors in which each tensor is replaced by its shape."""
    import keras

    return keras.tree.map_structure(lambda leaf: tuple(leaf.shape), nest)
