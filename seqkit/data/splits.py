"""Choose the rows of the validation data by a fingerprint of each row.

A fingerprint is a number that depends only on the row and on a seed. So copies of a row
are always in the same part, and each run with the same seed chooses the same rows.
"""

import hashlib
import numbers
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.data.given_rows import texts_or_arrays
from seqkit.labels import check_rows
from seqkit.labels import label_rows
from seqkit.types import Tensor

# Fingerprints are integers below this number.
FINGERPRINTS = 2**62


def hold_out(
    rows: Iterable[Any], labels: Iterable[Any], share: float = 0.1, *, seed: int = 0
) -> tuple[tuple[list, list], tuple[list, list]]:
    """Divide labelled rows into two parts, and hold out the same share of each label.

    A row and its copies are in the same part.

    Args:
        rows: iterable of str, or of arrays of numbers.
        labels: iterable of str, int or bool, or of lists of them, one for each row;
            see `labelled`.
        share: float between 0 and 1, the share of the rows to hold out.
        seed: int. The same seed and rows give the same parts.

    Returns:
        Two tuples, of the rows to train on and of the rows held out; each has a list of
        rows and a list of labels. White space around a label that
        is a str is dropped.

    Raises:
        TypeError: a row is neither str nor array, or a label is of a wrong type.
        ValueError: a label is blank, rows and labels differ in number, the rows are too
            few for two parts, or `share` is not between 0 and 1.

    Example:
    >>> training, held_out = hold_out(["a", "b", "c", "d"], ["x", "x", "y", "y"], 0.5)
    >>> held_out
    (['b', 'c'], ['x', 'y'])
    """
    check_share(share, "share")
    rows, named = texts_or_arrays(rows)
    labels = list_of(labels, "labels", "str")
    seed = whole_number("seed", seed, least=0)
    names = label_rows(labels)
    check_rows(**{named: len(rows)}, labels=len(labels))
    kinds = [
        str(sorted(set(name)) if isinstance(name, list) else name) for name in names
    ]
    strata = np.unique(kinds, return_inverse=True)[1]
    prints = row_fingerprints(rows, seed)
    chosen = in_stratified_validation(prints, strata, share, named[:-1])
    pairs = zip(labels, names, strict=True)
    labels = [name if isinstance(label, str) else label for label, name in pairs]
    return _take(rows, labels, ~chosen), _take(rows, labels, chosen)


def check_share(validation: float | None, name: str = "validation") -> None:
    """Raise ValueError unless a share is between 0 and 1, or None."""
    if validation is None:
        return
    if not isinstance(validation, numbers.Real) or not 0 < validation < 1:
        raise ValueError(
            f"`{name}` is the share of rows to hold out, between 0 and 1. "
            f"Received {validation!r:.80}. Give 0.1, say."
        )


def row_fingerprints(rows: list[Any], seed: int | None) -> np.ndarray:
    """Return the fingerprints of texts or arrays of numbers, int64 `(rows,)`."""
    return fingerprints([_bytes_of(row) for row in rows], seed).numpy()


def fingerprints(strings: Tensor, seed: int | None) -> Tensor:
    """Return the fingerprints of strings: a hash of each string and the seed.

    Args:
        strings: string tensor `(rows,)`, eager or in a graph; or list of bytes.
        seed: int. None: 0.

    Returns:
        int64 `(rows,)`, from 0 to `FINGERPRINTS - 1`.
    """
    import tensorflow as tf

    key = [2**31 - 1, 0 if seed is None else seed % 2**63]
    return tf.strings.to_hash_bucket_strong(strings, FINGERPRINTS, key)


def in_validation(
    prints: np.ndarray, validation: float, named: str = "text"
) -> np.ndarray:
    """Choose the rows for validation; copies of a row are chosen together.

    A row is chosen if its fingerprint is less than the share of `FINGERPRINTS`. If that
    chooses no row, the one of the lowest fingerprint is chosen; if it chooses all, the
    one of the highest is not.

    Args:
        prints: int64 `(rows,)`, from `fingerprints`.
        validation: float, the share between 0 and 1.
        named: str, the word for one row in messages.

    Returns:
        bool `(rows,)`, True for rows of the validation data.

    Raises:
        ValueError: all rows are the same.
    """
    _check_distinct(prints, named)
    lowest, highest = prints.min(), prints.max()
    limit = min(max(int(validation * FINGERPRINTS), lowest + 1), highest)
    return prints < limit


def in_stratified_validation(
    prints: np.ndarray, strata: np.ndarray, validation: float, named: str = "text"
) -> np.ndarray:
    """Choose the rows for validation, the same share of each stratum.

    A stratum is the set of rows with the same label. Of its n distinct rows,
    `validation * n` are chosen, rounded up or down so that the total is nearest to the
    share; at least one row of each stratum is not chosen. Copies of a row are chosen
    together, and belong to the stratum of the first copy.

    Args:
        prints: int64 `(rows,)`, from `fingerprints`.
        strata: int64 `(rows,)`, the number of the stratum of each row.
        validation: float, the share between 0 and 1.
        named: str, the word for one row in messages.

    Returns:
        bool `(rows,)`, True for rows of the validation data.

    Raises:
        ValueError: all rows are the same, or each is alone in its stratum.
    """
    _check_distinct(prints, named)
    _, first, row = np.unique(prints, return_index=True, return_inverse=True)
    strata, stratum, sizes = np.unique(
        strata[first], return_inverse=True, return_counts=True
    )
    if sizes.max() < 2:
        raise ValueError(
            f"Each label keeps one {named} to train on. Received {len(sizes)} labels, "
            f"each with one distinct {named}, and so no {named} to validate on. "
            f"Give more {named}s, or `validation=None`."
        )
    # Rows are sorted by stratum, then by fingerprint, which is a random order.
    order = np.argsort(stratum, kind="stable")
    steps = np.floor(np.arange(len(order) + 1) * validation + 0.5)
    chosen = np.diff(steps) > 0  # (distinct rows,), in that order
    ends = np.cumsum(sizes)
    picked = np.add.reduceat(chosen, ends - sizes, dtype="int64")  # (strata,)
    chosen[ends[picked == sizes] - 1] = False
    if not chosen.any():
        chosen[ends[sizes.argmax()] - 1] = True
    return chosen[np.argsort(order)][row]  # (rows,)


def _bytes_of(row):
    """Return a text in UTF-8, or a hash of the shape and the numbers of an array."""
    if isinstance(row, str):
        return row.encode("utf-8", "surrogatepass")
    array = np.ascontiguousarray(row, "float32")  # so 1 and 1.0 are copies
    made = hashlib.blake2b(str(array.shape).encode(), digest_size=16)
    made.update(array.tobytes())
    return made.hexdigest().encode()


def _check_distinct(prints, named):
    """Raise ValueError unless there are two distinct rows."""
    distinct = len(np.unique(prints))
    if distinct < 2:
        raise ValueError(
            f"Training and validation need at least one {named} each, and copies of "
            f"one stay together. Received {distinct} distinct {named} in "
            f"{len(prints)}. Give more {named}s, or `validation=None`."
        )


def _take(rows, labels, chosen):
    """Return the chosen rows and their labels."""
    places = np.flatnonzero(chosen)
    return [rows[place] for place in places], [labels[place] for place in places]
