"""`TableParts`: the attributes and methods of `Series` for the columns of tables."""

from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.series.encode_future import encode_future
from seqkit.series.encode_future import steps_after
from seqkit.series.encode_request import encode_request
from seqkit.series.encode_table import times_of
from seqkit.series.frequency import SEASONS
from seqkit.series.read_table import is_table
from seqkit.series.read_table import read_columns
from seqkit.series.split_series import split_series
from seqkit.series.table_columns import TableColumns


class TableParts:
    """The attributes and methods of `Series` that need the columns of tables.

    Attributes:
        columns: TableColumns, or None if a series is an array.
        mean: list of float, the mean of each encoded column.
        difference: int or None, the steps of a season.
        steps: int or None, the steps of the longest training series.
    """

    columns: TableColumns | None
    mean: list[float]
    difference: int | None
    steps: int | None

    @property
    def features(self) -> int:
        """The number of values in one step."""
        return len(self.mean)

    @property
    def step_shape(self) -> tuple[int]:
        """The shape of one step."""
        return (self.features,)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the encoded columns; "0", "1", … for arrays."""
        arrays = tuple(map(str, range(self.features)))
        return self.columns.names if self.columns else arrays

    @property
    def targets(self) -> int:
        """The number of targets, the first of the encoded columns."""
        return len(self.columns.targets) if self.columns else self.features

    @property
    def known(self) -> int:
        """The number of columns known in the future, the last of the encoded ones."""
        return self.columns.known_width if self.columns else 0

    @property
    def static_names(self) -> tuple[str, ...]:
        """The names of the encoded static columns."""
        return self.columns.static_names if self.columns else ()

    @property
    def static(self) -> int:
        """The number of encoded static columns."""
        return len(self.static_names)

    @property
    def periods(self) -> tuple[float | None, ...]:
        """The period of each encoded column that is a calendar number, else None."""
        return self.columns.periods if self.columns else (None,) * self.features

    @property
    def time_column(self) -> str | None:
        """The name of the column of times."""
        return self.columns.time if self.columns else None

    @property
    def series_column(self) -> str | None:
        """The name of the column of series."""
        return self.columns.series if self.columns else None

    @property
    def frequency(self) -> str | None:
        """The time from row to row, "15min", say; None if steps are only counted."""
        return self.columns.frequency if self.columns else None

    @property
    def season(self) -> int:
        """The steps of a season: `difference`, or the usual one of the frequency.

        It is a day of hours, a week of days, a year of weeks, months or quarters; 1 for
        other frequencies, and if steps are only counted.
        """
        if (self.difference or 1) > 1:
            return self.difference
        return SEASONS.get(self.frequency, 1)

    def trained(self, times: np.ndarray) -> np.ndarray:
        """Return which times are in the training data: bool of the shape of `times`.

        Args:
            times: array of datetime64, or of numbers, as `times` returns them.
        """
        last = self.columns.last if self.columns else None
        if last is not None:
            last = last if isinstance(last, float) else np.datetime64(last)
            return times <= last
        counted = self.time_column is None and self.steps is not None
        return times < self.steps if counted else np.zeros(times.shape, bool)

    def encode_future(self, past: Any, future: Any, horizon: int) -> np.ndarray:
        """Return the known columns of the steps that follow the past.

        Calendar numbers are computed from the last time of the past.

        Args:
            past: table of one series.
            future: table with the known covariates of at least `horizon` steps; longer
                ones are cut. If it has the column of times, it begins directly after
                the past. None: the codec has no known covariates.
            horizon: int, the number of steps.

        Returns:
            float32 `(horizon, known)`.

        Raises:
            ValueError: the future is None or shorter than the horizon, begins at
                another time, or a column is not there.
        """
        horizon = whole_number("horizon", horizon)
        if not self.known:
            return np.zeros((horizon, 0), "float32")
        return encode_future(self.columns, past, future, horizon)

    def encode_static(self, table: Any) -> np.ndarray:
        """Return the static columns of one series, float32 `(static,)`."""
        if not self.static:
            return np.zeros(0, "float32")
        return self.encode_table(table).static[0]

    def request(
        self, past: Any, future: Any = None, horizon: int | None = None
    ) -> dict[str, Any]:
        """Return the inputs of a served `Forecaster` for tables.

        Columns are put in the order of the export, calendar numbers are computed, and
        texts become columns of 0 and 1. All steps of the past are sent; the model reads
        the last ones, so a shorter table is a smaller request.

        Args:
            past: table of the past, see `Series`; or several series, in a long table or
                a list of tables.
            future: table of the known columns of the steps to forecast, see
                `encode_future`; or a list of such tables.
            horizon: int, the steps that the model forecasts. None: the rows of
                `future`.

        Returns:
            dict of `values` float32 `(time, columns)` and their number `lengths`; with
            known columns `future` `(horizon, known)`; with static columns `static`
            `(static,)`. For several series each is a list, in the order of `split`.

        Raises:
            ValueError: a column is not there, or see `encode` and `encode_future`.

        Example:
        >>> client = seqkit.serving.Client(model="sales")
        >>> client(**model.codec.request(table.tail(90), horizon=model.horizon))
        {'forecast': [12.1, 13.4], 'quantiles': …, 'levels': …, 'valid': True}
        """
        return encode_request(self, past, future, horizon)

    def times(self, table: Any) -> np.ndarray:
        """Return the times of a table's rows, see `times_after`."""
        if self.time_column is None or not is_table(table):
            return np.arange(len(self.encode_flat(table)[0]))
        times, frequency = times_of(read_columns(table), self.columns)
        return times.in_steps_of(frequency)

    def times_after(self, table: Any, horizon: int) -> np.ndarray:
        """Return the times of the steps that follow one series.

        Args:
            table: table of one series, of at least one row.
            horizon: int, the number of steps.

        Returns:
            array `(horizon,)`: datetime64[us], in UTC if the times have a zone and
            steps are shorter than a day, else in local time. Or numbers, if the times
            are numbers; without a column of times, the steps are counted from 0.
        """
        horizon = whole_number("horizon", horizon)
        if self.time_column is None:
            return len(self.encode_flat(table)[0]) + np.arange(horizon)
        times, frequency = steps_after(self.columns, table, horizon)
        return times.in_steps_of(frequency)

    def split(self, table: Any) -> list[tuple[Any, Any]]:
        """Return the name and the table of each series of a long table.

        Args:
            table: table, or list of tables.

        Returns:
            list of tuples, in the order of first rows. The name is None if the codec
            has no column of series; the tables are of the same type as `table`.

        Raises:
            TypeError: `table` is no table.
        """
        if np.iterable(table) and not is_table(table):
            return [pair for each in list(table) for pair in self.split(each)]
        return split_series(table, self.series_column)

    def default_window(self, horizon: int) -> int:
        """Return a number of past steps that suits a horizon.

        It is the largest of 24, two horizons and two seasons, but leaves `horizon`
        steps of the longest training series, and is at least 1.
        """
        wanted = max(24, 2 * horizon, 2 * (self.difference or 0))
        most = wanted if self.steps is None else self.steps - horizon
        return max(min(wanted, most), 1)
