"""Score how well each unit alone predicts a property, for all units at once."""

import numpy as np

BLOCK = 64  # units that are ranked together, which bounds the memory


def average_ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value in its column, counted from 1.

    Equal values get the mean of their ranks.

    Args:
        values: float `(steps, units)`, at least one step.

    Returns:
        float64 `(steps, units)`.

    Example:
    >>> average_ranks(np.array([[5.0], [7.0], [5.0]]))
    [[1.5], [3.], [1.5]]
    """
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    places = np.arange(len(values))[:, None]
    changes = ordered[1:] != ordered[:-1]  # (steps - 1, units)
    edge = np.ones((1, values.shape[1]), bool)
    # The first and the last place of each group of equal values.
    first = np.where(np.concatenate([edge, changes]), places, 0)
    first = np.maximum.accumulate(first, axis=0)
    last = np.where(np.concatenate([changes, edge]), places, len(values))
    last = np.minimum.accumulate(last[::-1], axis=0)[::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=0)
    return ranks


def aucs(ranks: np.ndarray, masks: np.ndarray) -> np.ndarray:
    """Return the area under the ROC curve of each unit for each mask.

    The area is the probability that the unit is higher at a step of the mask than at
    another step (Mann & Whitney 1947); 0.5 is chance.

    Args:
        ranks: float `(steps, units)`, as `average_ranks` returns them.
        masks: bool `(properties, steps)`, each with both values.

    Returns:
        float64 `(properties, units)`.
    """
    masks = masks.astype(float)
    inside = masks.sum(axis=1, keepdims=True)  # (properties, 1)
    outside = masks.shape[1] - inside
    return (masks @ ranks - inside * (inside + 1) / 2) / (inside * outside)


def correlations(values: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return Pearson's correlation of each unit with each row of numbers.

    Of ranks it is Spearman's correlation. A unit that never changes has 0.

    Args:
        values: float `(steps, units)`.
        numbers: float `(properties, steps)`, no row of which is constant.

    Returns:
        float64 `(properties, units)`, from -1 to 1.
    """
    return _standard(numbers.T).T @ _standard(values)


def _standard(columns):
    """Return columns moved to mean 0 and scaled to norm 1; zeros for constant ones."""
    columns = columns.astype(float)
    centred = columns - columns.mean(axis=0)
    norms = np.linalg.norm(centred, axis=0)
    # Below this, all that is left are rounding errors of the mean.
    least = 1e-12 * np.sqrt(len(columns)) * np.abs(columns).max(axis=0)
    return np.where(norms > least, centred, 0) / np.where(norms > least, norms, 1)


def unit_scores(
    values: np.ndarray, properties: dict[str, np.ndarray]
) -> dict[str, dict[str, np.ndarray]]:
    """Return how well each unit predicts each property, by each measure.

    Args:
        values: float `(steps, units)`.
        properties: dict from a name to bool or float `(steps,)`, none constant.

    Returns:
        dict from the name of a property to a dict from the name of a measure to float64
        `(units,)`: "AUC" of a bool property; "Pearson" and "Spearman" of numbers.
    """
    masks = {n: p for n, p in properties.items() if p.dtype == bool}
    numbers = {n: p for n, p in properties.items() if p.dtype != bool}
    stacked = np.stack([*numbers.values()]) if numbers else None
    ranked = average_ranks(stacked.T).T if numbers else None
    blocks = {name: [] for name in ("AUC", "Pearson", "Spearman")}
    for first in range(0, values.shape[1], BLOCK):
        block = values[:, first : first + BLOCK].astype(np.float32)
        ranks = average_ranks(block)
        if masks:
            blocks["AUC"].append(aucs(ranks, np.stack([*masks.values()])))
        if numbers:
            blocks["Pearson"].append(correlations(block, stacked))
            blocks["Spearman"].append(correlations(ranks, ranked))
    scores = {}
    for names, measures in ((masks, ["AUC"]), (numbers, ["Pearson", "Spearman"])):
        for place, name in enumerate(names):
            scores[name] = {
                measure: np.concatenate([part[place] for part in blocks[measure]])
                for measure in measures
            }
    return scores
