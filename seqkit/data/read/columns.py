"""`Column`: one column of a file, read anew at each iteration.

All readers of pairs, tables, folders and tagged sentences return `Column`s.
"""

import itertools
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seqkit.arguments import whole_number


class Column:
    """One column of a file, whose values are read anew at each iteration.

    Values are not kept in memory, so a file may be larger. `column[row]` reads the file
    up to the row; `column[first:last]` and the first `len(column)` read all of it. If
    the file fits into memory, `list(column)` is faster for repeated use.

    Args:
        read: function without arguments that returns a new iterator over the values.
        name: str, the name of the column in `repr`.

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
        """Yield the values from the beginning of the file, and count them for `len`."""
        count = itertools.count()
        for value, _ in zip(self.read(), count, strict=False):
            yield value
        self._rows = next(count)

    def __len__(self):
        """Return the number of values; the first call reads all of them."""
        if self._rows is None:
            self._rows = sum(1 for _ in self.read())
        return self._rows

    def __bool__(self):
        """Return whether the column has a value; at most one value is read."""
        return any(True for _ in self.read())

    def __getitem__(self, row: int | slice) -> Any:
        """Read one value, or the list of the values of a slice.

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
        """Return the name of the column; no value is read."""
        return f"Column({self.name})"


def columns_of(
    rows: Callable[[], Iterator[tuple[Any, ...]]], path: Path, names: tuple[str, ...]
) -> tuple[Column, ...]:
    """Return one `Column` for each field of the rows of a file.

    Args:
        rows: function without arguments that returns a new iterator over rows, tuples
            of fields.
        path: Path of the file, for `repr`.
        names: tuple of str, the name of each column, for `repr`.
    """

    def at(place):
        return lambda: (row[place] for row in rows())

    return tuple(
        Column(at(place), f"{name!r} of {str(path)!r}")
        for place, name in enumerate(names)
    )
