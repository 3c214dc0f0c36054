"""`Windows`: places in series from which a horizon is forecast, without copies.

Training, backtests and baselines take their windows from here, so they are the same.
"""

import logging
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.series.encoded_table import EncodedTable
from seqkit.series.encoded_table import joined
from seqkit.series.time_axis import same_times
from seqkit.series.time_axis import shown
from seqkit.series.time_axis import times_after

if TYPE_CHECKING:
    from seqkit.series.series import Series

logger = logging.getLogger("seqkit")


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of series: `window` steps of the past, `horizon` steps of the future.

    The numbers of all series are in one array; a window is a place in it. `rows` in the
    methods are numbers of windows, a slice of them, or None for all.

    Args:
        steps: float32 `(rows, features)`, the encoded numbers, series after series.
        static_values: float32 `(series, static)`.
        starts: int64 `(windows,)`, the first row of each window's future.
        series: int64 `(windows,)`, the number of each window's series.
        horizon: int, steps of the future.
        window: int, steps of the past.
        widths: tuple of int, the numbers of targets and of known columns.
        times: array `(rows,)` of datetime64 or of step numbers, the time of each row.
        ids: list of the name of each series.
    """

    steps: np.ndarray
    static_values: np.ndarray
    starts: np.ndarray
    series: np.ndarray
    horizon: int
    window: int
    widths: tuple[int, int]
    times: np.ndarray
    ids: list[Any]

    def __len__(self) -> int:
        """Count the windows."""
        return len(self.starts)

    def past(self, rows: Any = None) -> np.ndarray:
        """Return the past of windows, float32 `(windows, window, features)`."""
        return self.steps[self._places(rows, -self.window, 0)]

    def future(self, rows: Any = None) -> np.ndarray:
        """Return the known future of windows, float32 `(windows, horizon, known)`."""
        first = self.steps.shape[1] - self.widths[1]
        return self.steps[:, first:][self._places(rows, 0, self.horizon)]

    def targets(self, rows: Any = None) -> np.ndarray:
        """Return the targets of windows, float32 `(windows, horizon, targets)`."""
        return self.steps[:, : self.widths[0]][self._places(rows, 0, self.horizon)]

    def previous(self, rows: Any = None) -> np.ndarray:
        """Return targets one step earlier, float32 `(windows, horizon, targets)`."""
        places = self._places(rows, -1, self.horizon - 1)
        return self.steps[:, : self.widths[0]][places]

    def static(self, rows: Any = None) -> np.ndarray:
        """Return the static columns of windows, float32 `(windows, static)`."""
        return self.static_values[self.series[slice(None) if rows is None else rows]]

    def future_times(self, rows: Any = None) -> np.ndarray:
        """Return the times of the future of windows, `(windows, horizon)`."""
        return self.times[self._places(rows, 0, self.horizon)]

    def past_times(self, rows: Any = None) -> np.ndarray:
        """Return the times of the past of windows, `(windows, window)`."""
        return self.times[self._places(rows, -self.window, 0)]

    def _places(self, rows, first, last):
        """Return the rows of steps from `first` to `last - 1`, counted from starts."""
        starts = self.starts[slice(None) if rows is None else rows]
        return starts[:, None] + np.arange(first, last)  # (windows, steps)


def windows_of(
    table: Any,
    codec: "Series",
    horizon: int,
    window: int | None = None,
    stride: int = 1,
    before: Any = None,
) -> Windows:
    """Return all windows whose targets are in a table.

    A window is in one series. Windows whose targets are all missing are left out. A
    warning of the logger "seqkit" counts series that are too short for one window.

    Args:
        table: table, or list of tables, as the codec reads them.
        codec: "Series".
        horizon: int, steps of the future.
        window: int, steps of the past. None: `codec.default_window(horizon)`.
        stride: int, steps from a window to the next of the same series.
        before: table or list of tables that end directly before `table`, for the past
            of its first windows. None: the first windows begin with the table.

    Returns:
        Windows, series after series, in the order of time.

    Raises:
        ValueError: every series is too short for one window, all targets are missing,
            `before` does not end directly before `table`, or a number is out of range.
    """
    horizon = whole_number("horizon", horizon)
    window = codec.default_window(horizon) if window is None else window
    window = whole_number("window", window)
    stride = whole_number("stride", stride)
    encoded = codec.encode_table(table)
    earlier = skipped = [0] * len(encoded.ids)
    if before is not None:
        encoded, earlier, skipped = _after(encoded, codec.encode_table(before), window)
    starts, series = _starts(encoded, earlier, horizon, window, stride)
    starts, series = _with_targets(encoded, starts, series, codec.targets, horizon)
    times = encoded.times
    return Windows(
        encoded.steps,
        encoded.static,
        starts,
        series,
        horizon,
        window,
        (codec.targets, codec.known),
        _counted(skipped, encoded.lengths)
        if times is None
        else times.in_steps_of(encoded.frequency),
        encoded.ids,
    )


def _counted(firsts, lengths):
    """Return the numbers of the steps of all series, each from its first one on."""
    both = zip(firsts, lengths, strict=True)
    return np.concatenate([np.arange(first, first + count) for first, count in both])


def _starts(encoded, earlier, horizon, window, stride):
    """Return the first row of the future, and the series, of each window."""
    bounds = zip(encoded.starts, encoded.lengths, earlier, strict=True)
    found = [
        np.arange(first + max(window, old), first + length - horizon + 1, stride)
        for first, length, old in bounds
    ]
    short = sum(1 for each in found if not len(each))
    if short == len(found):
        raise ValueError(
            f"A window is {window} steps of the past and {horizon} of the horizon, "
            f"{window + horizon} in all. Received {len(found)} series of at most "
            f"{max(encoded.lengths, default=0)} steps. Give a smaller `window`, or "
            "the steps before the table as `before`."
        )
    if short:
        logger.warning(
            "%d of %d series are shorter than %d steps of the past and %d of the "
            "horizon: they have no window.",
            short,
            len(found),
            window,
            horizon,
        )
    series = np.repeat(np.arange(len(found)), [len(each) for each in found])
    return np.concatenate(found), series


def _with_targets(encoded, starts, series, targets, horizon):
    """Return the windows of which a target has a value."""
    given = ~np.isnan(encoded.steps[:, :targets]).all(axis=1)
    counts = np.concatenate([[0], np.cumsum(given)])
    kept = counts[starts + horizon] > counts[starts]
    if not kept.any():
        raise ValueError(
            f"The targets of a window have values. Received {len(starts)} windows "
            "whose targets are all missing. Fill them in, or give another table."
        )
    return starts[kept], series[kept]


def _after(
    encoded: EncodedTable, before: EncodedTable, window: int
) -> tuple[EncodedTable, list[int], list[int]]:
    """Return the series of a table with the last steps of an earlier table before them.

    Returns:
        EncodedTable, the number of the earlier steps of each series, and the number of
        those that are left out.
    """
    rows, earlier, skipped = [], [], []
    for place, old in enumerate(_series_before(encoded, before)):
        kept = 0 if old is None else int(min(window, before.lengths[old]))
        end = before.starts[old] + before.lengths[old] if kept else 0
        if kept and encoded.lengths[place]:
            last = np.arange(end - kept, end)
            _check_directly(before, last, encoded, encoded.starts[place])
        first = len(before.steps) + encoded.starts[place]
        rows += [
            np.arange(end - kept, end),
            np.arange(first, first + encoded.lengths[place]),
        ]
        earlier.append(kept)
        skipped.append(0 if old is None else int(before.lengths[old]) - kept)
    both = joined([before, encoded], encoded.steps.shape[1])
    rows, lengths = np.concatenate(rows), encoded.lengths + earlier
    stretched = replace(
        both,
        steps=both.steps[rows],
        times=both.times and both.times.take(rows),
        rows=both.rows[rows],
        starts=np.cumsum(lengths) - lengths,
        lengths=lengths,
        ids=encoded.ids,
        static=encoded.static,
        frequency=encoded.frequency or before.frequency,
    )
    return stretched, earlier, skipped


def _series_before(encoded, before):
    """Return the number of each series in the earlier table; None if it is not there.

    Series without names are in the same order in both.
    """
    if None not in encoded.ids:
        places = {name: place for place, name in enumerate(before.ids)}
        return [places.get(name) for name in encoded.ids]
    if len(before.ids) != len(encoded.ids):
        raise ValueError(
            "`before` has the steps before each series of the table. Received "
            f"{len(before.ids)} series before {len(encoded.ids)}. Give as many, in the "
            "same order."
        )
    return list(range(len(encoded.ids)))


def _check_directly(before, last, encoded, first):
    """Raise ValueError unless a series begins one step after its earlier table ends."""
    frequency = encoded.frequency or before.frequency
    if frequency is None:
        return
    expected = times_after(before.times.take(last), frequency, 1)
    expected = expected.in_steps_of(frequency)[0]
    received = encoded.times.in_steps_of(frequency)[first]
    if not same_times(received, expected, frequency):
        raise ValueError(
            f"`before` ends directly before the table, {frequency} earlier. Expected a "
            f"table that begins at {shown(expected)}. Received {shown(received)}. Give "
            "the rows between, or leave `before` out."
        )
