"""Read columns of tables from CSV, TSV and JSONL files."""

import json
import math
import os

from seqkit.data.read.columns import Column
from seqkit.data.read.columns import columns_of
from seqkit.table_files import csv_columns
from seqkit.table_files import format_of
from seqkit.table_files import missing_column
from seqkit.table_files import tsv_columns
from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import lines_of


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
                raise missing_column(where, name, "not there", values)
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


_FORMATS = {".csv": csv_columns, ".tsv": tsv_columns, ".jsonl": _jsonl}
