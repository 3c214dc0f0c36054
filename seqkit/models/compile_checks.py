"""Checks of the arguments of `compile`, and the effects that Keras leaves out."""

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


def settle(model: keras.Model) -> None:
    """Check the arguments of the last `compile`, and forget those of earlier ones.

    Keras keeps loss and metrics of an earlier `compile` where the last one is given
    none. A model cannot check in `compile` itself: Keras reloads a model that overrides
    `compile` without its optimizer.

    Args:
        model: with `convention`, `accuracy` and `family_metrics` as of `TrainsOnIds`.

    Raises:
        ValueError: a loss or metric of Keras's reads targets or outputs wrongly.
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
        replace_metrics(model, *[_chosen(model, metrics) for metrics in asked])


def _chosen(model: keras.Model, metrics: Any) -> Any:
    """Return metrics of `compile`, "accuracy" as the family's own, each metric once."""
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
    return metrics if len(model.outputs) > 1 else flat or None


def direct(model: keras.Model, callbacks: Any) -> None:
    """Set the mode of callbacks that should find out whether less or more is better.

    EarlyStopping and others in mode "auto" look for their score among the metrics of
    `compile` alone, and the family's metrics are not among those.

    Args:
        model: whose metrics say it, as Keras's own do.
        callbacks: as of `fit`.
    """
    modes = {metric.name: direction_of(metric) for metric in model.metrics}
    callbacks = getattr(callbacks, "callbacks", callbacks)  # of a CallbackList
    for callback in keras.tree.flatten(callbacks):
        if getattr(callback, "mode", None) == "auto":
            score = str(callback.monitor).removeprefix("val_")
            callback.mode = modes.get(score) or "auto"
