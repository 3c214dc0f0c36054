"""Read the rows of CSV and TSV files, and the names in their first line."""

import csv
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

from seqkit.messages import show
from seqkit.text_files import BLANK
from seqkit.text_files import lines_of
from seqkit.text_files import lines_with_ends

# The most characters of one field. Python's default of 131,072 is too few for long
# texts; the limit keeps an unclosed quote from reading a huge file into memory.
_LARGEST_FIELD = 2**28

_QUOTES = (
    "A separator or line end within a field needs quotes around it, and a .csv for "
    "them."
)
_SEMICOLONS = (
    "Fields are separated by commas, not by semicolons. Convert the file: "
    '`pandas.read_csv(path, sep=";", decimal=",").to_csv(path, index=False)`.'
)


def csv_columns(path: Path, columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield some columns of each row of a CSV file, of any ending."""
    _, names = next(_csv_rows(path, False), (1, []))
    spaced = any(name.startswith(" ") for name in names[1:])
    return _with_header(path, _csv_rows(path, spaced), columns)


def tsv_columns(path: Path, columns: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield some columns of each row of a TSV file."""
    return _with_header(path, _tsv_rows(path), columns)


def names_of_columns(path: Path) -> list[str]:
    """Return the names in the first line of a CSV or TSV file."""
    tabs = format_of(path) == ".tsv"
    rows = _tsv_rows(path) if tabs else _csv_rows(path, False)
    return stripped(next(rows, (1, []))[1])


def missing_column(
    where: str | Path, name: str, times: str, names: Iterable[str]
) -> ValueError:
    """Return the error for a name that is missing or there more than once."""
    return ValueError(
        f"{where}: expected a column {name!r}. It is {times}. "
        f"The names are {show(names)}."
    )


def format_of(path: Path) -> str:
    """Return the ending of a file's name in lower case: ".csv" for "a.CSV.gz"."""
    name = path.name.lower().removesuffix(".gz")
    return name[name.rfind(".") :] if "." in name else ""


def stripped(fields: Iterable[str]) -> list[str]:
    """Return the fields of a line without the white space around each."""
    return [field.strip() for field in fields]


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


def _tsv_rows(path):
    """Yield the number of the line of each row that is not blank, and its fields."""
    rows = enumerate(lines_of(path), 1)
    filled = ((line, text) for line, text in rows if text.strip(BLANK))
    return ((line, stripped(text.split("\t"))) for line, text in filled)


def _with_header(path, rows, columns):
    """Yield some columns of the rows that follow the row of names."""
    header, columns = stripped(next(rows, (1, []))[1]), stripped(columns)
    for name in columns:
        if header.count(name) != 1:
            times = "there more than once" if name in header else "not there"
            raise missing_column(path, name, times, header)
    places = [header.index(name) for name in columns]
    for row, (line, fields) in enumerate(rows, 1):
        if len(fields) != len(header):
            raise ValueError(
                f"{path}, row {row} (line {line}): expected {len(header)} fields, "
                f"{show(header)}. Received {len(fields)}: {show(fields):.200}. "
                f"{_SEMICOLONS if ';' in header[0] else _QUOTES}"
            )
        yield tuple(fields[place] for place in places)
