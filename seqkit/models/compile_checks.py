"""Checks of the arguments of `compile`, made before a model trains or evaluates.

Also here: two things that Keras does not do itself. Arguments of earlier calls of
`compile` are removed, and callbacks learn which metrics are better if higher.
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

    If the last call has no loss or no metrics, Keras keeps those of an earlier call;
    here they are removed. `fit` and `evaluate` call this function, and not `compile`:
    a model that overrides `compile` is reloaded by Keras without its optimizer.

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
    # The nest of a model of several outputs assigns the metrics to the outputs, so it
    # is kept. No model of several outputs has an `accuracy` to put into it.
    return metrics if len(model.outputs) > 1 else flat or None


def set_callback_modes(model: keras.Model, callbacks: Any) -> None:
    """Set the mode of callbacks in mode "auto": "max" if a higher score is better.

    EarlyStopping and ModelCheckpoint with `mode="auto"` search the metrics of `compile`
    for the score that they monitor. The metrics of the model's family are not among
    them, so the search fails. Here all metrics of the model are searched.

    Args:
        model: its metrics are marked with a direction, as by `mark_direction`.
        callbacks: the argument of `fit`, a list, a `CallbackList`, or None.
    """
    modes = {metric.name: direction_of(metric) for metric in model.metrics}
    callbacks = getattr(callbacks, "callbacks", callbacks)  # a CallbackList
    for callback in keras.tree.flatten(callbacks):
        if getattr(callback, "mode", None) == "auto":
            score = str(callback.monitor).removeprefix("val_")
            callback.mode = modes.get(score) or "auto"
