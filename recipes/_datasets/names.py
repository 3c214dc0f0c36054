"""Find the English given names of makemore."""

from pathlib import Path

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

FILE = "names/names.txt.gz"
SOURCE = (
    "https://raw.githubusercontent.com/karpathy/makemore/"
    "988aa59e4d8fefa526d06f3b453ad116258398d4/names.txt"
)
# Lines and distinct lines of that file.
COUNTS = 32_033, 29_494


def names() -> Path:
    """Return the file of 32,033 English given names (makemore, MIT).

    Returns:
        Path of `names/names.txt.gz`, one name a line.
    """
    return find([[FILE]], prepare)[0]


def prepare() -> dict[str, bytes]:
    """Download makemore's list, check its number of names, and return the file."""
    content = download(SOURCE, FILE)
    lines = content.decode("utf-8", "replace").split()
    received = len(lines), len(set(lines))
    check_counts(SOURCE, "names and distinct names", received, COUNTS)
    return {FILE: packed(content)}
