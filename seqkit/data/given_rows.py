"""Check the rows that a user gives to the functions of `seqkit.data`."""

import os
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.arguments import each_of
from seqkit.arguments import list_of
from seqkit.messages import show
from seqkit.types import Codec


def each_text(texts: Iterable[str], name: str = "texts") -> Iterator[str]:
    """Yield the texts of a collection; raise at an item that is no str.

    Args:
        texts: ordered collection of str, see `each_of`.
        name: str, the argument's name, for the error.

    Raises:
        TypeError: `texts` is no ordered collection, or an item is no str.
    """
    for index, text in enumerate(each_of(texts, name)):
        if not isinstance(text, str):
            raise TypeError(
                f"Every text is a str. Received {type(text).__name__} as item {index} "
                f"of `{name}`: {text!r:.80}. Convert or drop it first."
            )
        yield text


def each_array(rows: Iterable[Any], name: str = "rows") -> Iterator[np.ndarray]:
    """Yield the arrays of a collection; raise at an item that is no array of numbers.

    Args:
        rows: ordered collection of arrays `(time, …)`, see `each_of`; or one array
            `(rows, time, …)`.
        name: str, the argument's name, for the error.

    Raises:
        TypeError: `rows` is no ordered collection, or a row is no array of numbers.
    """
    if getattr(rows, "ndim", 1) > 1:  # lists of numbers take many times the memory
        rows = list(np.asarray(rows))
    for index, row in enumerate(each_of(rows, name, "arrays")):
        try:
            array = np.asarray(row)
        except ValueError:  # a list of lists of unequal lengths
            array = np.array(None)
        if array.dtype.kind not in "biuf" or not array.ndim:
            raise TypeError(
                f"Each item of `{name}` is an array of numbers, time first. Received "
                f"{row!r:.60} of type {type(row).__name__} as item {index}, the first "
                "being 0. Read it into an array first; texts need a vocabulary."
            )
        yield array


def each_encodable(
    rows: Iterable[Any], codec: Codec, name: str = "rows"
) -> Iterator[np.ndarray]:
    """Yield rows as the arrays that a codec of numbers, sound or video encodes.

    A codec with a method `read` reads each row, such as the path of a sound; for other
    codecs rows are arrays, see `each_array`.

    Args:
        rows: ordered collection, see `each_of`.
        codec: Codec.
        name: str, the argument's name, for the error.

    Raises:
        TypeError: `rows` is no ordered collection, or a row is of a wrong type.
        ValueError: a row cannot be read; the error has its place, and counts all of
            them.
    """
    if not hasattr(codec, "read"):
        yield from each_array(rows, name)
        return
    failed, total = {}, 0
    for index, row in enumerate(each_of(rows, name, "paths, bytes or arrays")):
        total += 1
        try:
            array = codec.read(row)
        except (TypeError, ValueError) as error:
            failed[index] = error
        if not failed:
            yield array
    # All rows are read before the error is raised, so that it counts the bad ones.
    if failed:
        index, error = next(iter(failed.items()))
        others = [str(place) for place in failed if place != index]
        more = f" {len(failed):,} of {total:,} fail, the others at {show(others)}."
        raise type(error)(
            f"Item {index} of `{name}`: {error}{more if others else ''}"
        ) from error


def texts_or_arrays(rows: Iterable[Any]) -> tuple[list[Any], str]:
    """Return rows as a list of str or of arrays, and the word for them in messages.

    The word is "texts" for str, "rows" for arrays.

    Raises:
        TypeError: `rows` is no ordered collection, or a row is of another type.
    """
    if getattr(rows, "ndim", 1) > 1:
        return list(each_array(rows)), "rows"
    rows = list_of(rows, "rows", "str or arrays")
    if rows and not any(isinstance(row, str) for row in rows):
        return list(each_array(rows)), "rows"
    return list(each_text(rows)), "texts"


def refuse_path(rows: Any, name: str, reader: str) -> None:
    """Raise TypeError if a str or a path is given instead of a collection of rows.

    Args:
        rows: the argument to check.
        name: str, the argument's name, for the error.
        reader: str, Python code that reads rows from a file, for the error.
    """
    if isinstance(rows, str | os.PathLike):
        raise TypeError(
            f"`{name}` are a list, or another ordered collection. Received "
            f"{str(rows)!r:.80} of type {type(rows).__name__}. "
            f"Read a file with {reader}, or give a list."
        )
