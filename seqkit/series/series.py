from typing import Any

import keras
import numpy as np

from seqkit.arguments import flag
from seqkit.series.endpoint_kinds import Steps
from seqkit.series.normalised_steps import NormalisedSteps
from seqkit.series.read_numbers import as_numbers
from seqkit.series.read_numbers import check_values
from seqkit.series.read_numbers import is_one_series
from seqkit.series.read_numbers import list_of_series
from seqkit.series.read_numbers import without_padding
from seqkit.types import OutputKind


@keras.saving.register_keras_serializable(package="seqkit")
class Series:
    """Convert numbers over time to the input of a model, which normalises the numbers.

    One series is an array `(time, features)`, an array `(time,)` of one feature, or a
    pandas table or column. Several series are a list of such arrays, or an array
    `(batch, time, features)` padded with NaN. Steps of NaN at the end of a series are
    padding. NaN in other places is a missing value, which only `missing=True` allows.

    Args:
        mean: list of float, the mean of each feature in the training data.
        deviation: list of float, the standard deviation of each feature, above 0.
        missing: bool, whether values may be missing. The model then reads 0, the
            normalised mean, for a missing value, and one more channel for each feature:
            1 if the feature has a value, else 0.

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

    def __init__(self, mean: Any, deviation: Any, missing: bool = False):
        self.mean = _floats("mean", mean)
        self.deviation = _floats("deviation", deviation)
        self.missing = flag("missing", missing)
        if len(self.mean) != len(self.deviation) or min(self.deviation) <= 0:
            raise ValueError(
                "`mean` and `deviation` are one number for each feature, and a "
                f"deviation is above 0. Received mean={self.mean!r:.80}, "
                f"deviation={self.deviation!r:.80}. "
                "Make both by `Series.from_arrays(rows)`."
            )

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
        several = list_of_series(rows)
        if not several:
            raise ValueError(
                "`rows` are the series of the training data. Received none. "
                "Give at least one series."
            )
        first = as_numbers(several[0], 0)
        features = 1 if first.ndim < 2 else first.shape[-1]
        plain = cls([0.0] * features, [1.0] * features, missing)
        steps = plain.encode_flat(several)[0].astype("float64")  # (total, features)
        known = ~np.isnan(steps)
        counts = np.maximum(known.sum(axis=0), 1)
        mean = np.where(known, steps, 0).sum(axis=0) / counts
        squares = np.where(known, steps - mean, 0) ** 2
        deviation = np.sqrt(squares.sum(axis=0) / counts)
        # Rounding errors give a constant feature a deviation that is almost 0.
        flat = deviation <= 1e-9 * np.maximum(np.abs(mean), 1e-30)
        return cls(mean, np.where(flat, 1.0, deviation), missing)

    @property
    def features(self) -> int:
        """The number of values in one step."""
        return len(self.mean)

    @property
    def step_shape(self) -> tuple[int]:
        """The shape of one step."""
        return (self.features,)

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one series: an array of at most two axes."""
        return is_one_series(value)

    def encode(self, series: Any) -> np.ndarray:
        """Return the numbers of series, padded on the right with NaN.

        Args:
            series: one series, or several, see the class.

        Returns:
            float32 `(batch, time, features)`, or `(time, features)` for one series.

        Raises:
            TypeError: a series contains no numbers.
            ValueError: a series has another number of features, or a value is infinite,
                or missing without `missing=True`.
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
        several = [series] if self.is_one(series) else list_of_series(series)
        rows = [self._row(each, place) for place, each in enumerate(several)]
        lengths = np.fromiter(map(len, rows), np.int32, len(rows))
        empty = np.zeros((0, self.features), "float32")
        return np.concatenate([empty, *rows]), lengths

    def encode_steps(self, series: Any) -> tuple[list[list[str]], list[np.ndarray]]:
        """Return the names of the steps, "0", "1", …, and the numbers of each series.

        Args and errors: see `encode`; `series` are several.

        Returns:
            list of lists of str, and list of float32 `(time, features)`.
        """
        several = enumerate(list_of_series(series))
        rows = [self._row(each, place) for place, each in several]
        return [[str(step) for step in range(len(row))] for row in rows], rows

    def embed(self, dtype: Any = None) -> NormalisedSteps:
        """Build the layer from raw numbers to vectors `(batch, time, features)`.

        Args:
            dtype: str or `keras.DTypePolicy` of the layer.
        """
        return NormalisedSteps(self.mean, self.deviation, self.missing, dtype=dtype)

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
        return hash((*self.mean, *self.deviation, self.missing))

    def __repr__(self):
        """Return a description with the number of features, without their means."""
        return f"Series({self.features} features, missing={self.missing})"

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        return {
            "mean": self.mean,
            "deviation": self.deviation,
            "missing": self.missing,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Series":
        """Build a codec from the result of `get_config`."""
        return cls(**config)

    def _row(self, series, place):
        """Return one series as float32 `(time, features)`, without its padding."""
        numbers = as_numbers(series, place)
        if numbers.ndim == 1 and self.features == 1:
            numbers = numbers[:, None]  # (time, 1)
        if numbers.ndim != 2 or numbers.shape[1] != self.features:
            received = tuple(np.shape(series))
            raise ValueError(
                f"A series is an array (time, {self.features}), a number for each "
                f"feature of each step. Received shape {received} in row {place}, the "
                "first being 0. Several series are a list of arrays, or an array "
                f"(batch, time, {self.features})."
            )
        numbers = without_padding(numbers)
        check_values(numbers, place, self.missing)
        return numbers


def _floats(name, values):
    """Return finite numbers, one for each feature, as a list of Python floats."""
    numbers = np.atleast_1d(as_numbers(values, None, name))
    if numbers.ndim != 1 or not numbers.size or not np.isfinite(numbers).all():
        raise ValueError(
            f"`{name}` is a list of finite numbers, one for each feature. "
            f"Received {values!r:.80}."
        )
    return [float(number) for number in np.atleast_1d(np.asarray(values, "float64"))]
