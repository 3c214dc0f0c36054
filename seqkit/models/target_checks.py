"""Checks of the shapes of targets and weights, before a model trains or evaluates."""

from typing import Any

import keras
from keras import ops

from seqkit.types import Tensor

ROW = "(batch,)"


def check_one(name: str, array: Any, form: str) -> None:
    """Raise ValueError if an argument is None, a list or another nest: not one array.

    Args:
        name: str, the name of the argument.
        array: the argument.
        form: str, the expected form in words, for the error.
    """
    if keras.tree.is_nested(array) or array is None:
        kind = "None" if array is None else f"a {type(array).__name__} of {len(array)}"
        raise ValueError(f"`{name}` is {form}. Received {kind}. Give one array.")


def check_steps(y: Tensor, y_pred: Tensor, form: str, advice: str) -> None:
    """Raise ValueError unless targets have a target for each step of the outputs.

    Args:
        y: the targets, `(batch, time)` if they are right.
        y_pred: the outputs, `(batch, time, …)`.
        form: str, the expected targets in words, for the error.
        advice: str, how to convert other targets, for the error.
    """
    check_one("y", y, f"{form} of shape (batch, time)")
    shape, wanted = shape_of(y), (None, y_pred.shape[1])
    # Only the steps are compared: the arrays of `fit` have more rows than the symbolic
    # outputs of a stateful model, which have the size of one batch.
    known = shape is None or (
        len(shape) == 2 and (None in (shape[1], wanted[1]) or shape[1] == wanted[1])
    )
    if not known:
        raise ValueError(
            f"`y` is {form} of shape (batch, time), one for each step of the outputs, "
            f"{wanted} here. Received shape {shape}. {advice}"
        )


def shape_of(array: Any) -> tuple | None:
    """Return the shape of an array; None for a TensorFlow tensor of unknown rank."""
    try:
        return tuple(array.shape)
    except ValueError:
        return None


def check_token_targets(y: Any, y_pred: Tensor) -> None:
    """Raise ValueError unless targets have the shape of ids, one for each step."""
    check_steps(
        y, y_pred, "the ids to predict, int,", "One-hot ones are `y.argmax(axis=-1)`."
    )


def check_label_targets(y: Any, y_pred: Tensor, multi_label: bool) -> None:
    """Raise ValueError unless targets have the shape of labels.

    Args:
        y: the targets: places of labels `(batch,)`, or with `multi_label` 0 and 1 for
            each label `(batch, labels)`.
        y_pred: the outputs, `(batch, labels)`.
        multi_label: bool, whether a row has any number of labels rather than one.
    """
    labels = y_pred.shape[-1]
    wanted = f"(batch, {labels})" if multi_label else ROW
    form = f"the place of each label, int {ROW}"
    if multi_label:
        form = f"0 and 1 for each label, float {wanted}"
    check_one("y", y, form)
    shape = shape_of(y)
    if shape is None:
        return
    if multi_label and (len(shape) != 2 or shape[1] not in (labels, None)):
        advice = "`seqkit.data.labelled` makes them of lists of labels."
    elif not multi_label and not (len(shape) == 1 or shape[1:] == (1,)):
        advice = "One-hot ones are `y.argmax(axis=-1)`; for several labels a text give "
        advice += "`multi_label=True`."
    else:
        return
    raise ValueError(f"`y` is {form}. Received shape {shape}. {advice}")


def check_forecast_targets(y: Any, y_pred: Tensor) -> None:
    """Raise ValueError unless targets have a number for each forecast value.

    Args:
        y: the targets, `(batch, horizon, targets)` if they are right.
        y_pred: the outputs, `(batch, horizon, targets, width)`.
    """
    wanted = tuple(y_pred.shape[1:3])
    form = f"the numbers to forecast, float (batch, {wanted[0]}, {wanted[1]})"
    check_one("y", y, form)
    shape = shape_of(y)
    if shape is not None and (len(shape) != 3 or shape[1:] != wanted):
        raise ValueError(
            f"`y` is {form}. Received shape {shape}. "
            "Inputs and targets are built by "
            "`seqkit.data.windows(table, model.codec, model.horizon, model.window)`."
        )


def check_transcript_targets(y: Any) -> None:
    """Raise ValueError unless targets have the shape of the ids of texts."""
    form = "the ids of the transcripts, int (batch, tokens)"
    check_one("y", y, form)
    shape = shape_of(y)
    if shape is not None and len(shape) != 2:
        raise ValueError(
            f"`y` is {form}. Received shape {shape}. Inputs and targets are built by "
            "`seqkit.data.transcripts(sounds, texts, model.codec, model.vocabulary)`."
        )


def check_drawing_targets(y: Any) -> None:
    """Raise ValueError unless targets have the shape of encoded drawings."""
    form = "the encoded drawings, equal to the inputs, float (batch, time, 5)"
    check_one("y", y, form)
    shape = shape_of(y)
    if shape is not None and (len(shape) != 3 or shape[-1] not in (5, None)):
        raise ValueError(
            f"`y` is {form}. Received shape {shape}. Inputs and targets are built by "
            "`seqkit.data.drawings(drawings, model.codec)`."
        )


def weights_of_both(weights: Any) -> tuple[Tensor | None, Tensor | None]:
    """Return the sample weights of tags, and those of labels, for a tagger with both.

    Args:
        weights: `sample_weight` of `fit`: a pair, or one array `(batch,)` for both, or
            None.

    Returns:
        The weights of the tags and the weights of the label, `(batch,)`; or two None.

    Raises:
        ValueError: `weights` have another form.
    """
    if weights is None:
        return None, None
    if isinstance(weights, list | tuple) and len(weights) == 2:
        return weights[0], rows_of(weights[1])
    shape = None if keras.tree.is_nested(weights) else weights.shape
    # In a graph for weights of shape (batch,) and (batch, 1), TensorFlow does not know
    # the rank.
    if shape is not None and getattr(shape, "rank", 1) is None:
        shape = (None,)
    if shape and (len(shape) == 1 or tuple(shape[1:]) == (1,)):
        return rows_of(weights), rows_of(weights)
    received = f"shape {tuple(shape)}" if shape else f"a {type(weights).__name__}"
    raise ValueError(
        "`sample_weight` of tags and label is a pair: (batch, time) or (batch,) for "
        f"the tags and {ROW} for the label; or one array {ROW} for both. "
        f"Received {received}. For example give `(weights, keras.ops.ones(batch))`."
    )


def rows_of(weights: Tensor | None) -> Tensor | None:
    """Return weights of rows, `(batch,)` or `(batch, 1)`, as `(batch,)`."""
    return None if weights is None else ops.reshape(weights, (-1,))


def check_class_weight(weights: Any, labels: list[str]) -> None:
    """Raise ValueError unless `class_weight` of `fit` has weights for places of labels.

    Args:
        weights: dict from int, the place of a label in `labels`, to float.
        labels: list of str, the labels of the model.
    """
    places = dict(enumerate(labels))
    known = isinstance(weights, dict) and weights.keys() <= places.keys()
    if not known or not all(0 <= weight < float("inf") for weight in weights.values()):
        raise ValueError(
            "`class_weight` is a dict from the places of labels to numbers of 0 or "
            f"more; the labels are {places}. Received {weights!r:.200}. "
            "Weights by name are an argument of the model: "
            "`SequenceClassifier(…, class_weights={label: weight})`."
        )


def refuse_class_weight(family: str) -> None:
    """Raise ValueError: a model with a target for each step takes no `class_weight`.

    Args:
        family: str, name of the model's class, for the error.
    """
    raise ValueError(
        f"`class_weight` weighs rows by their one class, and a `{family}` has a target "
        "for each step. Give `sample_weight` of shape (batch, time), or the same as "
        "the third part of each batch of a data set: "
        "`np.take(weight_of_target, y)`."
    )
