"""Find clips of mouths that speak: words of twelve persons, and sentences of one."""

import csv
import gzip
import io
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np

import seqkit
from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

HEIGHT, WIDTH = 32, 64  # pixels of a frame
MIRACL = (
    "https://github.com/apoorvpatne10/fantastic-memory/archive/"
    "9c1e194a4c44cd0243b2d93d6cff7a15bed3504c.zip"
)
GRID = "https://github.com/TVR28/LipNet/archive/7cdd534.zip"
MIRACL_FILES = "miracl_words/clips_open.zip", "miracl_words/labels_open.tsv.gz"
GRID_FILES = "grid_s1/clips.zip", "grid_s1/labels.tsv.gz"
HELD_BACK = "F10", "F11", "M08"  # speakers that `miracl_words` does not have
WORDS = "Begin Choose Connection Navigation Next Previous Start Stop Hello Web".split()
CLIPS, SENTENCES = 1_200, 1_000
MOUTH = 104, 186, 216, 242  # left, top, right and bottom of the mouth in GRID, pixels
UNITS = 1_000  # of the alignments of GRID in one frame
SILENCE = "sil", "sp"
QUALITY = 90  # of JPEG

Word = tuple[str, float, float]
"""A word, and where it begins and ends, in frames."""


def miracl_words() -> tuple[list[np.ndarray], list[str], list[str]]:
    """Return the clips of MIRACL-VC1 (Rekik et al. 2014, research use).

    Twelve persons say each of ten words ten times.

    Returns:
        clips: list of uint8 `(time, 32, 64)`, the mouth in grey, of 4 to 22 frames.
        words: list of str, what is said in each clip.
        speakers: list of str, such as "F01", who speaks in each clip.
    """
    rows, clips = _read(find([MIRACL_FILES], _prepare_miracl))
    return clips, [row["word"] for row in rows], [row["speaker"] for row in rows]


def grid_s1() -> dict[str, tuple[list[np.ndarray], list[str], list[list[Word]]]]:
    """Return the sentences of speaker 1 of GRID (Cooke et al. 2006, CC BY 4.0).

    Returns:
        dict from "train" and "dev" to clips, list of uint8 `(time, 32, 64)` of 74 or 75
        frames, 25 a second; sentences, list of str of six words; and for each sentence
        its words with the frames where they begin and end.
    """
    rows, clips = _read(find([GRID_FILES], _prepare_grid))
    parts = {split: ([], [], []) for split in ("train", "dev")}
    for row, clip in zip(rows, clips, strict=True):
        if row["split"] in parts:
            values = clip, row["text"], list(map(_word, row["words"].split()))
            for column, value in zip(parts[row["split"]], values, strict=True):
                column.append(value)
    return parts


def words_of_frames(words: list[Word], frames: int, silence: str) -> list[str]:
    """Return the word that is said in the middle of each frame, or `silence`."""
    said = [silence] * frames
    for word, start, end in words:
        for frame in range(frames):
            if start <= frame + 0.5 < end:
                said[frame] = word
    return said


def _word(given):
    """Return one word of the table: "bin:23.75-29.5"."""
    word, _, times = given.partition(":")
    start, _, end = times.partition("-")
    return word, float(start), float(end)


def _read(files: list[Path]) -> tuple[list[dict], list[np.ndarray]]:
    """Return the rows of a table, and the clip of each."""
    pictures, table = files
    with gzip.open(table, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    with zipfile.ZipFile(pictures) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        strips = [
            archive.read(names[f"{row['clip'].removesuffix('.jpg')}.jpg"])
            for row in rows
        ]
    return rows, [seqkit.video.read_strip(strip, HEIGHT, WIDTH) for strip in strips]


def _prepare_miracl() -> dict[str, bytes]:
    """Download MIRACL-VC1, and return the files of the words."""
    archive, frames = _opened(MIRACL, MIRACL_FILES[0]), defaultdict(list)
    for name in sorted(archive.namelist()):
        _, *place = name.split("/")
        if place[:1] == ["cropped"] and place[2:3] == ["words"] and len(place) == 6:
            if place[1] not in HELD_BACK and name.endswith(".jpg"):
                frames[place[1], place[3], place[4]].append(name)
    check_counts(MIRACL, "clips of words", len(frames), CLIPS)
    strips, rows = {}, ["clip\tspeaker\tclass\tword\trepetition\tframes"]
    for (speaker, word, repetition), names in frames.items():
        clip, number = f"{speaker}_w{word}_r{repetition}.jpg", int(word) - 1
        strips[clip] = _strip(map(archive.read, names))
        cells = clip, speaker, number, WORDS[number], int(repetition), len(names)
        rows.append("\t".join(map(str, cells)))
    return dict(zip(MIRACL_FILES, (_zipped(strips), _table(rows)), strict=True))


def _prepare_grid() -> dict[str, bytes]:
    """Download the sentences, and return the files; every eighth is for development.

    Without the published list of splits, the parts are not those of other downloads.
    """
    archive = _opened(GRID, GRID_FILES[0])
    found = {Path(name).stem: name for name in archive.namelist() if ".mpg" in name}
    times = {Path(name).stem: name for name in archive.namelist() if ".align" in name}
    names = sorted(set(found) & set(times))
    check_counts(GRID, "clips with an alignment", len(names), SENTENCES)
    strips, rows = {}, ["clip\tsplit\tframes\ttext\twords"]
    for place, name in enumerate(names):
        frames = list(_mouths(archive.read(found[name])))
        strips[f"{name}.jpg"] = _strip(frames)
        words = []
        for line in archive.read(times[name]).decode("ascii").splitlines():
            start, end, word = line.split()
            if word not in SILENCE:
                words.append((word, int(start) / UNITS, int(end) / UNITS))
        text = " ".join(word for word, _, _ in words)
        spans = " ".join(f"{word}:{start:g}-{end:g}" for word, start, end in words)
        split = "train" if place % 8 else "dev"
        rows.append("\t".join([f"{name}.jpg", split, str(len(frames)), text, spans]))
    return dict(zip(GRID_FILES, (_zipped(strips), _table(rows)), strict=True))


def _mouths(video):
    """Return the mouth in each frame of a video, as pictures."""
    import av

    with av.open(io.BytesIO(video)) as container:
        for frame in container.decode(video=0):
            yield frame.to_image().crop(MOUTH)


def _strip(frames):
    """Return frames, pictures or files, side by side as the bytes of a grey JPEG."""
    from PIL import Image

    small = []
    for frame in frames:
        picture = Image.open(io.BytesIO(frame)) if isinstance(frame, bytes) else frame
        small.append(np.asarray(picture.convert("L").resize((WIDTH, HEIGHT))))
    file = io.BytesIO()
    Image.fromarray(np.concatenate(small, axis=1)).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _opened(source, file):
    """Download and open a zip file; `file` is the file that is prepared from it."""
    content = download(source, file)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise ValueError(
            f"{source} should be a zip file. Received {content[:40]!r} ({error}). "
            "Try again later."
        ) from error


def _zipped(files):
    """Return the bytes of a zip file with the given files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def _table(rows):
    """Return the lines of a table, packed."""
    return packed("".join(f"{row}\n" for row in rows).encode())
