"""Find ATIS: questions to an airline's information desk, with slots and intents."""

from pathlib import Path

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

SOURCE = "https://raw.githubusercontent.com/monologg/JointBERT/master/data/atis"
PARTS = "seq.in", "seq.out", "label"
COUNTS = {"train": 4_478, "dev": 500, "test": 893}


def atis() -> tuple[tuple[Path, Path, Path], tuple[Path, Path, Path]]:
    """Return the files of ATIS: 4,478 questions for training, 500 for the test.

    The corpus is LDC's.

    Returns:
        Paths of three files for training, and of three for the test. Line by line they
        contain lower-case words separated by spaces (`atis/train.seq.in.gz`), a BIO tag
        for each word (`atis/train.seq.out.gz`), and the intent
        (`atis/train.label.gz`).
    """
    files = [file_of(split, part) for split in ("train", "dev") for part in PARTS]
    found = find([files], prepare)
    return tuple(found[:3]), tuple(found[3:])


def file_of(split: str, part: str) -> str:
    """Return the path of a file in the folder of data sets: `atis/train.label.gz`."""
    return f"atis/{split}.{part}.gz"


def prepare() -> dict[str, bytes]:
    """Download all splits, check their numbers of lines and words, and return files."""
    prepared = {}
    for split, count in COUNTS.items():
        files = {file_of(split, part): f"{SOURCE}/{split}/{part}" for part in PARTS}
        contents = {file: download(source, file) for file, source in files.items()}
        lines = [content.split(b"\n")[:-1] for content in contents.values()]
        where, received = f"{SOURCE}/{split}", tuple(map(len, lines))
        check_counts(where, f"lines of {PARTS}", received, (count,) * len(PARTS))
        words, tags = ([len(line.split()) for line in part] for part in lines[:2])
        odd = sum(map(int.__ne__, words, tags))
        check_counts(where, "lines whose words and tags differ in number", odd, 0)
        prepared |= {file: packed(content) for file, content in contents.items()}
    return prepared
