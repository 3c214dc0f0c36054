"""Read the probabilities of tags that a user gives in place of tags."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.data.batching.fields import Ragged
from seqkit.data.given_rows import each_array

# By how much the probabilities of a step may differ from a sum of 1.
ROUNDING = 1e-2


def soft_tags(rows: Iterable[Any], names: list[str]) -> Ragged:
    """Return the probabilities of all rows as `Ragged`, checked.

    Args:
        rows: iterable of float arrays `(time, tags)`.
        names: list of str, the tags.

    Raises:
        TypeError: a row is no array of numbers.
        ValueError: a row has another number of tags, or the probabilities of a step are
            negative or do not sum to 1. Steps of NaN or zeros are allowed.
    """
    found = [np.zeros((0, len(names)), "float32")]
    for row, shares in enumerate(each_array(rows, "tags")):
        if shares.ndim != 2 or shares.shape[1] != len(names):
            raise ValueError(
                f"Soft tags of a row are an array (time, {len(names)}), a probability "
                f"for each tag of each step. Received shape {shares.shape} in row "
                f"{row}, the first being 0; the tags are {names!s:.80}. Build them "
                "with `seqkit.data.event_targets(events, length, tag_names, width)`."
            )
        check_shares(shares, row)
        found.append(shares.astype("float32"))
    lengths = [len(shares) for shares in found[1:]]
    return Ragged.from_lengths(np.concatenate(found), lengths)


def check_shares(shares: np.ndarray, row: int) -> None:
    """Raise ValueError for probabilities that are negative or do not sum to 1.

    Args:
        shares: `(time, tags)`; steps of NaN or of zeros have no target.
        row: int, the place of the row, for the error.
    """
    empty = np.isnan(shares).all(axis=-1) | (shares == 0).all(axis=-1)  # (time,)
    sums = np.abs(shares.sum(axis=-1, dtype="float64") - 1) <= ROUNDING
    # Comparisons with NaN are False.
    wrong = np.flatnonzero(~empty & ~(sums & (shares >= 0).all(axis=-1)))
    if len(wrong):
        raise ValueError(
            "The probabilities of a step are 0 or more and sum to 1; a step without a "
            f"target has NaN or 0 for all tags. Received {shares[wrong[0]]!s:.80} in "
            f"row {row}, step {wrong[0]}, each counted from 0. Divide each step by its "
            "sum."
        )
