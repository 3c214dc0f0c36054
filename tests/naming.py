"""How parameters are named in the names of tests: the same in every process."""

import functools

LONGEST = 60  # characters of a name


def readable(value) -> str | None:
    """Return the name of a test's parameter, or None where pytest has a good one.

    Bytes are counted, since what they hold may hang on the time; functions, classes
    and objects go by their names, which no address is part of; sets are sorted;
    collections list their items.

    Example:
    >>> readable({"data": b"abc", "load": len, "few": {2, 1}})
    'data=3_bytes,load=len,few={1,2}'
    """
    if value is None or isinstance(value, bool | int | float | complex | str):
        return None
    return _spelled(value)[:LONGEST]


def _spelled(value):
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, bytes | bytearray):
        return f"{len(value)}_bytes"
    if isinstance(value, dict):
        return ",".join(f"{_spelled(key)}={_spelled(value[key])}" for key in value)
    if isinstance(value, set | frozenset):
        return "{" + ",".join(sorted(map(_spelled, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_spelled, value)) + "]"
    if isinstance(value, functools.partial):
        return ",".join(map(_spelled, (value.func, *value.args, *value.keywords)))
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"{value.dtype}{tuple(value.shape)}".replace(" ", "")
    if value is None or isinstance(value, bool | int | float | complex):
        return repr(value)
    if isinstance(value, str):
        return ascii(value)[1:-1] or "''"
    # No `repr` of an object: it may end in an address.
    return getattr(value, "__name__", type(value).__name__).strip("<>")
