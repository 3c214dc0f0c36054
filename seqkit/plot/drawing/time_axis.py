"""Turn times into positions of an axis, and choose the times that are written."""

from typing import Any

import numpy as np

TICKS = 6  # about how many times are written


def is_calendar(times: Any) -> bool:
    """Return whether times are dates and hours, rather than numbers of steps."""
    return np.asarray(times).dtype.kind == "M"


def positions_of(times: Any, name: str = "times") -> np.ndarray:
    """Return times as float64 `(time,)`: days of a calendar, or numbers of steps.

    Args:
        times: datetime64 or numbers `(time,)`.
        name: str, the argument's name, for the error.

    Raises:
        ValueError: `times` have another form, are missing, or do not rise.
    """
    times = np.asarray(times)
    right = times.ndim == 1 and times.dtype.kind in "Miuf"
    if right and times.dtype.kind == "M":
        microseconds = times.astype("datetime64[us]")
        missing = np.isnat(times)
        positions = microseconds.astype("int64") / 86_400e6
        positions = np.where(missing, np.nan, positions)
    elif right:
        positions = times.astype("float64")
    if not right or not np.isfinite(positions).all() or (np.diff(positions) <= 0).any():
        raise ValueError(
            f"`{name}` are rising times: datetime64 or numbers of shape (time,). "
            f"Received {times!r:.80}. Sort the table by time, and name each time once."
        )
    return positions


def time_ticks(
    low: float, high: float, calendar: bool
) -> tuple[list[float], list[str], str]:
    """Return the positions and the texts of about six round times.

    Args:
        low: float, the first position, as `positions_of` returns it.
        high: float, the last position.
        calendar: bool, whether positions are days since 1970.

    Returns:
        list of float, list of str, and the year or day of which the texts are parts;
        "" if they are whole.

    Example:
    >>> time_ticks(0, 10, calendar=False)
    ([0.0, 2.0, 4.0, 6.0, 8.0, 10.0], ['0', '2', '4', '6', '8', '10'], '')
    """
    if calendar:
        return _calendar_ticks(low, high)
    from matplotlib.ticker import MaxNLocator

    whole = MaxNLocator(TICKS, integer=True, steps=[1, 2, 5, 10])
    ticks = [float(tick) for tick in whole.tick_values(low, high)]
    ticks = [tick for tick in ticks if low <= tick <= high and tick % 1 == 0]
    return ticks, [f"{tick:,.0f}" for tick in ticks], ""


def _calendar_ticks(low, high):
    from matplotlib.dates import AutoDateLocator
    from matplotlib.dates import ConciseDateFormatter
    from matplotlib.dates import date2num
    from matplotlib.dates import num2date

    # Matplotlib counts days from its own epoch, which a user may have moved.
    epoch = date2num(np.datetime64("1970-01-01"))
    locator = AutoDateLocator(minticks=3, maxticks=TICKS + 2)
    ends = num2date(low + epoch), num2date(high + epoch)
    ticks = [tick for tick in locator.tick_values(*ends) if low <= tick - epoch <= high]
    formatter = ConciseDateFormatter(locator)
    texts = formatter.format_ticks(ticks)
    return [float(tick - epoch) for tick in ticks], texts, formatter.get_offset()
