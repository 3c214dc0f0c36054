"""What the contestants of `translating` read: the same pairs, in the same pieces."""

from pathlib import Path

import numpy as np

BATCHES_FILE, PIECES_FILE = "batches.npz", "pieces.model"
SOURCES_FILE, VOCABULARY_FILE = "sources.txt", "vocabulary.txt"
TRAINED, TRANSLATED = "train", "test"
LANGUAGES = "de", "en"
START, FIRST_PIECE = 2, 4  # ids: padding, the unknown piece, start, end, pieces

Pairs = list[tuple[str, str]]
Batch = tuple[tuple[np.ndarray, np.ndarray], np.ndarray]
"""Sources and the targets before each token; and the tokens. int32 ids."""


def write_texts(folder: Path, vocabulary, train: Pairs, sources: list[str]) -> None:
    """Write a vocabulary, texts to translate, and all texts cut into its pieces.

    Args:
        folder: Path.
        vocabulary: `seqkit.SubwordVocabulary`.
        train: list of pairs.
        sources: list of str, the texts to translate.
    """
    (folder / PIECES_FILE).write_bytes(vocabulary.proto)
    _write_lines(folder / VOCABULARY_FILE, vocabulary.tokens[FIRST_PIECE:])
    _write_lines(folder / SOURCES_FILE, sources)
    parts = {TRAINED: train, TRANSLATED: [(source, source) for source in sources]}
    for name, pairs in parts.items():
        for side, language in zip(zip(*pairs, strict=True), LANGUAGES, strict=True):
            cut = [" ".join(pieces) for pieces in vocabulary.tokenize(side)]
            _write_lines(folder / f"{name}.{language}", cut)


def write_batches(folder: Path, batches: list[Batch]) -> int:
    """Write batches of ids, and return the number of their target tokens."""
    arrays = {}
    for place, ((source, before), after) in enumerate(batches):
        named = {"source": source, "before": before, "after": after}
        arrays |= {f"{name}_{place}": array for name, array in named.items()}
    np.savez(folder / BATCHES_FILE, **arrays)
    return sum(int((after > 0).sum()) for _, after in batches)


def read_batches(folder: str | Path) -> list[Batch]:
    """Return the batches of a folder."""
    with np.load(Path(folder, BATCHES_FILE)) as arrays:
        parts = [
            [arrays[f"{name}_{place}"] for name in ("source", "before", "after")]
            for place in range(len(arrays) // 3)
        ]
    return [((source, before), after) for source, before, after in parts]


def batches_of(vocabulary, pairs: Pairs, size: int) -> list[Batch]:
    """Return batches of pairs in the given order, not sorted by length."""
    made = []
    for first in range(0, len(pairs), size):
        sources, targets = zip(*pairs[first : first + size], strict=True)
        made.append(shifted(vocabulary.encode(sources), vocabulary.encode(targets)))
    return made


def random_batches(count: int, size: int, time: int, tokens: int) -> list[Batch]:
    """Return batches of random ids, of half to all of `time` steps."""
    random = np.random.default_rng(0)

    def ids():
        lengths = random.integers(time // 2, time + 1, size)
        drawn = random.integers(FIRST_PIECE, tokens, (size, time), dtype="int32")
        return np.where(np.arange(time) < lengths[:, None], drawn, 0)

    return [shifted(ids(), ids()) for _ in range(count)]


def shifted(source: np.ndarray, target: np.ndarray) -> Batch:
    """Return a batch from the ids of sources and targets, which get start and end."""
    after = with_end(target)
    before = np.pad(target, [(0, 0), (1, 0)], constant_values=START)
    return (source, before), after


def with_end(ids: np.ndarray) -> np.ndarray:
    """Put the end after the last id of each row; one step more."""
    longer = np.pad(ids, [(0, 0), (0, 1)])
    longer[np.arange(len(ids)), (ids > 0).sum(axis=1)] = START + 1
    return longer


def _write_lines(path, lines):
    path.write_text("".join(f"{line}\n" for line in lines))
