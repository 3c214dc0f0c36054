"""Columns of files that are larger than memory may be."""

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Column:
    """Values that are read anew at each iteration, and never held.

    Args:
        read: function without arguments that returns a new iterator.
        name: str, what `repr` shows.

    Example:
    >>> column = Column(lambda: iter(["a", "b"]), "letters")
    >>> list(column), list(column)
    (['a', 'b'], ['a', 'b'])
    """

    def __init__(self, read: Callable[[], Iterator[Any]], name: str):
        self.read = read
        self.name = name

    def __iter__(self):
        """Reads from the beginning."""
        return self.read()

    def __repr__(self):
        """Says what is read, not the values."""
        return f"Column({self.name})"


def columns_of(
    rows: Callable[[], Iterator[tuple[Any, ...]]], path: Path, names: tuple[str, ...]
) -> tuple[Column, ...]:
    """Returns one `Column` for each place in the rows of a file."""

    def at(place):
        return lambda: (row[place] for row in rows())

    return tuple(
        Column(at(place), f"{name!r} of {str(path)!r}")
        for place, name in enumerate(names)
    )


def format_of(path: Path) -> str:
    """Returns the last part of a file's name, in lower case and but for `.gz`."""
    name = path.name.lower().removesuffix(".gz")
    return name[name.rfind(".") :] if "." in name else ""
