"""What `compile` was given, and what comes of it."""

from typing import Any

import keras

from seqkit.models.stock_losses import ACCURACY
from seqkit.models.stock_losses import check_loss
from seqkit.models.stock_losses import check_metric


def settle(model: keras.Model) -> None:
    """Check what the last `compile` was given, and forget what earlier ones were.

    A model cannot do so in `compile`: Keras reloads one that overrides it without its
    optimizer. And Keras keeps loss and metrics where `compile` is given none.

    Args:
        model: with `convention`, `accuracy` and `family_metrics` as of `TrainsOnIds`.

    Raises:
        ValueError: a loss or metric of Keras's reads targets or outputs wrongly.
    """
    given = model._compile_config.config  # the only record of it
    check_loss(given["loss"], model.convention)
    if given["loss"] is None:
        if given["loss_weights"] is not None:
            raise ValueError(
                "`loss_weights` weigh losses that `compile` is given. Received "
                f"{given['loss_weights']!r:.80} without `loss`. Leave it out."
            )
        model.loss = model._compile_loss = None
    asked = given["metrics"], given["weighted_metrics"]
    if asked == (None, None):
        model._compile_metrics = None
    elif model._compile_metrics is not None and not model._compile_metrics.built:
        chosen = [_chosen(model, metrics) for metrics in asked]
        names = model.output_names
        metrics = type(model._compile_metrics)(*chosen, output_names=names)
        # Untracked, as `compile` leaves it.
        vars(model)["_compile_metrics"] = metrics if any(chosen) else None


def _chosen(model: keras.Model, metrics: Any) -> Any:
    """Return the metrics with "accuracy" as the family counts it, each once."""
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
    """Set the mode of Keras's callbacks that are to find out which way is better.

    EarlyStopping and its like look for their score among the metrics of `compile`
    alone, where those of the family are not.

    Args:
        model: whose metrics say so by `_direction`, as Keras's own do.
        callbacks: as of `fit`.
    """
    directions = {
        metric.name: {"up": "max", "down": "min"}.get(metric._direction)
        for metric in model.metrics
        if hasattr(metric, "_direction")
    }
    callbacks = getattr(callbacks, "callbacks", callbacks)  # of a CallbackList
    for callback in keras.tree.flatten(callbacks):
        if getattr(callback, "mode", None) == "auto":
            score = str(callback.monitor).removeprefix("val_")
            callback.mode = directions.get(score) or "auto"
