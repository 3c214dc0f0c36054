"""Read drawings from NumPy's files: those of sketch-rnn, and those without pickles."""

import io
import zipfile
from pathlib import Path

import numpy as np

from seqkit.messages import show
from seqkit.strokes.drawing import Drawing
from seqkit.strokes.unpickled_arrays import unpickled_arrays


def read_npz(path: Path, part: str) -> list[Drawing]:
    """Read the drawings of one part of an `.npz` file.

    The file has an array `{part}` of arrays `(points, 3)`, as QuickDraw and sketch-rnn
    have; or the arrays `{part}_strokes` `(total, 3)` and `{part}_lengths`
    `(drawings,)`. Arrays of arrays are pickled, and are read without running anything
    that the pickle asks for, see `unpickled_arrays`.

    Args:
        path: Path of the file.
        part: str, "train", "valid" or "test", say.

    Raises:
        ValueError: the file is damaged, has no such part, holds more than arrays of
            numbers, or a drawing is wrong, with its place.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.removesuffix(".npy"): name for name in archive.namelist()}
            if {f"{part}_strokes", f"{part}_lengths"} <= names.keys():
                flat, lengths = (
                    _plain(archive.read(names[f"{part}_{name}"]))
                    for name in ("strokes", "lengths")
                )
                rows = _divided(flat, lengths)
            elif part in names:
                rows = _rows(archive.read(names[part]))
            else:
                raise ValueError(f"it has no part {part!r}, but {show(names)}")
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
        raise ValueError(
            "Expected an .npz file with drawings in an array called by the part, or in "
            f"`{part}_strokes` and `{part}_lengths`. Received {path}, whose part "
            f"{part!r} cannot be read: {error!s:.300}. Give another `part`, or get the "
            "file again."
        ) from error
    return [_drawing(row, place, path, part) for place, row in enumerate(rows)]


def read_npy(path: Path) -> Drawing:
    """Read an `.npy` file with the array of one drawing, see `read_offsets`.

    Raises:
        ValueError: the file is damaged, or the array is no drawing.
    """
    try:
        return Drawing(np.load(path, allow_pickle=False))
    except (EOFError, OSError, TypeError, ValueError) as error:
        raise ValueError(
            "Expected an .npy file with the array of one drawing, (points, 3) or "
            f"(points, 5). Received {path}: {error} Several drawings are read by "
            "`seqkit.strokes.read_drawings`, from an .npz file."
        ) from error


def _plain(content):
    """Return the array of a member without a pickle."""
    return np.load(io.BytesIO(content), allow_pickle=False)


def _rows(content):
    """Return the arrays of a member, which may be an array of objects."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0
    if version != (1, 0):
        read = np.lib.format.read_array_header_2_0
    _, _, dtype = read(file)
    return unpickled_arrays(file) if dtype.hasobject else list(_plain(content))


def _divided(flat, lengths):
    """Return the rows of a flat array."""
    counted = lengths.ndim == 1 and lengths.dtype.kind in "iu" and (lengths >= 0).all()
    if not counted or lengths.sum() != len(flat):
        raise ValueError(
            f"the lengths add up to {lengths.sum()}, and there are {len(flat)} points"
        )
    return np.split(flat, np.cumsum(lengths)[:-1]) if len(lengths) else []


def _drawing(row, place, path, part):
    """Return the drawing of an array; an error has its place."""
    try:
        return Drawing(row)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path}, drawing {place} of {part!r}: {error}") from error
