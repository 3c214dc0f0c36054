"""Find Multi30k: captions of pictures, and their translations into four languages."""

import functools
import gzip

import seqkit
from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

SOURCE = "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw"
LANGUAGES = "en", "de", "fr", "cs"
COUNTS = {"train": 29_000, "val": 1_014, "test_2016_flickr": 1_000}
Pairs = list[tuple[str, str]]


def multi30k(source: str = "de", target: str = "en") -> tuple[Pairs, Pairs, Pairs]:
    """Return captions and their translations (Elliott et al. 2016, research use).

    Args:
        source: str, the language of the first text of each pair: en, de, fr or cs.
        target: str, the language of the second text.

    Returns:
        Three lists of pairs: 29,000 for training, 1,014 for validation, and the 1,000
        of `test_2016_flickr`. They are read from files such as
        `multi30k/task1/train.de.gz`.

    Raises:
        OSError: the files were not found, and could not be downloaded.
        ValueError: a language is unknown, or both are the same.
    """
    if not {source, target} <= {*LANGUAGES} or source == target:
        raise ValueError(
            f"Multi30k is in {', '.join(LANGUAGES)}: expected two of them. "
            f"Received source={source!r} and target={target!r}. "
            'Give source="de", target="en", for example.'
        )
    files = [file_of(split, name) for split in COUNTS for name in (source, target)]
    found = find([files], functools.partial(prepare, files))
    sides = zip(found[::2], found[1::2], strict=True)
    training, choosing, judging = (
        list(zip(*seqkit.data.read_pairs(*paths), strict=True)) for paths in sides
    )
    return training, choosing, judging


def file_of(split: str, language: str) -> str:
    """Return the path of a file in the folder of data sets."""
    return f"multi30k/task1/{split}.{language}.gz"


def prepare(files: list[str]) -> dict[str, bytes]:
    """Download the files of two languages, check their lines, and return the files."""
    prepared = {}
    for file in files:
        name = file.rpartition("/")[2]
        source, count = f"{SOURCE}/{name}", COUNTS[name.partition(".")[0]]
        content = unpacked(download(source, file), source)
        check_counts(source, "lines", content.count(b"\n"), count)
        prepared[file] = packed(content)
    return prepared


def unpacked(content: bytes, source: str) -> bytes:
    """Return the bytes of an unpacked file; raise ValueError unless gzip packed it."""
    try:
        return gzip.decompress(content)
    except (OSError, EOFError) as error:
        raise ValueError(
            f"{source} should be packed by gzip. Received {content[:40]!r} ({error}). "
            "Try again later."
        ) from error
