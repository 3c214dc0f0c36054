"""`Frequency`: the time from row to row, fixed, in months, or in numbers of steps."""

import re
from dataclasses import dataclass

import numpy as np

_MINUTE = 60 * 10**6
_DAY = 24 * 60 * _MINUTE
_FIXED = {
    "D": _DAY,
    "h": 60 * _MINUTE,
    "min": _MINUTE,
    "s": 10**6,
    "ms": 1000,
    "us": 1,
}
_OTHER_FIXED = {"W": 7 * _DAY, "H": 60 * _MINUTE, "T": _MINUTE, "S": 10**6}
SEASONS = {"30min": 48, "h": 24, "D": 7, "7D": 52, "M": 12, "3M": 4}
"""The steps of the usual season, from the time from row to row: a day, week or year."""

_MONTHS = {"Y": 12, "M": 1}
_OTHER_MONTHS = {"Q": 3, "MS": 1, "ME": 1, "QS": 3, "QE": 3, "YS": 12, "YE": 12}


@dataclass(frozen=True)
class Frequency:
    """The time from one row of a table to the next.

    Args:
        count: int, microseconds or months; or int or float, the difference of numbers.
        kind: "time", "months" or "numbers".
    """

    count: float
    kind: str

    @property
    def days(self) -> bool:
        """Whether rows are whole days or months apart, so follow the local calendar."""
        return self.kind == "months" or (self.kind == "time" and self.count >= _DAY)

    def __str__(self):
        """Return the frequency as text: "15min", "h", "D", "M", "3M", "Y", or "1"."""
        if self.kind == "numbers":
            whole = float(self.count).is_integer()
            return str(int(self.count)) if whole else f"{self.count:.12g}"
        units = _MONTHS if self.kind == "months" else _FIXED
        unit = next(unit for unit, size in units.items() if self.count % size == 0)
        count = int(self.count // units[unit])
        return unit if count == 1 else f"{count}{unit}"


def read_frequency(text: str) -> Frequency:
    """Return the frequency that a text spells.

    Args:
        text: str, a number and a unit: `us`, `ms`, `s`, `min`, `h`, `D`, `W`; `M`
            (months), `Q`, `Y` and their forms in pandas (`MS`, `QE`, …). A number alone
            is the difference of times that are numbers.

    Raises:
        ValueError: the text is no frequency.

    Example:
    >>> read_frequency("15min")
    Frequency(count=900000000, kind='time')
    """
    found = re.fullmatch(r"(\d*)([A-Za-z]+)", text) if isinstance(text, str) else None
    if found is None and isinstance(text, str) and _is_positive(text):
        return Frequency(float(text), "numbers")
    count = int(found[1] or 1) if found else 0
    months = _MONTHS | _OTHER_MONTHS
    fixed = _FIXED | _OTHER_FIXED
    if found and count and found[2] in months:
        return Frequency(count * months[found[2]], "months")
    if found and count and found[2] in fixed:
        return Frequency(count * fixed[found[2]], "time")
    raise ValueError(
        f"`frequency` is a number and a unit, one of {', '.join(fixed)}, "
        f'{", ".join(months)}. Received {text!r:.80}. Give "15min" or "M", say.'
    )


def _is_positive(text):
    """Return whether a text is a finite number above 0."""
    try:
        return 0 < float(text) < np.inf
    except ValueError:
        return False
