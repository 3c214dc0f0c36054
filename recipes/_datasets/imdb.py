"""Find IMDB: film reviews of the Internet Movie Database, positive or negative."""

import io
import json
import re
import tarfile
import zlib
from pathlib import Path

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

TRAIN, TEST = "imdb/train.jsonl.gz", "imdb/test.jsonl.gz"
OPEN = "imdb/test_open.jsonl.gz"  # a part of the test reviews; the other part is hidden
SOURCE = "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"
COUNTS = 12_500, 12_500
MEMBER = re.compile(r"aclImdb/((train|test)/(pos|neg)/(\d+)_(\d+))\.txt")


def imdb() -> tuple[Path, Path]:
    """Return the files of 50,000 film reviews (Maas et al. 2011, research use).

    Half of the reviews are positive.

    Returns:
        Path of `imdb/train.jsonl.gz`, and path of `imdb/test_open.jsonl.gz` or
        `imdb/test.jsonl.gz`. Each line is a JSON object with `id`, `label` (1 positive,
        0 negative), `rating` (1 to 10) and `text`.
    """
    train, test = find([[TRAIN, OPEN], [TRAIN, TEST]], prepare)
    return train, test


def prepare() -> dict[str, bytes]:
    """Download the archive, and return files with its labelled reviews as JSON."""
    content, rows = download(SOURCE, TRAIN), {}
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            for member in archive:
                if found := MEMBER.fullmatch(member.name):
                    place, row = row_of(found, archive.extractfile(member).read())
                    rows[place] = row
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(
            f"{SOURCE} should be a packed archive. Received {content[:40]!r} ({error})."
            " Try again later."
        ) from error
    return {
        file: packed(lines_of(rows, file, split))
        for file, split in ((TRAIN, "train"), (TEST, "test"))
    }


def row_of(found: re.Match, content: bytes) -> tuple[tuple, dict]:
    """Return the sorting key of a review, and its line as a dict.

    Reviews are sorted by split, positive ones first, and by number.
    """
    name, split, kind, number, rating = found.groups()
    label = int(kind == "pos")
    text = content.decode("utf-8", "replace")
    row = {"id": name, "label": label, "rating": int(rating), "text": text}
    return (split, 1 - label, int(number)), row


def lines_of(rows: dict[tuple, dict], file: str, split: str) -> bytes:
    """Return the reviews of one split, one JSON object on each line."""
    kept = [rows[place] for place in sorted(rows) if place[0] == split]
    praise = sum(row["label"] for row in kept)
    received = praise, len(kept) - praise
    check_counts(SOURCE, f"reviews that praise and blame for {file}", received, COUNTS)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept).encode()
