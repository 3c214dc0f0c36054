"""Score how well each unit alone predicts a property, for all units at once."""

import numpy as np

BLOCK = 64  # units that are scored together, which bounds the memory


def average_ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value in its row, counted from 1.

    Equal values get the mean of their ranks.

    Args:
        values: float `(rows, steps)`. Values of float16 are ranked without sorting.

    Returns:
        float64 `(rows, steps)`.

    Example:
    >>> average_ranks(np.array([[5.0, 7.0, 5.0]]))
    [[1.5, 3., 1.5]]
    """
    ranks = np.empty(values.shape)
    for row, row_ranks in zip(values, ranks, strict=True):
        if values.dtype == np.float16:
            places = _order_of_halves(row)
        else:
            _, places = np.unique(row, return_inverse=True)
        counts = np.bincount(places)
        row_ranks[:] = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return ranks


def _order_of_halves(values):
    """Return integers from 0 to 65,535 in the order of values of float16."""
    bits = (values + np.float16(0)).view(np.uint16)  # −0 becomes 0
    # The bits of a positive float are in its order, those of a negative one reversed.
    return np.where(bits >> 15, ~bits, bits | np.uint16(1 << 15))


def aucs(ranks: np.ndarray, masks: np.ndarray) -> np.ndarray:
    """Return the area under the ROC curve of each unit for each mask.

    The area is the probability that the unit is higher at a step of the mask than at
    another step (Mann & Whitney 1947); 0.5 is chance.

    Args:
        ranks: float `(units, steps)`, as `average_ranks` returns them.
        masks: bool `(properties, steps)`, each with both values.

    Returns:
        float64 `(properties, units)`.
    """
    masks = masks.astype(float)
    inside = masks.sum(axis=1, keepdims=True)  # (properties, 1)
    outside = masks.shape[1] - inside
    return (_products(masks, ranks) - inside * (inside + 1) / 2) / (inside * outside)


def correlations(values: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return Pearson's correlation of each unit with each row of numbers.

    Of ranks it is Spearman's correlation. A unit that never changes has 0.

    Args:
        values: float `(units, steps)`.
        numbers: float `(properties, steps)`, no row of which is constant.

    Returns:
        float64 `(properties, units)`, from -1 to 1.
    """
    return _products(_standard(numbers), _standard(values))


def _products(properties, units):
    """Return the sums of products over the steps, `(properties, units)`."""
    # By a plain loop. The threads of a matrix product wait for each other, which on a
    # busy machine takes a hundred times as long as these few products.
    return np.einsum("ps,us->pu", properties, units)


def _standard(rows):
    """Return rows moved to mean 0 and scaled to norm 1; zeros for constant ones."""
    rows = rows.astype(float)
    # Below this, all that is left are rounding errors of the mean.
    least = 1e-12 * np.sqrt(rows.shape[1]) * np.abs(rows).max(axis=1, keepdims=True)
    rows -= rows.mean(axis=1, keepdims=True)
    norms = np.sqrt(np.einsum("us,us->u", rows, rows))[:, None]
    rows *= np.where(norms > least, 1, 0) / np.where(norms > least, norms, 1)
    return rows


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
    masks = {name: p for name, p in properties.items() if p.dtype == bool}
    numbers = {name: p for name, p in properties.items() if p.dtype != bool}
    stacked = np.stack([*numbers.values()]) if numbers else None
    ranked = average_ranks(stacked) if numbers else None
    blocks = {measure: [] for measure in ("AUC", "Pearson", "Spearman")}
    for first in range(0, values.shape[1], BLOCK):
        block = np.ascontiguousarray(values[:, first : first + BLOCK].T)
        ranks = average_ranks(block)  # (units, steps)
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
