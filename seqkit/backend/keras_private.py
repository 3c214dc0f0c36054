"""All private names of Keras that seqkit uses, with the reason for each.

A version of Keras may rename private names. They are only in this file, so that a
rename costs one edit; a test keeps them out of all other files.
"""

from typing import Any

import keras

# The argument of `evaluate` by which `fit` passes validation data that are prepared.
PREPARED_BY_FIT = "_use_cached_eval_dataset"
_DIRECTIONS = {"max": "up", "min": "down"}


def mark_direction(metric: keras.metrics.Metric, best: str) -> None:
    """Mark a metric as better if it is higher, or better if it is lower.

    Keras's callbacks in mode "auto" read this mark from Keras's own metrics. No public
    method sets it.

    Args:
        metric: a Keras metric.
        best: "max": higher is better; "min": lower is better.
    """
    metric._direction = _DIRECTIONS[best]


def direction_of(metric: keras.metrics.Metric) -> str | None:
    """Return the mark of a metric, "max" or "min"; None if it has no mark."""
    marked = getattr(metric, "_direction", None)
    return {up: best for best, up in _DIRECTIONS.items()}.get(marked)


def wrapped_function(metric: keras.metrics.MeanMetricWrapper) -> Any:
    """Return the function that a metric wraps.

    `get_config` also has the function, but in serialised form, which a lambda does not
    have.
    """
    return getattr(metric, "_fn", metric)


def compile_arguments(model: keras.Model) -> dict[str, Any]:
    """Return the arguments of the last `compile`, such as loss and metrics.

    `model.get_compile_config()` also has them, but in serialised form, which a function
    of the user does not have.
    """
    return model._compile_config.config


def forget_loss(model: keras.Model) -> None:
    """Remove the loss of an earlier `compile`, which Keras keeps if none is given."""
    model.loss = model._compile_loss = None


def forget_metrics(model: keras.Model) -> None:
    """Remove the metrics of an earlier `compile`, which Keras keeps like the loss."""
    model._compile_metrics = None


def has_new_metrics(model: keras.Model) -> bool:
    """Return whether `compile` set metrics that have not been built by a batch yet."""
    return model._compile_metrics is not None and not model._compile_metrics.built


def replace_metrics(model: keras.Model, metrics: Any, weighted_metrics: Any) -> None:
    """Replace the metrics of the last `compile`, without compiling.

    A second `compile` would drop the functions that were traced already.
    """
    kind = type(model._compile_metrics)
    new = kind(metrics, weighted_metrics, output_names=model.output_names)
    # Without Keras's `__setattr__`, which would track the attribute; `compile` leaves
    # it untracked.
    vars(model)["_compile_metrics"] = new if metrics or weighted_metrics else None


def last_state_on_jax(model: keras.Model) -> list[Any]:
    """Return the values of the model's variables after the last step of `fit` on JAX.

    While `fit` runs on JAX, Keras keeps the values outside of the variables. Otherwise
    the list is empty.
    """
    return keras.tree.flatten(getattr(model, "_jax_state", None) or {})


def all_layers(model: keras.Layer) -> list[keras.Layer]:
    """Return a model or layer and all layers in it, at any depth.

    `model.layers` has only the outermost layers, and a layer has no such attribute.
    TensorFlow's `TrackableView` misses layers in lists of lists.
    """
    return list(model._flatten_layers())


def added_metrics(model: keras.Model) -> list[keras.metrics.Metric]:
    """Return the list of a model's metrics other than those of `compile`, to change it.

    A metric in this list is logged as any other. Keras finds what it saves among the
    attributes of a model; a metric that is only in this list is in no saved file.
    """
    return model._metrics
