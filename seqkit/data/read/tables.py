"""Read columns of tables from CSV, TSV and JSONL files."""

import csv
import json
import math
import os
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

from seqkit.data.read.columns import Column
from seqkit.data.read.columns import columns_of
from seqkit.data.read.columns import format_of
from seqkit.data.read.columns import stripped
from seqkit.messages import show
from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import lines_of
from seqkit.text_files import lines_with_ends

# The most characters of one field. Python's default of 131,072 is too few for long
# texts; the limit keeps an unclosed quote from reading a huge file into memory.
_LARGEST_FIELD = 2**28


def read_table(path: str | os.PathLike, *columns: str) -> tuple[Column, ...]:
    """Read columns of a table by their names.

    The format is the ending of the file's name, plain or packed (`.csv.gz`):

    - `.csv`: the first line has the names of the columns; quotes as in RFC 4180;
    - `.tsv`: the first line has the names; quotes are characters, as in GLUE's files;
    - `.jsonl`: each line is a JSON object.

    Files are UTF-8, see `read_texts`. Blank lines are skipped, also before the names.
    White space around names, and around the fields of a `.tsv`, is dropped. White space
    in the fields of a `.csv` or `.jsonl` is kept; but if the names of a `.csv` have
    spaces after their commas, such spaces are dropped in all rows. JSON's numbers and
    booleans become str, as by Python's `str`; lists become lists of str.

    Args:
        path: str or Path of the file.
        columns: str, the names of the columns to read.

    Returns:
        tuple of one `Column` for each name; values are str, or lists of str. Each
        iteration reads the file anew, with one block of lines in memory at a time.

    Raises:
        ValueError: in the call: there is no such file, it has another format, it is no
            text in UTF-8, or a column is missing. During an iteration: a row has broken
            quotes or JSON, another number of fields, or no value (JSON's null and NaN).

    Example:
    >>> texts, labels = read_table("reviews.csv", "text", "label")
    >>> batches = labelled(texts, labels, vocabulary, label_names(labels))
    """
    path = file_at(path)
    rows = _FORMATS.get(format_of(path))
    if rows is None:
        raise ValueError(
            f"A table is one of {', '.join(_FORMATS)}, plain or .gz. "
            f"Received {path.name!r}. Add the ending of its format to its name, or "
            "read lines of text with `seqkit.data.read_texts(path)`."
        )
    if not columns or not all(isinstance(name, str) for name in columns):
        raise ValueError(
            "Expected the names of the columns to read, each a str. Received "
            f'{columns or "none"}. Give `read_table(path, "text", "label")`, say.'
        )
    next(rows(path, columns), None)  # raises the error of a wrong name in this call
    return columns_of(lambda: rows(path, columns), path, columns)


def csv_columns(path: Path, columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield some columns of each row of a CSV file, of any ending."""
    _, names = next(_csv_rows(path, False), (1, []))
    spaced = any(name.startswith(" ") for name in names[1:])
    return _with_header(path, _csv_rows(path, spaced), columns)


def _tsv(path, columns):
    """Yield some columns of each row of a TSV file."""
    rows = enumerate(lines_of(path), 1)
    filled = ((line, text) for line, text in rows if text.strip(BLANK))
    split = ((line, stripped(text.split("\t"))) for line, text in filled)
    return _with_header(path, split, columns)


def _csv_rows(path, spaced) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line of each row, and its fields.

    Blank rows are skipped. `spaced`: whether spaces after a comma are dropped, so that
    a field in quotes may follow them.
    """
    # Python's module `csv` has one limit for all readers.
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_FIELD))
    # Line ends within quotes are kept as they are.
    lines, row = lines_with_ends(path), 0
    reader = csv.reader(lines, strict=True, skipinitialspace=spaced)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValueError(
                f"{path}, row {row} (line {line}): broken quotes ({error}). "
                "A field that begins with a quote ends with one; in it, write a quote "
                'as "". If quotes are only characters in this file, use .tsv.'
            ) from error
        if len(fields) > 1 or "".join(fields).strip(BLANK):
            yield line, fields
            row += 1


def _with_header(path, rows, columns):
    """Yield some columns of the rows that follow the row of names."""
    header, columns = stripped(next(rows, (1, []))[1]), stripped(columns)
    for name in columns:
        if header.count(name) != 1:
            times = "there more than once" if name in header else "not there"
            raise _missing(path, name, times, header)
    places = [header.index(name) for name in columns]
    for row, (line, fields) in enumerate(rows, 1):
        if len(fields) != len(header):
            raise ValueError(
                f"{path}, row {row} (line {line}): expected {len(header)} fields, "
                f"{show(header)}. Received {len(fields)}: {show(fields):.200}. A "
                "separator or line end within a field needs quotes around it, and a "
                ".csv for them."
            )
        yield tuple(fields[place] for place in places)


def _jsonl(path, columns):
    """Yield the values of some names of each object."""
    lines = enumerate(lines_of(path), 1)
    filled = ((line, text) for line, text in lines if text.strip(BLANK))
    for row, (line, text) in enumerate(filled, 1):
        where = f"{path}, row {row} (line {line})"
        try:
            values = json.loads(text, strict=False)  # strings may contain tabs
        except (ValueError, RecursionError) as error:
            raise ValueError(
                f"{where}: expected a JSON object. Received {text!r:.80} ({error}). "
                "Each line of a .jsonl file is one whole object."
            ) from error
        if not isinstance(values, dict):
            raise ValueError(
                f"{where}: expected a JSON object with names. Received {text!r:.80}. "
                'Write `{"text": …, "label": …}`.'
            )
        for name in columns:
            if name not in values:
                raise _missing(where, name, "not there", values)
        yield tuple(_value(values[name], name, where) for name in columns)


def _value(value, name, where) -> str | list[str]:
    """Return a value of a JSON object as str, or as a list of str."""
    several = isinstance(value, list)
    scalars = value if several else [value]
    if all(
        isinstance(each, str | int) or (isinstance(each, float) and math.isfinite(each))
        for each in scalars
    ):
        return [str(each) for each in value] if several else str(value)
    raise ValueError(
        f"{where}: expected text, a finite number or a list of them as {name!r}. "
        f"Received {json.dumps(value):.80}. Fill it in or leave the row out."
    )


def _missing(where, name, times, names) -> Exception:
    """Return the error for a name that is missing or there more than once."""
    return ValueError(
        f"{where}: expected a column {name!r}. It is {times}. "
        f"The names are {show(names)}."
    )


_FORMATS = {".csv": csv_columns, ".tsv": _tsv, ".jsonl": _jsonl}
