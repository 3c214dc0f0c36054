"""Read and write the clips of a data set: a zip file of FLAC files, and a table."""

import csv
import gzip
import io
import wave
import zipfile
from pathlib import Path

import numpy as np

from recipes._datasets.finding import packed


def read_clips(archive: Path, table: Path) -> list[dict]:
    """Return the rows of a table, each with its clip.

    Args:
        archive: a zip file of sounds.
        table: a TSV file, packed by gzip, whose first column is the name of the clip.

    Returns:
        list of dict from column to str; `sound` is a pair of float32 `(samples,)` and
        the sample rate, as `seqkit.Sound` takes it.

    Raises:
        ImportError: soundfile is not installed.
    """
    import soundfile

    with gzip.open(table, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with zipfile.ZipFile(archive) as clips:
        names = {Path(name).name: name for name in clips.namelist()}
        for row in rows:
            content = io.BytesIO(clips.read(names[row["clip"]]))
            row["sound"] = soundfile.read(content, dtype="float32")
    return rows


def written_clips(
    sounds: dict[str, bytes], rows: list[dict[str, str]]
) -> tuple[bytes, bytes]:
    """Return the bytes of a zip file of clips, and of their table.

    Args:
        sounds: dict from name to the bytes of a WAV file of 16 bits and one channel.
        rows: list of dict from column to str; `clip` is the name of a sound, with
            `.flac` at its end. The column `samples` is added.
    """
    import soundfile

    archive, lines = io.BytesIO(), ["\t".join([*rows[0], "samples"])]
    with zipfile.ZipFile(archive, "w") as clips:
        for row in rows:
            samples, rate = samples_of(sounds[Path(row["clip"]).stem])
            flac = io.BytesIO()
            soundfile.write(flac, samples, rate, format="FLAC", subtype="PCM_16")
            clips.writestr(zipfile.ZipInfo(row["clip"]), flac.getvalue())
            lines.append("\t".join([*row.values(), str(len(samples))]))
    return archive.getvalue(), packed(("\n".join(lines) + "\n").encode())


def samples_of(content: bytes) -> tuple[np.ndarray, int]:
    """Return the samples of a WAV file of 16 bits, int16 `(samples,)`, and its rate."""
    with wave.open(io.BytesIO(content)) as file:
        frames = file.readframes(file.getnframes())
        return np.frombuffer(frames, "<i2"), file.getframerate()
