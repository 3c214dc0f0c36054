"""Check the arguments that users give: numbers, flags, shares and collections."""

import operator
import os
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Set
from numbers import Real
from typing import Any

_MAY_BE_NONE = ("length", "batch_tokens", "seed")


def whole_number(name: str, value: Any, least: int | None = 1, advice: str = "") -> int:
    """Return an argument as a Python int.

    NumPy's integers, and arrays of integers without axes, are accepted. Booleans and
    floats are not, not even 2.0.

    Args:
        name: str, the argument's name, for the error.
        value: the argument.
        least: int, the smallest value allowed. None: any value.
        advice: str, a sentence for the end of the error message, with the fix.

    Raises:
        ValueError: `value` is no integer, or less than `least`.

    Example:
    >>> whole_number("beams", np.int64(5))
    5
    """
    number = None
    if not isinstance(value, bool):
        try:
            number = operator.index(value)
        except TypeError:
            pass
    if number is None or (least is not None and number < least):
        bound = "" if least is None else f" of at least {least}"
        raise ValueError(
            f"`{name}` is an int{bound}. Received {value!r:.80}."
            f"{advice and ' '}{advice}"
        )
    return number


def whole_numbers(**numbers: Any) -> dict[str, int | None]:
    """Return several arguments as Python ints, see `whole_number`.

    `length`, `batch_tokens` and `seed` may be None. `seed` is at least 0, other
    arguments at least 1.

    Example:
    >>> whole_numbers(batch_size=np.int64(32), seed=None)
    {'batch_size': 32, 'seed': None}
    """
    return {
        name: None
        if number is None and name in _MAY_BE_NONE
        else whole_number(name, number, least=0 if name == "seed" else 1)
        for name, number in numbers.items()
    }


def is_several(value: Any) -> bool:
    """Return whether a value is a collection rather than a single item.

    Lists, tuples, sets, arrays and tensors with an axis, pandas columns, dict views and
    generators are collections. A str, bytes, a path and a dict are single items.
    """
    if isinstance(value, str | bytes | bytearray | os.PathLike | Mapping):
        return False
    axes = getattr(value, "ndim", None)
    return axes != 0 and isinstance(value, Iterable)


def each_of(values: Any, name: str, items: str = "str") -> Iterator[Any]:
    """Return an iterator over an ordered collection.

    Lists, tuples, generators, dict views, NumPy arrays, tensors and pandas columns are
    ordered collections. Numbers of NumPy and of pandas are converted to Python's.

    Args:
        values: the collection.
        name: str, the argument's name, for the error.
        items: str, the word for the items, for the error.

    Raises:
        TypeError: `values` is a single item, a set (which has no order), a table or an
            open file.

    Example:
    >>> list(each_of(np.array(["a", "b"]), "texts"))
    ['a', 'b']
    """
    advice = None
    if hasattr(values, "columns") and not hasattr(values, "read"):
        advice = "A table has several columns: give one, `table[column]`."
    elif hasattr(values, "readline"):
        advice = "Give the file's path, or its lines as a list."
    elif isinstance(values, Set) and not hasattr(values, "mapping"):
        advice = "A set has no order: give a list, `sorted(values)`."
    elif not is_several(values):
        one = values is None or isinstance(values, Mapping)
        advice = "Give a list." if one else f"Give a list: `[{values!r:.40}]`."
    if advice is not None:
        raise TypeError(
            f"`{name}` are a list, or another ordered collection, of {items}. "
            f"Received {values!r:.80} of type {type(values).__name__}. {advice}"
        )
    plain = getattr(values, "tolist", None) or getattr(values, "numpy", None)
    values = values if plain is None else plain()
    return iter(values.tolist() if hasattr(values, "tolist") else values)


def list_of(values: Any, name: str, items: str = "str") -> list[Any]:
    """Return an ordered collection as a list, see `each_of`."""
    return list(each_of(values, name, items))


def share(name: str, value: Any) -> float:
    """Return an argument as a Python float; raise unless 0 <= value < 1.

    Args:
        name: str, the argument's name, for the error.
        value: the argument, a number.

    Raises:
        ValueError: `value` is no number, or out of range.

    Example:
    >>> share("dropout", np.float32(0.5))
    0.5
    """
    number = _plain(value)
    real = isinstance(number, Real) and not isinstance(number, bool)
    if not real or not 0 <= number < 1:
        raise ValueError(
            f"`{name}` is a share of 0 or more and under 1. Received {value!r:.80}."
        )
    return float(number)


def flag(name: str, value: Any) -> bool:
    """Return an argument as a Python bool; a bool of NumPy is accepted.

    Args:
        name: str, the argument's name, for the error.
        value: the argument.

    Raises:
        ValueError: `value` is no bool. (1 and "yes" are not accepted.)

    Example:
    >>> flag("tied", np.True_)
    True
    """
    truth = _plain(value)
    if not isinstance(truth, bool):
        raise ValueError(f"`{name}` is True or False. Received {value!r:.80}.")
    return truth


def one_of(name: str, value: Any, options: Collection[Any], advice: str = "") -> None:
    """Raise ValueError unless an argument is one of its options.

    Args:
        name: str, the argument's name, for the error.
        value: the argument.
        options: collection of str, with None if the argument may be None.
        advice: str, a sentence for the end of the error message, with the fix.

    Example:
    >>> one_of("score", "sum", ["dot", "general"])
    ValueError: `score` is one of 'dot', 'general'. Received 'sum'.
    """
    if not (value is None or isinstance(value, str)) or value not in options:
        raise ValueError(
            f"`{name}` is one of {', '.join(map(repr, options))}. "
            f"Received {value!r:.80}.{advice and ' '}{advice}"
        )


def _plain(value):
    """Return a value of NumPy as a value of Python, without importing NumPy."""
    return value.tolist() if hasattr(value, "tolist") else value
