"""Every underscored name of Keras that seqkit needs, and why no public one will do.

Keras may rename any of them in any version. They stand in this one file, so that a
rename costs one edit; a test keeps them out of all other files.
"""

from typing import Any

import keras

# `fit` gives its validation data to `evaluate` under this name, already prepared.
PREPARED_BY_FIT = "_use_cached_eval_dataset"
_DIRECTIONS = {"max": "up", "min": "down"}


def mark_direction(metric: keras.metrics.Metric, best: str) -> None:
    """Mark whether more or less of a metric is better.

    Keras's own callbacks ask its metrics so in mode "auto", and no constructor takes
    the answer.

    Args:
        metric: a Keras metric.
        best: "max" or "min".
    """
    metric._direction = _DIRECTIONS[best]


def direction_of(metric: keras.metrics.Metric) -> str | None:
    """Return "max" or "min" as the metric is marked, or None."""
    marked = getattr(metric, "_direction", None)
    return {up: best for best, up in _DIRECTIONS.items()}.get(marked)


def wrapped_function(metric: keras.metrics.MeanMetricWrapper) -> Any:
    """Return the function that a metric was made of.

    `get_config` has it too, but serialises it, and a lambda has no serial form.
    """
    return getattr(metric, "_fn", metric)


def compile_arguments(model: keras.Model) -> dict[str, Any]:
    """Return the loss, metrics and weights that the last `compile` was given.

    `model.get_compile_config()` has them too, but serialises them, and a function of
    the user's own has no serial form.
    """
    return model._compile_config.config


def forget_loss(model: keras.Model) -> None:
    """Remove the loss of an earlier `compile`, which Keras keeps without a new one."""
    model.loss = model._compile_loss = None


def forget_metrics(model: keras.Model) -> None:
    """Remove the metrics of an earlier `compile`, kept as its loss is."""
    model._compile_metrics = None


def has_new_metrics(model: keras.Model) -> bool:
    """Return whether `compile` was given metrics that no batch has reached yet."""
    return model._compile_metrics is not None and not model._compile_metrics.built


def replace_metrics(model: keras.Model, metrics: Any, weighted_metrics: Any) -> None:
    """Put other metrics in place of those of the last `compile`, without compiling.

    A second `compile` would forget the functions that are traced already.
    """
    kind = type(model._compile_metrics)
    new = kind(metrics, weighted_metrics, output_names=model.output_names)
    # Past Keras's `__setattr__`, so that it stays untracked, as `compile` leaves it.
    vars(model)["_compile_metrics"] = new if metrics or weighted_metrics else None


def last_state_on_jax(model: keras.Model) -> list[Any]:
    """Return the values of the last step on JAX, or nothing.

    While `fit` runs on JAX the model's variables are empty, and their values are here.
    """
    return keras.tree.flatten(getattr(model, "_jax_state", None) or {})


def all_layers(model: keras.Layer) -> list[keras.Layer]:
    """Return a model and all layers in it, at any depth.

    `model.layers` has the outermost ones alone, and a layer has no such list;
    TensorFlow's `TrackableView` misses layers in lists of lists.
    """
    return list(model._flatten_layers())
