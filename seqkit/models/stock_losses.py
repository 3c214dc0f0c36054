"""Checks that losses and metrics of Keras read targets and outputs rightly."""

import inspect
from dataclasses import dataclass
from typing import Any

import keras

from seqkit.backend.keras_private import wrapped_function

ACCURACY = ("accuracy", "acc")


@dataclass(frozen=True)
class Convention:
    """The form of a family's targets and outputs, and the losses of Keras that read it.

    Args:
        says: str, the form of `y` and `y_pred`, for errors.
        fitting: dict from the name of a class or function of Keras to the arguments
            with which it reads targets and outputs rightly.
        loss: str, the advice of an error about a loss.
        metric: str, the advice of an error about a metric.
    """

    says: str
    fitting: dict[str, dict[str, Any]]
    loss: str
    metric: str


TOKENS = Convention(
    "`y` are ids, 0 on padding, and `y_pred` are logits",
    {"SparseCategoricalCrossentropy": {"from_logits": True, "ignore_class": 0}},
    "Leave `loss` out for the mean nats of a real token, or give "
    "`seqkit.losses.TokenCrossEntropy()`",
    "Give `seqkit.metrics.TokenAccuracy()`; `nats_per_token` is counted without",
)
TAGS = Convention(
    "`y` are tags from 1 on, 0 on padding, and `y_pred` are logits of tags from 0 on",
    {},
    "Leave `loss` out for the loss of the family",
    "Leave `metrics` out: `tag_accuracy`, and with labels `label_accuracy`, are "
    "counted over real words",
)
LABEL = Convention(
    "`y` are places of labels, int (batch,), and `y_pred` are logits",
    {
        "SparseCategoricalCrossentropy": {"from_logits": True},
        "SparseCategoricalAccuracy": {},
        "SparseTopKCategoricalAccuracy": {},
        "sparse_categorical_accuracy": {},
        "sparse_top_k_categorical_accuracy": {},
    },
    "Leave `loss` out for the labels' cross-entropy, or give "
    "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`",
    "Leave `metrics` out: `accuracy` is counted without",
)
LABELS = Convention(
    "`y` are 0 and 1, (batch, labels), and `y_pred` are logits",
    {
        "BinaryCrossentropy": {"from_logits": True},
        "BinaryAccuracy": {"threshold": 0.0},
        "AUC": {"from_logits": True},
    },
    "Leave `loss` out for the labels' cross-entropy, or give "
    "`keras.losses.BinaryCrossentropy(from_logits=True)`",
    "Leave `metrics` out: `accuracy` is counted without",
)


def check_loss(loss: Any, convention: Convention) -> None:
    """Raise ValueError for a loss of Keras that reads targets or outputs wrongly."""
    for item in keras.tree.flatten(loss):
        if item is not None and not _fits(item, keras.losses, convention):
            raise ValueError(_refusal("loss", item, convention, convention.loss))


def check_metric(metric: Any, convention: Convention) -> None:
    """Raise ValueError for a metric of Keras that reads targets or outputs wrongly."""
    if metric is not None and not _fits(metric, keras.metrics, convention):
        raise ValueError(_refusal("metrics", metric, convention, convention.metric))


def _fits(item, room, convention):
    """Return whether an item is the user's own, or one of Keras that fits."""
    if isinstance(item, str) and item not in (*ACCURACY, "crossentropy", "ce"):
        item = room.get(item)
    if isinstance(item, str):
        return False
    wrapped = type(item) is keras.metrics.MeanMetricWrapper
    item = wrapped_function(item) if wrapped else item
    named = inspect.isroutine(item) or inspect.isclass(item)
    kind = item if named else type(item)
    if kind.__module__.split(".")[0] != "keras":
        return True
    wanted = convention.fitting.get(kind.__name__)
    config = {} if named else item.get_config()
    return wanted is not None and wanted.items() <= config.items()


def _refusal(argument, item, convention, remedy):
    """Return the message about an item of `compile`."""
    name = repr(item) if isinstance(item, str) else getattr(item, "__name__", None)
    return (
        f"`{argument}` of `compile` gets these from the model: {convention.says}. "
        f"Received {name or type(item).__name__}, which expects another form. "
        f"{remedy}. "
        "A function or class of your own gets both as they are."
    )
