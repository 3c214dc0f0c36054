"""Columns of files that are larger than memory may be."""

import itertools
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seqkit.arguments import whole_number


class Column:
    """Values that are read anew at each iteration, and never held.

    `column[row]` reads the file as far as the row, `column[first:last]` and `len` all
    of it; the number of rows is kept. So `list(column)` is what to work on where the
    file fits into memory.

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
        self._rows = None

    def __iter__(self):
        """Read from the beginning."""
        count = itertools.count()
        for value, _ in zip(self.read(), count, strict=False):
            yield value
        self._rows = next(count)

    def __len__(self):
        """Count the values, at the first time by reading all."""
        if self._rows is None:
            self._rows = sum(1 for _ in self.read())
        return self._rows

    def __bool__(self):
        """Return whether there is a value, and read no more than that."""
        return any(True for _ in self.read())

    def __getitem__(self, row: int | slice) -> Any:
        """Read one value, or a list of those of a slice.

        Raises:
            IndexError: there is no such row.
        """
        if isinstance(row, slice):
            return list(self.read())[row]
        row = whole_number("row", row, least=None)
        first = row if row >= 0 else len(self) + row
        found = (
            list(itertools.islice(self.read(), first, first + 1)) if first >= 0 else []
        )
        if not found:
            raise IndexError(f"{self!r} has {len(self):,} rows. Received row {row}.")
        return found[0]

    def __repr__(self):
        """Name what is read, not the values."""
        return f"Column({self.name})"


def columns_of(
    rows: Callable[[], Iterator[tuple[Any, ...]]], path: Path, names: tuple[str, ...]
) -> tuple[Column, ...]:
    """Return one `Column` for each place in the rows of a file."""

    def at(place):
        return lambda: (row[place] for row in rows())

    return tuple(
        Column(at(place), f"{name!r} of {str(path)!r}")
        for place, name in enumerate(names)
    )


def format_of(path: Path) -> str:
    """Return the last part of a file's name, in lower case and but for `.gz`."""
    name = path.name.lower().removesuffix(".gz")
    return name[name.rfind(".") :] if "." in name else ""


def stripped(fields: Iterable[str]) -> list[str]:
    """Return the fields of a line without the white space around each."""
    return [field.strip() for field in fields]
