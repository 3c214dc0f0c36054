"""Find sheep, kanji and letters of many alphabets, drawn with a pen."""

import hashlib
import io
import tempfile
from pathlib import Path

import numpy as np

import seqkit
from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find

SOURCE = (
    "https://raw.githubusercontent.com/hardmaru/sketch-rnn-datasets/"
    "7c854dee76090aa18c321c7af2cede815bbd475e"
)
FOLDERS = {"aaron_sheep": "aaron_sheep", "short_kanji": "kanji", "omniglot": "omniglot"}
COUNTS = {  # drawings of the parts
    "aaron_sheep": {"train": 7_400, "valid": 300},
    "short_kanji": {"train": 10_000, "valid": 600},
    "omniglot": {"train": 30_000, "valid": 1_000},
}
SUMS = {  # SHA-256 of the points and lengths of both parts
    "aaron_sheep": "f1be36793f042c008edc6bb247a6b80048656fa1c3a6de29582a0a435d7f67a2",
    "short_kanji": "15a038b8c4bf9f3428914295fb732e35cb7bca50ced646fb1a0bb0144342ab17",
    "omniglot": "c9dedc2c6b9cca62d94941f541393e03dd42609f67f22793c398f2a897be91ac",
}


def sketches(name: str) -> dict[str, list["seqkit.strokes.Drawing"]]:
    """Return the drawings of a set of sketch-rnn (Ha & Eck 2017).

    The test part of the source is left out.

    Args:
        name: "aaron_sheep", made by a program (CC BY-NC 4.0); "short_kanji", the
            strokes of KanjiVG (CC BY-SA 3.0); or "omniglot", letters of 50 alphabets
            (Lake et al. 2015, license of brendenlake/omniglot).

    Returns:
        dict from "train" and "valid" to a list of `Drawing`.
    """
    (path,) = find([[f"sketch/{name}.npz"]], lambda: prepare(name))
    return {part: seqkit.strokes.read_drawings(path, part) for part in COUNTS[name]}


def prepare(name: str) -> dict[str, bytes]:
    """Download a set, and return its file without pickled objects."""
    source, file = f"{SOURCE}/{FOLDERS[name]}/{name}.npz", f"sketch/{name}.npz"
    content, arrays, checked = download(source, file), {}, hashlib.sha256()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.npz")
        path.write_bytes(content)
        for part in COUNTS[name]:
            drawings = seqkit.strokes.read_drawings(path, part)
            points = np.concatenate([drawing.offsets for drawing in drawings])
            arrays[f"{part}_strokes"] = points.astype("<i2")
            arrays[f"{part}_lengths"] = np.array(list(map(len, drawings)), "<i4")
    received = {part: len(arrays[f"{part}_lengths"]) for part in COUNTS[name]}
    check_counts(source, "drawings", received, COUNTS[name])
    for array in arrays.values():
        checked.update(array.tobytes())
    check_counts(source, "as SHA-256 of its points", checked.hexdigest(), SUMS[name])
    np.savez_compressed(packed := io.BytesIO(), **arrays)
    return {file: packed.getvalue()}
