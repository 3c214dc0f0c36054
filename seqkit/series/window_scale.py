from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.layers.lengths import last_real
from seqkit.series.transforms import invert_in_graph
from seqkit.series.transforms import transform_in_graph
from seqkit.types import Tensor

# The least deviation of a window, as a share of the training part's.
LEAST_DEVIATION = 1e-4


@keras.saving.register_keras_serializable(package="seqkit")
class WindowScale(keras.layers.Layer):
    """Scale the past of each row, and the values that follow it.

    The past is transformed, such as by a logarithm, then centred and divided by a
    deviation: that of the training data, or with `own` that of the row. A value that
    follows is measured from an anchor. Without `difference` the anchor is the centre.
    With it, the anchor is the seasonal naive forecast: the last observed value of the
    same phase of the season, or the last observed value if the phase has none. So a
    scaled forecast of 0 is the naive forecast, and each forecast is scaled back exactly
    and by itself.

    Args:
        horizon: int, number of values that follow.
        mean: list of float, of each target in the training data, after the transform.
        deviation: list of float, of each target, above 0.
        difference_deviation: list of float, the root mean square of the differences
            between values `difference` steps apart. None: there is no `difference`.
        transform: str, the name of a transform. None: values are not transformed.
        difference: int, the steps of a season; 1 measures from the last value. None:
            from the centre.
        own: bool, whether centre and deviation are those of each row.

    Call arguments:
        past: float `(batch, time, targets)`; NaN is a missing value or padding.
        lengths: int32 `(batch,)`, real steps of each row.

    Returns:
        dict of float32 tensors: `values` and, with `difference`, `changes`
        `(batch, time, targets)`, scaled, 0 if missing; `known`
        `(batch, time, targets)`, 1 if a value is there; `centre` and `deviation`
        `(batch, 1, targets)`; `last` `(batch, 1, targets)`, the last of the changes,
        or of the values without `difference`; `anchors` `(batch, horizon, targets)`
        and `reach` `(batch, 1, targets)`, the anchor and the unit of what follows.
    """

    def __init__(
        self,
        horizon: int,
        mean: Sequence[float],
        deviation: Sequence[float],
        difference_deviation: Sequence[float] | None = None,
        transform: str | None = None,
        difference: int | None = None,
        own: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**{"autocast": False, "dtype": "float32", **kwargs})
        self.supports_masking = True
        self.horizon = horizon
        self.mean = list(mean)
        self.deviation = list(deviation)
        self.difference_deviation = difference_deviation and list(difference_deviation)
        self.transform = transform
        self.difference = difference
        self.own = own
        self.built = True

    def call(self, past: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        past, lengths = ops.cast(past, "float32"), ops.cast(lengths, "int32")
        known = ops.isfinite(past)
        # The transform of 1 is finite, and so is its gradient.
        values = self.forward(ops.where(known, past, 1.0))
        values = ops.where(known, values, 0.0)
        centre, deviation = self._centre(values, known)
        scaled = {
            "values": ops.where(known, (values - centre) / deviation, 0.0),
            "known": ops.cast(known, "float32"),
            "centre": centre,
            "deviation": deviation,
        }
        if not self.difference:
            anchors = ops.repeat(centre, self.horizon, axis=1)
            last = _last(scaled["values"], lengths)
            return scaled | {"anchors": anchors, "reach": deviation, "last": last}
        changes, both = self._changes(values, known)
        reach = self._reach(changes, both)
        anchors = self._anchors(values, known, centre, lengths)
        changes = ops.where(both, changes / reach, 0.0)
        following = {"anchors": anchors, "reach": reach}
        last = _last(changes, lengths)
        return scaled | following | {"changes": changes, "last": last}

    def forward(self, values: Tensor) -> Tensor:
        """Return transformed values."""
        return transform_in_graph(self.transform)(values)

    def scale(self, targets: Tensor, scaled: dict[str, Tensor]) -> Tensor:
        """Return the values that follow, measured from the anchors.

        Args:
            targets: float `(batch, horizon, targets)`, raw.
            scaled: the result of a call.
        """
        moved = self.forward(ops.cast(targets, "float32"))
        return (moved - scaled["anchors"]) / scaled["reach"]

    def restore(self, values: Tensor, scaled: dict[str, Tensor]) -> Tensor:
        """Return raw values; the inverse of `scale`.

        Args:
            values: float `(batch, horizon, targets, …)`.
            scaled: the result of a call.
        """
        anchors, reach = scaled["anchors"], scaled["reach"]
        for _ in range(len(values.shape) - 3):
            anchors, reach = anchors[..., None], reach[..., None]
        return invert_in_graph(self.transform)(anchors + reach * values)

    def level(self, scaled: dict[str, Tensor]) -> list[Tensor]:
        """Return centre and logarithm of the deviation, in units of the training data.

        Args:
            scaled: the result of a call.

        Returns:
            list of two float `(batch, 1, targets)`.
        """
        mean, deviation = self._row(self.mean), self._row(self.deviation)
        centre = (scaled["centre"] - mean) / deviation
        return [centre, ops.log(scaled["deviation"] / deviation)]

    def _row(self, values):
        """Return one number for each target, `(1, 1, targets)`."""
        return ops.reshape(ops.convert_to_tensor(values, "float32"), (1, 1, -1))

    def _centre(self, values, known):
        """Return centre and deviation, each `(batch, 1, targets)`."""
        mean, deviation = self._row(self.mean), self._row(self.deviation)
        zeros = ops.zeros_like(values[:, :1])
        if not self.own:
            return zeros + mean, zeros + deviation
        count = ops.sum(ops.cast(known, "float32"), axis=1, keepdims=True)
        any_known = count > 0
        count = ops.maximum(count, 1.0)
        own = ops.sum(values, axis=1, keepdims=True) / count
        squares = ops.where(known, ops.square(values - own), 0.0)
        spread = ops.sqrt(ops.sum(squares, axis=1, keepdims=True) / count)
        least = ops.maximum(LEAST_DEVIATION * deviation, 1e-6 * ops.abs(own))
        spread = ops.where(spread > least, spread, deviation)
        return ops.where(any_known, own, mean), spread

    def _changes(self, values, known):
        """Return the differences to one season before, and whether both are known."""
        season = self.difference
        before = ops.pad(values, [(0, 0), (season, 0), (0, 0)])
        was = ops.pad(ops.cast(known, "float32"), [(0, 0), (season, 0), (0, 0)])
        time = ops.shape(values)[1]
        both = ops.logical_and(known, was[:, :time] > 0)
        return ops.where(both, values - before[:, :time], 0.0), both

    def _reach(self, changes, both):
        """Return the root mean square of the differences, `(batch, 1, targets)`."""
        reach = self._row(self.difference_deviation)
        if not self.own:
            return ops.zeros_like(changes[:, :1]) + reach
        count = ops.sum(ops.cast(both, "float32"), axis=1, keepdims=True)
        squares = ops.sum(ops.square(changes), axis=1, keepdims=True)
        own = ops.sqrt(squares / ops.maximum(count, 1.0))
        return ops.where(own > LEAST_DEVIATION * reach, own, reach)

    def _anchors(self, values, known, centre, lengths):
        """Return the seasonal naive forecast, `(batch, horizon, targets)`."""
        last, seen = _last_of_phase(values, known, lengths, 1)  # (batch, 1, targets)
        anchors = ops.where(seen, last, centre)
        if self.difference > 1:
            phase, seen = _last_of_phase(values, known, lengths, self.difference)
            anchors = ops.where(seen, phase, anchors)  # (batch, difference, targets)
        steps = [step % self.difference for step in range(self.horizon)]
        return ops.take(anchors, ops.convert_to_tensor(steps, "int32"), axis=1)

    def get_config(self):
        return {
            **super().get_config(),
            "horizon": self.horizon,
            "mean": self.mean,
            "deviation": self.deviation,
            "difference_deviation": self.difference_deviation,
            "transform": self.transform,
            "difference": self.difference,
            "own": self.own,
        }


def _last(values, lengths):
    """Return the last real step of each row, `(batch, 1, targets)`."""
    return last_real(values, lengths, ops.zeros_like(values[:, 0]))[:, None]


def _last_of_phase(values, known, lengths, season):
    """Return the last known value of each phase, and whether there is one.

    Phase p is that of the step p + 1 steps after the last real step of a row.

    Returns:
        float and bool, each `(batch, season, targets)`.
    """
    time, targets = ops.shape(values)[1], values.shape[-1]
    seasons = (time + season - 1) // season
    # Steps back from the end: `season` for phase 0, then one season more for each.
    back = season * ops.arange(1, seasons + 1, dtype="int32")[:, None]
    back = back - ops.arange(season, dtype="int32")  # (seasons, season)
    places = lengths[:, None] - ops.reshape(back, (1, -1))  # (batch, seasons * season)
    inside = ops.clip(places, 0, ops.maximum(time - 1, 0))
    found = gather_rows(values, inside)  # (batch, seasons * season, targets)
    seen = gather_rows(ops.cast(known, "float32"), inside) > 0
    seen = ops.logical_and(seen, places[..., None] >= 0)
    shape = (-1, seasons, season * targets)
    found, seen = ops.reshape(found, shape), ops.reshape(seen, shape)
    newest = ops.argmax(ops.cast(seen, "int32"), axis=1)[:, None]
    found = ops.take_along_axis(found, newest, axis=1)
    shape = (-1, season, targets)
    return ops.reshape(found, shape), ops.reshape(ops.any(seen, axis=1), shape)
