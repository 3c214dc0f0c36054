"""A validation part chosen by what the texts say."""

import numbers
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.data.read.lines import each_text
from seqkit.labels import check_rows
from seqkit.labels import label_rows
from seqkit.types import Tensor

# Fingerprints are integers below this; their share of it decides the side.
FINGERPRINTS = 2**62


def check_share(validation: float | None, name: str = "validation") -> None:
    """Raise ValueError unless a validation share is between 0 and 1, or None."""
    if validation is None:
        return
    if not isinstance(validation, numbers.Real) or not 0 < validation < 1:
        raise ValueError(
            f"`{name}` is the share that is held out, between 0 and 1. "
            f"Received {validation!r:.80}. Give 0.1, say."
        )


def fingerprints(texts: Tensor, seed: int | None) -> Tensor:
    """Return int64 `(texts,)`, equal for equal texts, else as if drawn at random."""
    import tensorflow as tf

    key = [2**31 - 1, 0 if seed is None else seed % 2**63]
    return tf.strings.to_hash_bucket_strong(texts, FINGERPRINTS, key)


def in_validation(
    prints: np.ndarray, validation: float, what: str = "text"
) -> np.ndarray:
    """Choose the texts for validation, all copies of a text alike.

    A text is for validation where its fingerprint is in the lowest share; should one
    side be left empty, the text nearest to the limit goes there.

    Args:
        prints: int64 `(texts,)`, from `fingerprints`.
        validation: float, the share between 0 and 1.
        what: str, what has the fingerprints, for messages.

    Returns:
        bool `(texts,)`.

    Raises:
        ValueError: all texts are the same.
    """
    _check_distinct(prints, what)
    lowest, highest = prints.min(), prints.max()
    limit = min(max(int(validation * FINGERPRINTS), lowest + 1), highest)
    return prints < limit


def in_stratified_validation(
    prints: np.ndarray, strata: np.ndarray, validation: float, what: str = "text"
) -> np.ndarray:
    """Choose the texts for validation, the same share of each stratum.

    Of n distinct texts of a stratum, `validation * n` are chosen, within one, so that
    all together come as near as can be; one at least remains. All copies of a text are
    alike, and count where the first of them stands.

    Args:
        prints: int64 `(texts,)`, from `fingerprints`.
        strata: int64 `(texts,)`, the number of the stratum of each.
        validation: float, the share between 0 and 1.
        what: str, what has the fingerprints, for messages.

    Returns:
        bool `(texts,)`.

    Raises:
        ValueError: all texts are the same, or none shares its stratum with another.
    """
    _check_distinct(prints, what)
    _, first, text = np.unique(prints, return_index=True, return_inverse=True)
    strata, stratum, sizes = np.unique(
        strata[first], return_inverse=True, return_counts=True
    )
    if sizes.max() < 2:
        raise ValueError(
            f"Each label keeps one {what} to train on. Received no label with two "
            f"distinct {what}s, of {len(sizes)} labels, and so none to validate on. "
            f"Give more {what}s, or `validation=None`."
        )
    # Stratum by stratum, and in each by the fingerprint, which is chance.
    order = np.argsort(stratum, kind="stable")
    steps = np.floor(np.arange(len(order) + 1) * validation + 0.5)
    chosen = np.diff(steps) > 0  # (distinct texts,), in that order
    ends = np.cumsum(sizes)
    picked = np.add.reduceat(chosen, ends - sizes, dtype="int64")
    chosen[ends[picked == sizes] - 1] = False
    if not chosen.any():
        chosen[ends[sizes.argmax()] - 1] = True
    return chosen[np.argsort(order)][text]


def _check_distinct(prints, what):
    distinct = len(np.unique(prints))
    if distinct < 2:
        raise ValueError(
            f"Training and validation need at least one {what} each, and copies of one "
            f"stay together. Received {distinct} distinct {what} in {len(prints)}. "
            f"Give more {what}s, or `validation=None`."
        )


def hold_out(
    texts: Iterable[str], labels: Iterable[Any], share: float = 0.1, *, seed: int = 0
) -> tuple[tuple[list, list], tuple[list, list]]:
    """Part labelled texts in two, the same share of each label on either side.

    A text and its copies are all on one side.

    Args:
        texts: iterable of str.
        labels: iterable of str, int or bool, or of lists of them, one for each text;
            see `labelled`.
        share: float between 0 and 1, of the texts to hold out.
        seed: int, the same parts the same texts alike.

    Returns:
        texts and labels to train on, and texts and labels held out, each a list;
        labels that are str come without white space around them.

    Raises:
        TypeError: a text is no str, or a label of a wrong type.
        ValueError: a label is blank, there is not one label for each text, the texts
            are too few for two sides, or `share` is out of its range.

    Example:
    >>> training, held_out = hold_out(["a", "b", "c", "d"], ["x", "x", "y", "y"], 0.5)
    >>> held_out
    (['a', 'c'], ['x', 'y'])
    """
    check_share(share, "share")
    texts, labels = list(each_text(texts)), list_of(labels, "labels", "str")
    seed = whole_number("seed", seed, least=0)
    names = label_rows(labels)
    check_rows(texts=len(texts), labels=len(labels))
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    kinds = [
        str(sorted(set(name)) if isinstance(name, list) else name) for name in names
    ]
    strata = np.unique(kinds, return_inverse=True)[1]
    chosen = in_stratified_validation(
        fingerprints(encoded, seed).numpy(), strata, share
    )
    pairs = zip(labels, names, strict=True)
    labels = [name if isinstance(label, str) else label for label, name in pairs]
    return _take(texts, labels, ~chosen), _take(texts, labels, chosen)


def _take(texts, labels, rows):
    places = np.flatnonzero(rows)
    return [texts[place] for place in places], [labels[place] for place in places]
