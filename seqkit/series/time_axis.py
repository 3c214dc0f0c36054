"""Read the times of a table, check that they are regular, and continue them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import tzinfo
from typing import Any

import numpy as np

from seqkit.series.frequency import Frequency

MICROSECONDS = "datetime64[us]"
_ISO = re.compile(
    r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_ZONED = re.compile(r".*:.*(Z|[+-]\d\d:?\d\d)")


@dataclass(frozen=True, eq=False)
class Times:
    """The times of the rows of a table.

    Args:
        utc: datetime64[us] `(rows,)`, in UTC where the table has time zones; or
            numbers, if the times of the table are numbers.
        wall: array like `utc`, in local time.
        zone: tzinfo or None, the time zone of the column.
    """

    utc: np.ndarray
    wall: np.ndarray
    zone: tzinfo | None = None

    def take(self, rows: Any) -> "Times":
        """Return the times of some rows."""
        return Times(self.utc[rows], self.wall[rows], self.zone)

    @property
    def numbers(self) -> bool:
        """Whether the times are numbers, such as 0, 1, 2, …."""
        return self.utc.dtype.kind != "M"

    def in_steps_of(self, frequency: Frequency | None) -> np.ndarray:
        """Return local times for steps of whole days, else times in UTC."""
        return self.wall if frequency is not None and frequency.days else self.utc


def read_times(values: Any, name: str) -> Times:
    """Return the times of a column.

    Args:
        values: array or pandas column of times, of texts in ISO 8601 (with or without
            an offset from UTC), or of numbers.
        name: str, the name of the column, for the error.

    Raises:
        ValueError: a time is missing, no ISO 8601, or finer than a microsecond.
        TypeError: the values are neither times, texts nor numbers.
    """
    zone = getattr(getattr(values, "dtype", None), "tz", None)
    if zone is not None:
        wall = values.dt.tz_localize(None).to_numpy()
        utc = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return Times(_micro(utc, name), _micro(wall, name), zone)
    array = np.asarray(values)
    if not len(array):
        return Times(*[np.empty(0, MICROSECONDS)] * 2)
    if array.dtype.kind in "iuf":
        return _numbers(array, name)
    if array.dtype.kind == "M":
        times = _micro(array, name)
        return Times(times, times)
    items = array.tolist() if array.dtype.kind in "OU" else []
    if items and all(isinstance(each, str) for each in items):
        return _from_texts(items, name)
    if items and all(isinstance(each, date) for each in items):
        return _from_objects(items, name)
    kinds = [str if isinstance(each, str) else date for each in items[:1]]
    row = next((r for r, each in enumerate(items) if not isinstance(each, *kinds)), 0)
    raise TypeError(
        f"Column {name!r} holds times: texts in ISO 8601, datetimes or numbers. "
        f"Received {array[row]!r:.60} in row {row}, the first being 0. "
        "Fill it in, or convert the column by `pandas.to_datetime`."
    )


def times_after(times: Times, frequency: Frequency, steps: int) -> Times:
    """Return the times of the steps that follow the last row.

    The end of a month stays the end of a month, if all `times` are.

    Args:
        times: Times of at least one row.
        frequency: Frequency.
        steps: int, the number of following steps.
    """
    ahead = np.arange(1, steps + 1)
    last = times.in_steps_of(frequency)[-1]
    if frequency.kind == "numbers":
        numbers = last + ahead * times.utc.dtype.type(frequency.count)
        return Times(numbers, numbers)
    if frequency.kind == "months":
        found = _months_after(times.wall, ahead * int(frequency.count))
    else:
        found = last + ahead * np.timedelta64(int(frequency.count), "us")
    if frequency.days:
        return Times(found, found, times.zone)
    return Times(found, _local(found, times), times.zone)


def same_times(one: Any, other: Any, frequency: Frequency) -> np.ndarray:
    """Return whether times are the same; numbers may differ by 1e-6 of a step."""
    if frequency.kind == "numbers":
        return np.abs(one - other) <= 1e-6 * frequency.count
    return one == other


def shown(time: Any) -> str:
    """Return a time as text without zeros at its end, such as "2024-01-31T08:30"."""
    return re.sub(r"(T00:00)?(:00)?(\.0+)?$", "", str(time))


def is_month_end(times: np.ndarray) -> np.ndarray:
    """Return whether each time is on the last day of its month."""
    days = times.astype("datetime64[D]")
    return (days + 1).astype("datetime64[M]") != days.astype("datetime64[M]")


def _months_after(times, months):
    """Return the last time moved by numbers of months."""
    month = times[-1].astype("datetime64[M]")
    ends = is_month_end(times).all()
    day = times[-1].astype("datetime64[D]") - month.astype("datetime64[D]")
    clock = times[-1] - times[-1].astype("datetime64[D]")
    begins = (month + months).astype("datetime64[D]")
    last = (month + months + 1).astype("datetime64[D]") - 1
    days = last if ends else np.minimum(begins + day, last)
    return days.astype(MICROSECONDS) + clock


def _local(utc, times):
    """Return times in UTC as local times of the zone, or of the last row's offset."""
    if times.zone is None:
        return utc + (times.wall[-1] - times.utc[-1])
    zoned = [each.replace(tzinfo=UTC).astimezone(times.zone) for each in utc.tolist()]
    return _naive(zoned)


def _naive(times: Iterable[datetime]) -> np.ndarray:
    """Return datetimes without their time zones."""
    return np.array([each.replace(tzinfo=None) for each in times], MICROSECONDS)


def _numbers(array, name):
    """Return numbers as times; raise ValueError unless they are finite."""
    if not np.isfinite(array).all():
        raise _missing(int(np.argmin(np.isfinite(array))), name)
    array = array.astype("int64" if array.dtype.kind in "iu" else "float64")
    return Times(array, array)


def _micro(array, name):
    """Return datetime64 in microseconds; raise ValueError if that loses a part."""
    if np.isnat(array).any():
        raise _missing(int(np.argmax(np.isnat(array))), name)
    times = array.astype(MICROSECONDS)
    if array.dtype in ("datetime64[ns]",) and (times != array).any():
        row = int(np.argmax(times != array))
        raise ValueError(
            f"Times are whole microseconds. Received {array[row]} in column {name!r}, "
            f"row {row}, the first being 0. Give the numbers of the steps as times, "
            "`numpy.arange(len(table))`."
        )
    return times


def _from_texts(texts, name):
    """Return the times of texts in ISO 8601."""
    texts = [text.strip() for text in texts]
    for row, text in enumerate(texts):
        if not text:
            raise _missing(row, name)
        if not _ISO.fullmatch(text):
            raise _not_iso(text, row, name)
    if any(map(_ZONED.fullmatch, texts)):
        found = [
            _read(datetime.fromisoformat, each, r, name) for r, each in enumerate(texts)
        ]
        return _from_objects(found, name)
    try:
        times = np.array(texts, MICROSECONDS)
    except ValueError:  # a month 13, say: find its row
        times = [_read(np.datetime64, each, r, name) for r, each in enumerate(texts)]
        times = np.array(times, MICROSECONDS)
    return Times(times, times)


def _read(reader, text, row, name):
    """Return a text as a time; raise ValueError with its row if it is none."""
    try:
        return reader(text)
    except ValueError as error:
        raise _not_iso(text, row, name) from error


def _from_objects(items, name):
    """Return the times of datetimes and dates of Python."""
    zones = [getattr(each, "tzinfo", None) for each in items]
    if not any(zones):
        times = _micro(np.array(items, MICROSECONDS), name)
        return Times(times, times)
    if not all(zones):
        row = next(row for row, zone in enumerate(zones) if not zone)
        raise ValueError(
            f"The times of column {name!r} all have a time zone, or none has. Received "
            f"{items[row]} without one in row {row}, the first being 0."
        )
    utc = _naive(each.astimezone(UTC) for each in items)
    fixed = len(set(map(str, zones))) > 1
    return Times(utc, _naive(items), None if fixed else zones[0])


def _missing(row, name):
    return ValueError(
        f"Every row has a time. Received none in column {name!r}, row {row}, the first "
        "being 0. Fill it in, or leave the row out."
    )


def _not_iso(text, row, name):
    return ValueError(
        f"Times are written in ISO 8601, as 2024-12-31 or 2024-12-31T23:59. Received "
        f"{text!r:.60} in column {name!r}, row {row}, the first being 0. Convert them: "
        f"`table[{name!r}] = pandas.to_datetime(table[{name!r}], format=...)`."
    )
