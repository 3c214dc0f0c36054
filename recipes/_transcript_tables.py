"""Read the user's own sounds: a folder with a table of what is said in each file."""

import csv
from pathlib import Path

from seqkit.messages import show
from seqkit.text_files import lines_of

TABLES = "transcripts.tsv", "transcripts.csv"
COLUMNS = "file", "text"

Part = list[tuple[Path, str]]


def read(path: str) -> Part:
    """Return the sounds of a folder or of a table, each with what is said.

    Args:
        path: str, a folder with `transcripts.tsv` or `transcripts.csv`, or a table in
            TSV or CSV. It has the columns `file`, a path from the folder of the table,
            and `text`. More columns do no harm.

    Returns:
        list of pairs: Path of a sound; and str, with one space between words.

    Raises:
        ValueError: the folder has no table, or the table a wrong form, no row, or the
            name of a file that is not there.
    """
    table = _table(Path(path))
    tabs = ".tsv" in table.suffixes
    lines = list(lines_of(table))
    reader = csv.reader(lines, delimiter="\t" if tabs else ",")
    names, *rows = [*reader] or [[]]
    names = [name.strip() for name in names]
    if not {*COLUMNS} <= {*names} or not rows:
        raise ValueError(
            "A table of transcripts has the columns `file` and `text`, and a row for "
            f"each sound. Received the columns {show(names)} and {len(rows)} rows in "
            f"{table}. Write a first line: file,text."
        )
    odd = [place for place, row in enumerate(rows) if len(row) != len(names)]
    if odd:
        raise ValueError(
            f"Each row has {len(names)} cells. Received {len(rows[odd[0]])} in row "
            f"{odd[0]} of {table}, the first being 0. Quote texts that contain the "
            "separator."
        )
    file, text = (names.index(name) for name in COLUMNS)
    part = [(table.parent / row[file], " ".join(row[text].split())) for row in rows]
    absent = [path.name for path, _ in part if not path.is_file()]
    if absent:
        raise ValueError(
            f"Each `file` of {table} is the path of a sound, from the folder of the "
            f"table. Received {len(absent)} that are not there: {show(absent)}."
        )
    return part


def _table(path):
    """Return the path of the table of a folder, or the path itself."""
    if not path.is_dir():
        return path
    found = [path / name for name in TABLES if (path / name).is_file()]
    if not found:
        raise ValueError(
            f"A folder of sounds has a table of them: {' or '.join(TABLES)}, with the "
            f"columns `file` and `text`. Received {path} without one."
        )
    return found[0]


def three_parts(
    rows: Part, validation_part: Part | None, test_part: Part | None
) -> tuple[Part, Part, Part]:
    """Hold out every twentieth sound for the test, and as many for validation.

    Given parts are returned unchanged. If only a validation part is given, it is the
    test part too.

    Raises:
        ValueError: the sounds are too few.
    """
    held_out = []
    if validation_part is None:
        held_out = validation_part = rows[10::20] or rows[1:2]
        if test_part is None:
            test_part = rows[::20]
            held_out = validation_part + test_part
    known = {path.resolve() for path, _ in held_out}
    rest = [row for row in rows if row[0].resolve() not in known]
    if not rest or not validation_part:
        raise ValueError(
            "Expected sounds for training, validation and test: at least three. "
            f"Received {len(rows)}. Give more, or tables of other sounds as "
            "`validation` and `test`."
        )
    return rest, validation_part, test_part or validation_part
