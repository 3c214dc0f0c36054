"""Texts to judge a model by, kept apart from those that it learns from."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.data.labels import check_rows
from seqkit.data.labels import label_rows
from seqkit.data.lines import each_text
from seqkit.data.validation import check_share
from seqkit.data.validation import fingerprints
from seqkit.data.validation import in_stratified_validation


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
