import os
from collections.abc import Mapping
from typing import Any

import keras
from keras import ops

from seqkit.models.stock_losses import FORECASTS
from seqkit.models.target_checks import check_forecast_targets
from seqkit.models.training import TrainsOnIds
from seqkit.types import Tensor


class TrainsOnForecasts(TrainsOnIds):
    """A mixin for Keras models that train on windows of numbers and what follows.

    The model has the attributes `distribution` and `scale_window` and the methods
    `measure` and `point`. Targets are raw numbers; the loss is computed of scaled ones,
    the metric `mae` in the units of the data. Unknown targets, NaN, have no weight.
    """

    data_call = "seqkit.data.windows(table, model.codec, model.horizon, model.window)"
    answer_call = "model.forecast(table)"
    encode_call = "model.codec.encode(table)"
    convention = FORECASTS
    accuracy = None

    def __init__(self, inputs: Any, outputs: Any, **kwargs: Any):
        # NaN is a missing value here, which `WindowScale` and `RealSteps` replace.
        super().__init__(
            inputs,
            outputs,
            loss=self.mean_loss,
            metrics=[keras.metrics.MeanAbsoluteError(name="mae")],
            missing=True,
            **kwargs,
        )

    def _prepared(self, x, y=None):
        if _is_table(x):
            raise TypeError(
                "The model trains on windows of numbers. Received a table. Build them "
                f"from it: `model.fit({self.data_call})`."
            )
        return super()._prepared(x, y)

    def _refuse_texts(self, x):
        if _is_table(x):
            raise TypeError(
                "The model reads windows of numbers. Received a table. Call "
                f"`{self.answer_call}`."
            )
        super()._refuse_texts(x)

    def mean_loss(self, y, y_pred, sample_weight=None) -> Tensor:
        """Return the mean loss of the known scaled targets; a function of a loss.

        Args:
            y: float `(batch, horizon, targets)`, scaled; NaN is unknown.
            y_pred: float `(batch, horizon, targets, width)`.
            sample_weight: float `(batch,)`, `(batch, horizon)`, or of the shape of `y`.
        """
        weights = _weights(y, sample_weight)
        losses = self.distribution.loss(ops.where(weights > 0, y, 0.0), y_pred)
        total = ops.sum(ops.where(weights > 0, losses * weights, 0.0))
        return total / ops.maximum(ops.sum(weights), 1e-7)

    def check_targets(self, y, y_pred):
        check_forecast_targets(y, y_pred)

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Return the loss of the targets, scaled like the past of their windows."""
        self.check_targets(y, y_pred)
        scaled, _, _ = self.measure(x["past"])
        known = ops.isfinite(y)
        # The transform of 1 is finite, and so is its gradient.
        moved = self.scale_window.scale(ops.where(known, y, 1.0), scaled)
        moved = ops.where(known, moved, float("nan"))
        return super().compute_loss(x, moved, y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Update and return the metrics, of point forecasts in the units of the data.

        Metrics of `compile` get the forecast itself in place of an unknown target.
        """
        scaled, _, _ = self.measure(x["past"])
        values = self.point(y_pred, scaled)
        weights = _weights(y, sample_weight)
        known = ops.where(weights > 0, ops.cast(y, values.dtype), values)
        (mae,) = self.family_metrics
        # Keras's metric would average over the last axis before it weighs.
        mae.update_state(known[..., None], values[..., None], weights)
        return keras.Model.compute_metrics(self, x, known, values, sample_weight)


def _is_table(x):
    """Return whether inputs are a pandas table, a dict of columns, or a path."""
    named = isinstance(x, Mapping) and "past" not in x
    return named or hasattr(x, "iloc") or isinstance(x, str | os.PathLike)


def _weights(y, sample_weight):
    """Return the weight of each target, 0 if it is unknown; float32, shape of `y`."""
    known = ops.cast(ops.isfinite(y), "float32")
    if sample_weight is None:
        return known
    weights = ops.cast(sample_weight, "float32")
    for _ in range(len(y.shape) - len(weights.shape)):
        weights = weights[..., None]
    return known * weights
