from typing import Any

import keras
from keras import ops

from seqkit.backend.keras_private import mark_direction
from seqkit.models.stock_losses import DRAWINGS
from seqkit.models.target_checks import check_drawing_targets
from seqkit.models.training import TrainsOnIds
from seqkit.sample_weights import real_weights
from seqkit.types import Tensor


class TrainsOnDrawings(TrainsOnIds):
    """A mixin for Keras models that train on drawings: inputs and targets are equal.

    The model has the attributes `head`, a `MixtureDensity`, and `codec`. The loss is
    the reconstruction loss as published; the metric `nats_per_step` is a mean over the
    steps, with the end; with a latent vector `kl` is the mean divergence of a drawing.

    Reference: Ha & Eck 2017, eq. 9, https://arxiv.org/abs/1704.03477. The term of the
        pen is not computed for steps after the end, which are always equal.
    """

    data_call = "seqkit.data.drawings(drawings, model.codec)"
    answer_call = "model.reconstruct(drawings)"
    encode_call = "model.codec.encode(drawings)"
    convention = DRAWINGS
    accuracy = None

    def __init__(self, inputs: Any, outputs: Any, **kwargs: Any):
        metrics = [Mean("nats_per_step"), Mean("kl")]
        super().__init__(
            inputs,
            outputs,
            loss=self.reconstruction_loss,
            metrics=metrics[: len(keras.tree.flatten(outputs))],
            missing=False,
            **kwargs,
        )

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets have the shape of encoded drawings."""
        check_drawing_targets(y)

    def reconstruction_loss(self, y, y_pred, sample_weight=None) -> Tensor:
        """Return the nats of a drawing, divided by the points of the longest drawing.

        Args:
            y: float `(batch, time, 5)`, encoded drawings.
            y_pred: the outputs of the model.
            sample_weight: float `(batch,)` or `(batch, time)`.

        Returns:
            float32 `()`: the sum over all steps, divided by the rows and by
            `codec.longest`. With weights the mean of a step is a weighted mean.
        """
        nats, real = self._nats(y, keras.tree.flatten(y_pred)[0])
        weights = real_weights(real, sample_weight)  # (batch, time)
        mean = ops.sum(nats * weights) / ops.maximum(ops.sum(weights), 1e-7)
        steps = ops.sum(ops.cast(real, "float32"))
        rows = ops.cast(ops.shape(real)[0], "float32")
        return mean * steps / (rows * self.codec.longest)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Update and return the model's own metrics and those of `compile`."""
        raw, *divergence = keras.tree.flatten(y_pred)
        nats, real = self._nats(y, raw)
        per_step, *per_drawing = self.family_metrics
        per_step.update_state(nats, real_weights(real, sample_weight))
        for metric, values in zip(per_drawing, divergence, strict=True):
            metric.update_state(values)
        return keras.Model.compute_metrics(self, x, y, y_pred, sample_weight)

    def _nats(self, y, raw):
        """Return the nats of each step, and 1 for real steps: `(batch, time)` each."""
        y = ops.cast(y, "float32")
        known = ops.logical_not(ops.isnan(y))
        offsets, pens = self.head.log_likelihood(raw, ops.where(known, y, 0.0))
        ends = y[..., -1] > 0
        nats = -ops.where(ends, 0.0, offsets) - pens  # (batch, time)
        return ops.where(known[..., 0], nats, 0.0), ops.cast(known[..., 0], "int32")


@keras.saving.register_keras_serializable(package="seqkit")
class Mean(keras.metrics.Mean):
    """Average numbers of which smaller ones are better."""

    def __init__(self, name: str, **kwargs: Any):
        super().__init__(name=name, **kwargs)
        mark_direction(self, "min")
