"""`explain.find_cells`: the cells that predict properties of a text best."""

import random
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.explain.found_cells import FoundCell
from seqkit.explain.found_cells import FoundCells
from seqkit.explain.rank_scores import unit_scores
from seqkit.explain.read_windows import read_windows
from seqkit.explain.read_windows import tokens_of
from seqkit.explain.read_windows import unknown_tokens
from seqkit.messages import show

MOST = 10  # the most cells that are kept for each property
MOST_UNKNOWN = 0.01  # the largest share of unknown tokens
LARGEST = 60_000  # of float16


def find_cells(
    model: keras.Model,
    text: str,
    properties: Mapping[str, Any],
    *,
    seed: int = 0,
) -> FoundCells:
    """Find the cells that alone predict properties of the tokens of a text.

    The value of a cell after a step (h, and c of the LSTM) is compared with the
    property of the token that the step read. The cell is picked on the first half of
    the text, and its score is measured on the second half, as is that of the cell that
    is found in the same way in a model with random weights.

    A bool property is measured by the area under the ROC curve (AUC): the probability
    that the cell is higher where the property is true; 0.5 is chance. A number is
    measured by the absolute correlation, Pearson's, or Spearman's if it is larger on
    the first half. Cells may be higher or lower where the property is.

    Args:
        model: a model that `explain.cells` takes.
        text: str, best one that the model was not trained on.
        properties: dict from a name to bool or float `(tokens,)`, such as
            `text_properties(text)`; an int is a number.
        seed: int, of the random weights.

    Returns:
        `FoundCells`, with the best ten cells of each property.

    Raises:
        TypeError: the model reads no texts, or not by recurrent layers; or `properties`
            are no dict.
        ValueError: the text is empty, or more than a hundredth of its tokens are
            unknown to the model; or a property has more or fewer values than there are
            tokens, is not finite, or has one value only in a half of the text.

    Reference:
        Karpathy et al. 2015, section 4.2, https://arxiv.org/abs/1506.02078, who looked
        for such cells by eye; Radford et al. 2017, https://arxiv.org/abs/1704.01444.

    Example:
    >>> print(explain.find_cells(model, text, explain.text_properties(text, "c")))
    property        cell                measure   picked  score  random
    inside comment  layer 1, h 401 (+)  AUC        0.991  0.990   0.702
    """
    tokens = tokens_of(model, text)
    _check_known(tokens, unknown_tokens(model, text, tokens))
    seed = whole_number("seed", seed, least=0)
    properties = _checked(properties, len(tokens))
    ranks = _ranked(_states_of(model, text, len(tokens)), properties, MOST)
    other = _random_twin(model, seed)
    floor = _ranked(_states_of(other, text, len(tokens)), properties, 1)
    return FoundCells(ranks, {name: found[0] for name, found in floor.items()})


def _states_of(model, text, steps):
    """Return h and c of all layers, dict from (layer, part) to `(steps, units)`.

    In float16, half the memory: 11 bits are enough for ranks and correlations.
    """
    states, done = {}, 0
    for window in read_windows(model, text):
        for layer, parts in enumerate(window):
            for name in {"h", "c"} & {*parts}:
                read = parts[name]
                if (layer, name) not in states:
                    states[layer, name] = np.empty((steps, read.shape[1]), np.float16)
                read = np.clip(read, -LARGEST, LARGEST)
                states[layer, name][done : done + len(read)] = read
        done += len(window[0]["h"])
    return dict(sorted(states.items()))


def _ranked(states, properties, most):
    """Return the best cells of each property, a dict to lists of `FoundCell`."""
    half = len(next(iter(states.values()))) // 2
    first = {name: values[:half] for name, values in properties.items()}
    picked = {name: [] for name in properties}
    for (layer, part), values in states.items():
        for name, measures in unit_scores(values[:half], first).items():
            found = _strongest(measures, most)
            picked[name] += [(*each, layer, part) for each in found]
    return {
        name: [
            _measured(each, states, values[half:], half)
            for each in sorted(picked[name], key=lambda each: -each[0])[:most]
        ]
        for name, values in properties.items()
    }


def _strongest(measures, most):
    """Return (strength, measure, score, unit) of the best units.

    The strength of a score is its distance from chance, from 0 to 1.
    """
    names = list(measures)
    scores = np.stack([measures[name] for name in names])  # (measures, units)
    strengths = np.abs(2 * scores - 1) if names == ["AUC"] else np.abs(scores)
    which = strengths.argmax(axis=0)  # (units,)
    best = strengths.max(axis=0)
    return [
        (best[unit], names[which[unit]], scores[which[unit], unit], unit)
        for unit in np.argsort(-best, kind="stable")[:most]
    ]


def _measured(picked, states, values, half):
    """Return a picked cell with its score on the second half of the text."""
    _, measure, score, unit, layer, part = picked
    cell = states[layer, part][half:, unit : unit + 1]
    again = unit_scores(cell, {"": values})[""][measure][0]
    below = 0.5 if measure == "AUC" else 0.0
    sign = 1 if score >= below else -1
    if sign < 0:
        score, again = 2 * below - score, 2 * below - again
    return FoundCell(layer, part, int(unit), measure, sign, float(score), float(again))


def _random_twin(model, seed):
    """Return a model of the same architecture with random weights."""
    # Keras draws the seeds of all initial weights from Python's generator.
    before = random.getstate()
    random.seed(seed)
    try:
        config = keras.saving.serialize_keras_object(model)
        return keras.saving.deserialize_keras_object(config)
    finally:
        random.setstate(before)


def _check_known(tokens, unknown):
    """Raise ValueError if more than a hundredth of the tokens are unknown."""
    if len(unknown) > MOST_UNKNOWN * len(tokens):
        raise ValueError(
            "Cells are found on a text that the model can read. Received "
            f"{len(unknown):,} of {len(tokens):,} tokens that its vocabulary does not "
            f"have: {show(dict.fromkeys(unknown))}. Give a text like those of its "
            "training, or replace these tokens."
        )


def _checked(properties, steps):
    """Return properties as bool or float64 arrays `(steps,)`."""
    if not isinstance(properties, Mapping) or not properties:
        raise TypeError(
            "`properties` are a dict from a name to a value for each token, with at "
            f"least one name. Received {properties!r:.80} of type "
            f'{type(properties).__name__}. Give `{{"quotes": mask}}`, or '
            "`explain.text_properties(text)`."
        )
    return {
        str(name): _checked_values(str(name), values, steps)
        for name, values in properties.items()
    }


def _checked_values(name, values, steps):
    values = np.asarray(list_of(values, f"properties[{name!r}]", "bool or float"))
    if values.shape != (steps,):
        raise ValueError(
            f"A property has a value for each of the {steps:,} tokens of the text. "
            f"Received shape {values.shape} for {name!r}. Compute the property from "
            "the same text, with one value for each token."
        )
    if values.dtype != bool:
        values = _as_numbers(name, values)
    for half, part in (
        ("first", values[: steps // 2]),
        ("second", values[steps // 2 :]),
    ):
        if not len(part) or (part == part[0]).all():
            raise ValueError(
                "A cell can predict a property that changes in both halves of the "
                f"text. Received {name!r}, which is constant in the {half} half. "
                "Leave the property out, or give a longer text."
            )
    return values


def _as_numbers(name, values):
    """Return numbers as float64; raise ValueError unless all are finite."""
    try:
        numbers = values.astype(float)
    except (TypeError, ValueError):
        numbers = np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise ValueError(
            "The values of a property are bools or finite numbers. "
            f"Received {name!r} with other values. Replace NaN and texts by numbers."
        )
    return numbers
