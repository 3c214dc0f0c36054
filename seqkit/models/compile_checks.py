"""Checks of the arguments of `compile`, made before a model trains or evaluates.

This file also does two things that Keras leaves out: it removes the arguments of
earlier calls of `compile`, and sets the mode of callbacks that monitor a metric.
"""

from typing import Any

import keras

from seqkit.backend.keras_private import compile_arguments
from seqkit.backend.keras_private import direction_of
from seqkit.backend.keras_private import forget_loss
from seqkit.backend.keras_private import forget_metrics
from seqkit.backend.keras_private import has_new_metrics
from seqkit.backend.keras_private import replace_metrics
from seqkit.models.stock_losses import ACCURACY
from seqkit.models.stock_losses import check_loss
from seqkit.models.stock_losses import check_metric


def apply_last_compile(model: keras.Model) -> None:
    """Check the arguments of the last `compile`, and remove those of earlier calls.

    If the last call has no loss or no metrics, Keras keeps the loss or the metrics of
    an earlier call; here they are removed. `fit` and `evaluate` call this function. The
    model cannot override `compile` to call it, because Keras would then reload the
    model without the optimizer.

    Args:
        model: a `TrainsOnIds`. Its `convention`, `accuracy` and `family_metrics` are
            read.

    Raises:
        ValueError: a loss or metric of Keras expects targets or outputs in another form
            than the model's, or `loss_weights` are given without `loss`.
    """
    given = compile_arguments(model)
    check_loss(given["loss"], model.convention)
    if given["loss"] is None:
        if given["loss_weights"] is not None:
            raise ValueError(
                "`loss_weights` weigh the losses of `compile`. Received "
                f"{given['loss_weights']!r:.80} without `loss`. Leave it out."
            )
        forget_loss(model)
    asked = given["metrics"], given["weighted_metrics"]
    if asked == (None, None):
        forget_metrics(model)
    elif has_new_metrics(model):
        checked = [_checked_metrics(model, metrics) for metrics in asked]
        replace_metrics(model, *checked)


def _checked_metrics(model: keras.Model, metrics: Any) -> Any:
    """Return the metrics that Keras counts for an argument of `compile`, checked.

    If the model has an `accuracy`, the word "accuracy" is replaced by this metric, and
    names of metrics that the family counts already are left out.
    """
    flat = [] if metrics is None else keras.tree.flatten(metrics)
    counted = [metric.name for metric in model.family_metrics]
    if model.accuracy is not None:
        flat = [
            model.accuracy(name=metric) if metric in ACCURACY else metric
            for metric in flat
            if metric not in counted
        ]
    for metric in flat:
        check_metric(metric, model.convention)
    # For a model with several outputs the nest of `metrics` assigns metrics to outputs,
    # so it is kept. Nothing was replaced in `flat`: such models have no `accuracy`.
    return metrics if len(model.outputs) > 1 else flat or None


def set_callback_modes(model: keras.Model, callbacks: Any) -> None:
    """Replace the mode "auto" of callbacks by "max" or "min".

    EarlyStopping and ModelCheckpoint with `mode="auto"` search the metrics of `compile`
    for the score that they monitor, to find out whether a higher score is better. They
    do not find the metrics of a family there. This function searches all metrics of the
    model, and leaves the mode "auto" if a score is unknown.

    Args:
        model: model whose metrics are marked by `mark_direction`, or by Keras.
        callbacks: the argument of `fit`, a list, a `CallbackList`, or None.
    """
    modes = {metric.name: direction_of(metric) for metric in model.metrics}
    callbacks = getattr(callbacks, "callbacks", callbacks)  # a CallbackList
    for callback in keras.tree.flatten(callbacks):
        if getattr(callback, "mode", None) == "auto":
            score = str(callback.monitor).removeprefix("val_")
            callback.mode = modes.get(score) or "auto"
