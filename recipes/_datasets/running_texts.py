"""Find five long texts: plays, mathematics, a program, verse and an encyclopaedia."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

SHAKESPEARE = (
    "https://raw.githubusercontent.com/karpathy/char-rnn/"
    "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt"
)
CHARACTERS = 1_115_394  # of that file
PREPARED = "latex_stacks", "c_nginx", "persian_hafez_saadi_khayyam", "wikipedia_xml"
NAMES = "tinyshakespeare", *PREPARED


def running_text(name: str) -> tuple[Path, Path]:
    """Return the files of a long text: to train on, and for validation.

    Args:
        name: "tinyshakespeare" (char-rnn, MIT, public domain), "latex_stacks" (the
            Stacks project, GFDL), "c_nginx" (BSD-2-Clause), "wikipedia_xml" (CC BY-SA)
            or "persian_hafez_saadi_khayyam" (public domain).

    Returns:
        Path of `train.txt.gz`, the first 90 % of the characters, and path of
        `val.txt.gz`, the next 5 %.

    Raises:
        OSError: the files are in no folder of data sets, and cannot be downloaded.
    """
    folder = name if name == NAMES[0] else f"charlm/{name}"
    files = [f"{folder}/{part}.txt.gz" for part in ("train", "val")]
    prepare: Callable[[], dict[str, bytes]] = (
        partial(shakespeare, files) if name == NAMES[0] else partial(missing, files)
    )
    train, validation = find([files], prepare)
    return train, validation


def shakespeare(files: list[str]) -> dict[str, bytes]:
    """Download the plays, and return the first 90 % and the next 5 % of them."""
    text = download(SHAKESPEARE, files[0]).decode("utf-8", "replace")
    check_counts(SHAKESPEARE, "characters", len(text), CHARACTERS)
    first, second = int(len(text) * 0.9), int(len(text) * 0.95)
    parts = text[:first], text[first:second]
    return {
        file: packed(part.encode()) for file, part in zip(files, parts, strict=True)
    }


def missing(files: list[str]) -> dict[str, bytes]:
    """Raise OSError: these texts were put together from many files, by hand."""
    raise OSError(
        f"The text has no public home as one file. Expected {files[0]} and {files[1]} "
        "in the folder $SEQKIT_DATA. Give the path of a text of your own as `data`."
    )
