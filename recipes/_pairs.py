"""What many-to-many recipes read: pairs, to learn from and to judge by."""

from collections.abc import Callable
from typing import Any

import seqkit

Pairs = list[tuple[str, str]]


def parted(
    pairs: list[tuple], same: Callable[[Any], Any] = lambda source: source
) -> tuple[list[tuple], list[tuple], list[tuple]]:
    """Parts pairs: each twentieth to judge by, each between those to choose by.

    Args:
        pairs: list of source and target.
        same: function of a source, which gives equal values for equal ones.

    Returns:
        Those to train on, of which no source is in the others, to choose by, and to
        judge by.

    Raises:
        ValueError: there are too few.
    """
    judges, choosing = pairs[::20], pairs[10::20]
    held_out = {same(source) for source, _ in judges + choosing}
    rest = [pair for pair in pairs if same(pair[0]) not in held_out]
    if not rest or not choosing:
        raise ValueError(
            "Expected pairs to train on, to choose by and to judge by: 11 different "
            f"ones at least. Received {len(pairs)}. Give more."
        )
    return rest, choosing, judges


def judge(pairs: Pairs, exact: bool) -> Any:
    """Builds the callback that translates pairs after each epoch.

    Args:
        pairs: list of pairs.
        exact: bool, count what is right as a whole, since BLEU counts runs of four
            words, and a German number is one. False: count BLEU.
    """
    sources, targets = zip(*pairs, strict=True)
    if exact:
        metrics = {"exact": share_exact}
        return seqkit.callbacks.DecodedMetrics(sources, targets, metrics)
    return seqkit.callbacks.Bleu(sources, targets)


def share_exact(texts: list[str], references: list[list[str]]) -> float:
    """Gives the share of texts that are as they should be."""
    right = [text in good for text, good in zip(texts, references, strict=True)]
    return sum(right) / len(right)
