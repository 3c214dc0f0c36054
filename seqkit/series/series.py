from typing import Any

import keras
import numpy as np

from seqkit.arguments import flag
from seqkit.arguments import one_of
from seqkit.arguments import whole_number
from seqkit.endpoint_kinds import Steps
from seqkit.series.encode_table import encode_table
from seqkit.series.encoded_table import EncodedTable
from seqkit.series.encoded_table import encode_arrays
from seqkit.series.encoded_table import joined
from seqkit.series.fit_table import fit_arrays
from seqkit.series.fit_table import fit_table
from seqkit.series.normalised_steps import NormalisedSteps
from seqkit.series.read_numbers import finite_numbers
from seqkit.series.read_numbers import is_one_series
from seqkit.series.read_numbers import list_of_series
from seqkit.series.read_table import has_names
from seqkit.series.read_table import is_table
from seqkit.series.read_table import read_columns
from seqkit.series.split_series import series_of
from seqkit.series.table_columns import TableColumns
from seqkit.series.table_parts import TableParts
from seqkit.series.transforms import TRANSFORMS
from seqkit.types import OutputKind


@keras.saving.register_keras_serializable(package="seqkit")
class Series(TableParts):
    """Convert numbers over time to the input of a model, which normalises the numbers.

    One series is an array `(time, features)`, an array `(time,)` of one feature, or a
    pandas table or column. Several series are a list of such arrays, or an array
    `(batch, time, features)` padded with NaN. Steps of NaN at the end of a series are
    padding. NaN in other places is a missing value, which only `missing=True` allows.

    A codec made by `from_table` reads tables by the names of their columns. A table is
    a pandas table, an array, a dict of columns, or the path of a CSV, TSV or Parquet
    file; many series are one table with a column of their names. Its encoded columns
    are the targets, the covariates that are known in the past only, those known in the
    future, and calendar numbers, in this order.

    Args:
        mean: list of float, the mean of each feature in the training data.
        deviation: list of float, the standard deviation of each feature, above 0.
        missing: bool, whether values may be missing. The model then reads 0, the
            normalised mean, for a missing value, and one more channel for each feature:
            1 if the feature has a value, else 0.
        columns: TableColumns or its configuration, the columns of tables. None: a
            series is an array, and each feature a target.
        transform: None, "log", "log1p" or "sqrt", the transform of the targets, which
            the layer of `embed` computes. `mean` and `deviation` are of transformed
            targets.
        difference: int or None, the steps of a season. A forecast is then measured from
            the last value of the same phase; 1: from the last value.
        difference_deviation: list of float, for each target the root mean square of
            u[t] - u[t - difference], u being the transformed targets.
        static_mean, static_deviation: lists of float, of the static columns.
        steps: int or None, the steps of the longest training series.

    Attributes:
        targets: int, how many of the encoded columns are targets; they come first.
        known: int, how many are known in the future; they come last.
        static: int, the number of encoded static columns.

    Raises:
        TypeError: an argument contains no numbers.
        ValueError: `mean` and `deviation` have different lengths or are not finite, or
            a deviation is not above 0.

    Example:
    >>> series = Series.from_arrays([[1.0, 2.0, 3.0], [2.0]])
    >>> series.encode([[7.0, 9.0], [8.0]])
    [[[7.], [9.]], [[8.], [nan]]]
    """

    dtype = "float32"

    def __init__(
        self,
        mean: Any,
        deviation: Any,
        missing: bool = False,
        *,
        columns: TableColumns | dict[str, Any] | None = None,
        transform: str | None = None,
        difference: int | None = None,
        difference_deviation: Any = (),
        static_mean: Any = (),
        static_deviation: Any = (),
        steps: int | None = None,
    ):
        self.mean = finite_numbers("mean", mean)
        self.deviation = finite_numbers("deviation", deviation)
        self.missing = flag("missing", missing)
        if len(self.mean) != len(self.deviation) or min(self.deviation) <= 0:
            raise ValueError(
                "`mean` and `deviation` are one number for each feature, and a "
                f"deviation is above 0. Received mean={self.mean!r:.80}, "
                f"deviation={self.deviation!r:.80}. "
                "Make both by `Series.from_arrays(rows)`."
            )
        self.columns = TableColumns(**columns) if isinstance(columns, dict) else columns
        one_of("transform", transform, TRANSFORMS)
        self.transform = transform
        self.difference = difference
        if difference is not None:
            self.difference = whole_number("difference", difference)
        self.difference_deviation = list(difference_deviation)
        self.static_mean = list(static_mean)
        self.static_deviation = list(static_deviation)
        self.steps = steps

    @classmethod
    def from_table(
        cls,
        train: Any,
        target: Any,
        *,
        time: str | None = None,
        series: str | None = None,
        past: Any = (),
        known: Any = (),
        static: Any = (),
        calendar: Any = None,
        holidays: str | None = None,
        transform: str | None = None,
        difference: int | None = None,
        missing: bool = False,
        frequency: str | None = None,
    ) -> "Series":
        """Build the codec of training data in a table.

        Give the training part alone, see `seqkit.data.split_by_time`: means, deviations
        and categories then know nothing of later rows. A target that never changes gets
        the deviation 1, and a warning of the logger "seqkit".

        Args:
            train: table, see the class; or a list of tables, one series each.
            target: str, the column to forecast, or a list of columns; for a classifier
                or a tagger, all columns of numbers.
            time: str or None, the column of times: datetimes, texts in ISO 8601, or
                numbers; regular in each series. None: the index of a pandas table, if
                it holds times; otherwise steps are only counted.
            series: str or None, the column with the name of each row's series.
            past: str or list of str, covariates that are known in the past only.
            known: str or list of str, covariates that are known in the future as well;
                they have no missing values.
            static: str or list of str, columns that are constant in each series.
            calendar: str or list of str, calendar numbers of the local time: "second",
                "minute", "hour", "weekday", "day", "day_of_year", "month".
            holidays: str or None, a country or a part of it, "DE" or "US-NY": one more
                calendar column, 1 on holidays, by the package `holidays`.
            transform: None, "log", "log1p" or "sqrt", the transform of the targets.
            difference: int or None, the steps of a season, see the class.
            missing: bool, whether targets and past covariates may be missing.
            frequency: str or None, the time from row to row, "15min", "D", "M", say.
                None: that of the training data.

        Returns:
            Series.

        Raises:
            TypeError: `train` is no table, or a column holds no numbers.
            ValueError: a column is not there, or in two roles; a value is infinite,
                missing without `missing=True`, or not allowed by the transform; times
                are not regular; or an argument is wrong.

        Example:
        >>> train = {"day": ["2024-01-01", "2024-01-02"], "sales": [3.0, 5.0]}
        >>> codec = Series.from_table(train, "sales", time="day", calendar="weekday")
        >>> codec.encode(train)
        [[3., 0.], [5., 1.]]
        """
        fitted = fit_table(
            train,
            target=target,
            time=time,
            series=series,
            past=past,
            known=known,
            static=static,
            calendar=calendar,
            holidays=holidays,
            transform=transform,
            difference=difference,
            missing=flag("missing", missing),
            frequency=frequency,
        )
        return cls(**fitted)

    @classmethod
    def from_arrays(cls, rows: Any, missing: bool = False) -> "Series":
        """Build the codec of training data: compute mean and deviation of each feature.

        Missing values are left out. A feature that never changes, or never has a value,
        gets the deviation 1.

        Args:
            rows: list of arrays `(time, features)`, or other series, see the class.
            missing: bool, whether values may be missing.

        Returns:
            Series.

        Raises:
            TypeError: a row contains no numbers.
            ValueError: there is no row, rows differ in their features, or a value is
                infinite, or missing without `missing=True`.
        """
        return cls(*fit_arrays(rows, missing), missing)

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one series.

        It is an array of at most two axes; or a table, unless its column of series has
        several names.
        """
        if self.columns is None or not is_table(value):
            return is_one_series(value)
        return len(series_of(value, self.columns.series)) < 2

    def encode(self, series: Any) -> np.ndarray:
        """Return the numbers of series, padded on the right with NaN.

        An array is already encoded, unless the columns of the codec have no names.

        Args:
            series: one series, or several; tables or arrays, see the class.

        Returns:
            float32 `(batch, time, features)`, or `(time, features)` for one series.

        Raises:
            TypeError: a series contains no numbers.
            ValueError: a series has another number of features, or a value is infinite,
                or missing without `missing=True`; of tables see `from_table`.
        """
        flat, lengths = self.encode_flat(series)
        if self.is_one(series):
            return flat
        width = max(lengths, default=0)
        padded = np.full((len(lengths), width, self.features), np.nan, "float32")
        padded[np.arange(width) < lengths[:, None]] = flat
        return padded

    def encode_flat(self, series: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps of all series in one array, and the length of each series.

        Args and errors: see `encode`.

        Returns:
            float32 `(total, features)`, and int32 `(n,)`.
        """
        encoded = self.encode_table(series)
        return encoded.steps, encoded.lengths.astype("int32")

    def encode_steps(self, series: Any) -> tuple[list[list[str]], list[np.ndarray]]:
        """Return the names of the steps, "0", "1", …, and the numbers of each series.

        Args and errors: see `encode`; `series` are several.

        Returns:
            list of lists of str, and list of float32 `(time, features)`.
        """
        flat, lengths = self.encode_flat(series)
        rows = np.split(flat, np.cumsum(lengths)[:-1]) if len(lengths) else []
        return [[str(step) for step in range(len(row))] for row in rows], rows

    def encode_table(self, series: Any) -> EncodedTable:
        """Return the numbers of series one after the other, with times and names.

        Args and errors: see `encode`.
        """
        named = self.columns is not None and self.columns.named
        if self.columns is None or (named and not has_names(series)):
            several = [series] if is_one_series(series) else list_of_series(series)
            return encode_arrays(several, self.features, self.missing, self.static)
        tables = [series] if is_table(series) else list_of_series(series)
        encoded = [
            encode_table(read_columns(each), self.columns, self.transform, self.missing)
            for each in tables
        ]
        return joined(encoded, self.features)

    def embed(self, dtype: Any = None) -> NormalisedSteps:
        """Build the layer from raw numbers to vectors `(batch, time, vectors)`.

        It computes the transform of the targets, subtracts means and divides by
        deviations; calendar numbers become a sine and a cosine.

        Args:
            dtype: str or `keras.DTypePolicy` of the layer.
        """
        return NormalisedSteps(
            self.mean,
            self.deviation,
            self.missing,
            transform=self.transform,
            targets=self.targets,
            periods=self.periods,
            dtype=dtype,
        )

    def endpoint_kind(self) -> Steps:
        """Return the input of an export: numbers and lengths."""
        return Steps(self.features, self.missing)

    def endpoint_steps(self) -> dict[str, OutputKind]:
        """Return an empty dict: an export does not name the steps of numbers."""
        return {}

    def __eq__(self, other):
        """Return whether both have the same configuration, so the same results."""
        if not isinstance(other, Series):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Return a hash that is equal for equal codecs."""
        return hash((*self.mean, *self.deviation, self.missing, self.names))

    def __repr__(self):
        """Return a description with the number of features, without their means."""
        return f"Series({self.features} features, missing={self.missing})"

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        return {
            "mean": self.mean,
            "deviation": self.deviation,
            "missing": self.missing,
            "columns": self.columns and self.columns.get_config(),
            "transform": self.transform,
            "difference": self.difference,
            "difference_deviation": self.difference_deviation,
            "static_mean": self.static_mean,
            "static_deviation": self.static_deviation,
            "steps": self.steps,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Series":
        """Build a codec from the result of `get_config`."""
        return cls(**config)
