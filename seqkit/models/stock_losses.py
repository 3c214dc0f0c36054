"""Checks that losses and metrics of Keras fit the targets and outputs of a model.

For example, Keras's cross-entropy would count padding, and `from_logits=False` would
take logits for probabilities. `compile_checks` calls these checks.
"""

import inspect
from dataclasses import dataclass
from dataclasses import replace
from typing import Any

import keras

from seqkit.backend.keras_private import wrapped_function

ACCURACY = ("accuracy", "acc")


@dataclass(frozen=True)
class Convention:
    """The form of a family's targets and outputs, and the losses of Keras for it.

    Args:
        form: str, the form of `y` and `y_pred` in words, for errors.
        accepted: dict from the name of each accepted loss or metric of Keras, a class
            or a function, to the arguments that it must have.
        loss_advice: str, the fix in an error about a loss.
        metric_advice: str, the fix in an error about a metric.
        metrics_only: bool, whether only metrics are accepted, no losses of these names.
    """

    form: str
    accepted: dict[str, dict[str, Any]]
    loss_advice: str
    metric_advice: str
    metrics_only: bool = False


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
FORECASTS = Convention(
    "`y` are numbers (batch, horizon, targets), and `y_pred` are the raw numbers of a "
    "distribution of scaled values",
    {
        name: {}
        for name in ("MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError")
    },
    "Leave `loss` out for the loss of the model's `output`",
    "Leave `metrics` out: `mae` is counted without; or give "
    "`keras.metrics.RootMeanSquaredError()`, which gets point forecasts",
    metrics_only=True,
)
TRANSCRIPTS = Convention(
    "`y` are ids of transcripts, 0 on padding, and `y_pred` are logits of all steps "
    "and the lengths of rows",
    {},
    "Leave `loss` out for the nats of a transcript by CTC; `keras.losses.CTC` would "
    "take padding for steps",
    "Leave `metrics` out: `token_error_rate` is counted without",
)
DRAWINGS = Convention(
    "`y` are encoded drawings, NaN on padding, and `y_pred` are the raw numbers of "
    "mixtures of distributions",
    {},
    "Leave `loss` out for the nats of the offsets and the pen",
    "Leave `metrics` out: `nats_per_step` is counted without",
)


def check_loss(loss: Any, convention: Convention) -> None:
    """Raise ValueError for a loss of Keras that does not fit targets and outputs.

    Args:
        loss: the argument `loss` of `compile`, a loss or a nest of losses.
        convention: `Convention` of the model.
    """
    allowed = (
        replace(convention, accepted={}) if convention.metrics_only else convention
    )
    for item in keras.tree.flatten(loss):
        if item is not None and not _fits(item, keras.losses, allowed):
            raise ValueError(_refusal("loss", item, convention, convention.loss_advice))


def check_metric(metric: Any, convention: Convention) -> None:
    """Raise ValueError for a metric of Keras that does not fit targets and outputs.

    Args:
        metric: one metric of `compile`, or None.
        convention: `Convention` of the model.
    """
    if metric is not None and not _fits(metric, keras.metrics, convention):
        advice = convention.metric_advice
        raise ValueError(_refusal("metrics", metric, convention, advice))


def _fits(item, module, convention):
    """Return whether a loss or metric is the user's own, or accepted from Keras.

    The name of a loss or metric is looked up in `module`, such as `keras.losses`.
    """
    if isinstance(item, str) and item not in (*ACCURACY, "crossentropy", "ce"):
        item = module.get(item)
    if isinstance(item, str):
        return False
    wrapped = type(item) is keras.metrics.MeanMetricWrapper
    item = wrapped_function(item) if wrapped else item
    named = inspect.isroutine(item) or inspect.isclass(item)
    kind = item if named else type(item)
    if kind.__module__.split(".")[0] != "keras":
        return True
    wanted = convention.accepted.get(kind.__name__)
    config = {} if named else item.get_config()
    return wanted is not None and wanted.items() <= config.items()


def _refusal(argument, item, convention, advice):
    """Return the error message about a loss or metric of `compile`."""
    name = repr(item) if isinstance(item, str) else getattr(item, "__name__", None)
    return (
        f"`{argument}` of `compile` gets these from the model: {convention.form}. "
        f"Received {name or type(item).__name__}, which expects another form. "
        f"{advice}. "
        "A function or class of your own gets both as they are."
    )
