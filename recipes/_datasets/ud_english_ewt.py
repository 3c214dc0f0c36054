"""Find EWT of Universal Dependencies: English sentences with parts of speech."""

from pathlib import Path

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

SOURCE = "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/master"
COUNTS = {"train": 12_544, "dev": 2_001, "test": 2_077}
TOLERANCE = 0.01  # each release corrects a few sentences


def ud_english_ewt() -> tuple[Path, Path]:
    """Return the files of 14,545 sentences of the English Web Treebank (CC BY-SA 4.0).

    Returns:
        Paths of `ud_english_ewt/train.conllu.gz` and `ud_english_ewt/dev.conllu.gz`.
    """
    train, dev = find([[file_of("train"), file_of("dev")]], prepare)
    return train, dev


def file_of(split: str) -> str:
    """Return the path of a file in the folder of data sets."""
    return f"ud_english_ewt/{split}.conllu.gz"


def prepare() -> dict[str, bytes]:
    """Download all splits, check their numbers of sentences, and return the files."""
    prepared = {}
    for split, count in COUNTS.items():
        source = f"{SOURCE}/en_ewt-ud-{split}.conllu"
        content = download(source, file_of(split))
        received = content.count(b"\n# text = ")
        near = abs(received - count) <= TOLERANCE * count
        check_counts(source, "sentences", received, received if near else count)
        prepared[file_of(split)] = packed(content)
    return prepared
