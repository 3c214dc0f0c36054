"""Measure the gradient that the optimizer of a model gets in `fit`."""

from contextlib import nullcontext
from typing import Any

import keras
from keras import ops

from seqkit.backend.keras_private import added_metrics
from seqkit.types import Tensor


class GradientMeter(keras.metrics.Metric):
    """Average the norm of the gradient, and the share of clipped updates.

    Keras resets it at the start of each epoch, and logs its results as those of any
    metric. It is in no saved file: see `keras_private.added_metrics`.

    Args:
        clips: bool, whether the optimizer clips gradients. False: there is no share.

    Attributes:
        shown: bool, whether `result` returns values. False during validation.
        measured: pair of the norm, and of whether it is clipped, of the step that is
            being traced; None before the gradient is known, and in `evaluate`.
    """

    def __init__(self, clips: bool) -> None:
        super().__init__(name="gradient_meter", dtype="float32")
        self.clips = clips
        self.shown = True
        self.measured = None
        for name in ("norms", "clipped", "updates"):
            setattr(self, name, self.add_weight(name=name, initializer="zeros"))

    def update_state(self, norm, clipped, counted):
        counted = ops.cast(counted, "float32")
        self.norms.assign_add(ops.where(counted > 0, norm, 0.0))
        self.clipped.assign_add(counted * ops.cast(clipped, "float32"))
        self.updates.assign_add(counted)

    def result(self):
        if not self.shown:
            return {}
        updates = ops.maximum(self.updates, 1.0)
        logs = {"gradient_norm": self.norms / updates}
        if self.clips:
            logs["clipped_updates"] = self.clipped / updates
        return logs


def attach(model: keras.Model) -> GradientMeter:
    """Make the training steps of a model measure the gradient, until `detach`.

    The step passes the gradient to the optimizer unchanged. The optimizer and the model
    get no variable that is saved.

    Args:
        model: compiled `keras.Model`.

    Returns:
        `GradientMeter`, which is among `model.metrics`.
    """
    detach(model)
    optimizer, kept = model.optimizer, _inner(model.optimizer)
    limits = kept.global_clipnorm, kept.clipnorm, kept.clipvalue
    strategy = getattr(model, "distribute_strategy", None)  # on TensorFlow
    with nullcontext() if strategy is None else strategy.scope():
        meter = GradientMeter(any(limits))
    name, place = _entrance()
    apply, compute_metrics = getattr(optimizer, name), model.compute_metrics

    def measuring(*args, **kwargs):
        values = args[0] if place else None
        measured = _measure(optimizer, limits, args[place], values)
        result = apply(*args, **kwargs)
        meter.measured = measured  # after `apply`, in which replicas take turns
        return result

    def counting(*args, **kwargs):
        if meter.measured is None:  # a step of `evaluate`
            logs = compute_metrics(*args, **kwargs)
            return {name: logs[name] for name in logs if name not in meter.result()}
        meter.update_state(*meter.measured)
        meter.measured = None
        return compute_metrics(*args, **kwargs)

    # Without Keras's `__setattr__`, which would track the attributes.
    vars(optimizer)[name] = measuring
    vars(model)["compute_metrics"] = counting
    added_metrics(model).append(meter)
    model.make_train_function(force=True)
    return meter


def detach(model: keras.Model) -> None:
    """Undo `attach`; a model that measures nothing is left as it is."""
    added = added_metrics(model)
    meters = [metric for metric in added if isinstance(metric, GradientMeter)]
    if not meters:
        return
    added[:] = [metric for metric in added if metric not in meters]
    vars(model.optimizer).pop(_entrance()[0], None)
    vars(model).pop("compute_metrics", None)
    model.make_train_function(force=True)


def _entrance():
    """Return the method that gets the gradient, and the place of its argument."""
    return ("stateless_apply", 1) if keras.backend.backend() == "jax" else ("apply", 0)


def _inner(optimizer: Any) -> Any:
    """Return the optimizer that clips; mixed precision wraps it in another one."""
    return getattr(optimizer, "inner_optimizer", optimizer)


def _measure(optimizer, limits, gradients, values) -> tuple[Tensor, Tensor, Tensor]:
    """Return a gradient's norm, whether it is clipped, and whether it is applied."""
    scope = nullcontext()
    if values is not None:
        mapping = list(zip(optimizer.variables, values, strict=True))
        scope = keras.StatelessScope(state_mapping=mapping)
    with scope:
        # In mixed precision the loss, and so the gradient, is scaled.
        scale = ops.cast(optimizer.scale_loss(ops.ones(())), "float32")
    given = [each / scale for each in gradients if each is not None]
    # The squares are those of Keras's clipping, also where a row of an embedding has
    # several entries in TensorFlow's sparse gradient.
    norms = ops.sqrt(ops.stack([ops.sum(ops.square(each)) for each in given]))
    norm = ops.sqrt(ops.sum(ops.square(norms)))
    whole, each, value = limits
    clipped = ops.zeros((), "bool")
    if whole:
        clipped = norm > whole
    elif each:
        clipped = ops.any(norms > each)
    elif value:
        largest = [ops.max(ops.abs(ops.convert_to_tensor(one))) for one in given]
        clipped = ops.max(ops.stack(largest)) > value
    # With a scaled loss, Keras leaves out an update whose gradient is not finite.
    scaled = optimizer is not _inner(optimizer)
    applied = ops.isfinite(norm) if scaled else ops.ones((), "bool")
    return norm, clipped, applied
