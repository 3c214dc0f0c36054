"""Find AN4: spelled names, addresses, numbers and commands, read by 74 speakers."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import numpy as np

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

SOURCE = (
    "https://codeload.github.com/cphazen/Machine-Learning-Project-ASR/zip/"
    "5e478f0ee6c5b060edf702acdd563948cad5545f"
)
FEATURES, TABLE = "speech/an4/mfcc.npz", "speech/an4/labels.tsv.gz"
HEADER = "utterance", "speaker", "split", "frames", "text"
DEV = "fejs", "fnsv", "fplp", "mfaa", "mgah", "mmap", "mmsh", "msct"
COUNTS = {"train": 844, "dev": 104}
COEFFICIENTS = 13

Row = tuple[np.ndarray, str, str]


def an4() -> dict[str, list[Row]]:
    """Return the utterances of AN4 (CMU, free for any purpose).

    The features are those of the source: 13 mel cepstra, 100 frames a second, of sound
    at 16 kHz. `seqkit.Sound` with the settings of the recipe computes the same.

    Returns:
        dict of "train", 844 utterances of 66 speakers, and "dev", 104 of eight others.
        Each is a list of features, float32 `(frames, 13)`; the text, in capitals; and
        the name of the speaker.
    """
    features, table = find([[FEATURES, TABLE]], prepare)
    with gzip.open(table, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    parts = {}
    with np.load(features) as stored:
        for split in COUNTS:
            lengths = stored[f"{split}_lengths"]
            values = stored[f"{split}_features"].astype("float32")
            cut = np.split(values, np.cumsum(lengths)[:-1])  # each (frames, 13)
            chosen = [row for row in rows if row["split"] == split]
            parts[split] = [
                (frames, row["text"], row["speaker"])
                for frames, row in zip(cut, chosen, strict=True)
            ]
    return parts


def prepare() -> dict[str, bytes]:
    """Download the features and transcripts of the training part, and split them.

    The official test part, of ten other speakers, is left out.
    """
    archive = zipfile.ZipFile(io.BytesIO(download(SOURCE, FEATURES)))
    names = archive.namelist()
    paths = {Path(name).stem: name for name in names if name.endswith(".mfc")}
    (listed,) = (name for name in names if name.endswith("etc/an4_train.transcription"))
    lines = archive.read(listed).decode("ascii").splitlines()
    rows = [row_of(line) for line in lines if line.strip()]
    present = [row for row in rows if row[0] in paths]
    kept = {
        split: [row for row in present if (row[1] in DEV) == (split == "dev")]
        for split in COUNTS
    }
    received = {split: len(kept[split]) for split in COUNTS}
    check_counts(SOURCE, "utterances with features", received, COUNTS)
    arrays, table = {}, ["\t".join(HEADER)]
    for split in COUNTS:
        frames = [cepstra(archive.read(paths[row[0]])) for row in kept[split]]
        arrays[f"{split}_features"] = np.concatenate(frames).astype("float16")
        arrays[f"{split}_lengths"] = np.array(list(map(len, frames)), "int32")
        table += [
            "\t".join([name, speaker, split, str(len(each)), text])
            for (name, speaker, text), each in zip(kept[split], frames, strict=True)
        ]
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return {
        FEATURES: file.getvalue(),
        TABLE: packed(("\n".join(table) + "\n").encode()),
    }


def row_of(line: str) -> tuple[str, str, str]:
    """Return name, speaker and text of a line: `<s> GO </s> (an253-fash-b)`."""
    text, _, name = line.strip().rpartition("(")
    name = name.rstrip(")")
    words = text.replace("<s>", "").replace("</s>", "").split()
    return name, name.split("-")[1], " ".join(words)


def cepstra(content: bytes) -> np.ndarray:
    """Return a file of Sphinx as float32 `(frames, 13)`.

    It has the number of values, an int32, then the values, all with the last byte
    first, or all with the first byte first.
    """
    count = len(content) // 4 - 1
    order = "<" if int.from_bytes(content[:4], "little") == count else ">"
    values = np.frombuffer(content, f"{order}f4", offset=4)
    return values.reshape(-1, COEFFICIENTS).astype("float32")
