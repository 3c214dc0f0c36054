"""Read pickled arrays of numbers without running anything that a pickle asks for.

Pickles can call any function of Python. Here, the few names that pickles of NumPy's
arrays have stand for the classes of this file, which only keep what the pickle says;
any other name is an error. NumPy then builds arrays of numbers from bytes.
"""

import pickle
from typing import Any
from typing import BinaryIO

import numpy as np

_KINDS = "iuf"  # integers and floats


def unpickled_arrays(file: BinaryIO) -> list[np.ndarray]:
    """Read a pickled list, or array of objects, of arrays of numbers.

    Args:
        file: file of bytes, open at the beginning of the pickle. Pickles of Python 2
            are read too.

    Returns:
        list of arrays.

    Raises:
        ValueError: the pickle is damaged, or contains anything but arrays of numbers.
    """
    try:
        found = _ArraysOnly(file, encoding="latin1").load()
        return [_built(each) for each in _items(found)]
    except _BROKEN as error:
        raise ValueError(
            f"the pickle is damaged, or holds more than arrays of numbers: {error}"
        ) from error


_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
)


class _Dtype:
    """Keep the code of a pickled dtype, and its byte order."""

    def __init__(self, code, *flags):
        self.code, self.order = str(code), "="

    def __setstate__(self, state):
        self.order = state[1]

    def built(self):
        """Return NumPy's dtype; raise if it is none of numbers, nor of objects."""
        dtype = np.dtype(self.code)
        if dtype.kind not in _KINDS + "O" or dtype.subdtype or dtype.fields:
            raise ValueError(f"Received an array of dtype {self.code!r:.40}.")
        return dtype if self.order == "|" else dtype.newbyteorder(self.order)


class _Array:
    """Keep the state of a pickled array."""

    def __init__(self, *arguments):
        self.state = None

    def __setstate__(self, state):
        self.state = state


class _ArraysOnly(pickle.Unpickler):
    """Unpickle stand-ins for arrays, and nothing else."""

    def find_class(self, module, name):
        """Return the stand-in for a name of NumPy."""
        stand_in = _STAND_INS.get((module, name))
        if stand_in is None:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}"[:100])
        return stand_in

    def persistent_load(self, pid):
        """Raise: arrays have no references to other files."""
        raise pickle.UnpicklingError("it refers to another file")


def _as_bytes(text: str, encoding: str) -> bytes:
    """Return bytes that Python 3 pickled as a text for Python 2."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"it has bytes in {encoding!r:.40}")
    return text.encode("latin1")


_STAND_INS: dict[tuple[str, str], Any] = {
    ("numpy", "dtype"): _Dtype,
    ("numpy", "ndarray"): _Array,
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy._core.multiarray", "_reconstruct"): _Array,
    ("_codecs", "encode"): _as_bytes,
}


def _items(found):
    """Return the items of a list, or of an array of objects of one axis."""
    if isinstance(found, list):
        return found
    if not isinstance(found, _Array) or found.state is None:
        raise ValueError(f"Received {type(found).__name__}.")
    _, shape, dtype, _, items = found.state
    if not isinstance(items, list):
        return list(_built(found))
    if not isinstance(shape, tuple) or shape != (len(items),):
        raise ValueError(f"Received an array of shape {shape!r:.40}.")
    return items


def _built(each):
    """Return the array of numbers of a stand-in."""
    if not isinstance(each, _Array) or each.state is None:
        raise ValueError(f"Received {type(each).__name__} as an item.")
    _, shape, dtype, fortran, raw = each.state
    dtype = dtype.built()
    if dtype.kind == "O":
        raise ValueError("Received objects that are no arrays of numbers.")
    raw = raw.encode("latin1") if isinstance(raw, str) else bytes(raw)
    array = np.frombuffer(raw, dtype)
    return array.reshape(shape, order="F" if fortran else "C")
