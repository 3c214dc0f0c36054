"""What many-to-many recipes read: pairs to train on, to choose by and to test by."""

from collections.abc import Callable
from typing import Any

import seqkit

Pairs = list[tuple[str, str]]


def read(path: str, other: str | None = None) -> Pairs:
    """Return the pairs of a table, or of two files line by line.

    Raises:
        ValueError: there is none in it.
    """
    try:
        pairs = list(zip(*seqkit.data.read_pairs(path, other), strict=True))
    except ValueError as error:
        # Its `source` and `target` are columns; a recipe's are languages.
        said = str(error).partition(" Give `source` and `target`")
        advice = " Give a table of two columns, or the file of targets as `other`."
        raise ValueError(said[0] + advice if said[1] else said[0]) from error
    if not pairs:
        raise ValueError(
            f"Expected a source and its target a line. Received none in {path}. "
            "Check the file."
        )
    return pairs


def parted(
    pairs: list[tuple],
    choosing: list[tuple] | None = None,
    testing: list[tuple] | None = None,
    same: Callable[[Any], Any] = lambda source: source,
) -> tuple[list[tuple], list[tuple], list[tuple]]:
    """Hold out pairs: each twentieth to test by, each between those to choose by.

    Args:
        pairs: list of source and target.
        choosing: list of others to choose by. None: of `pairs`.
        testing: list of others to test by. None: those to choose by, where they are
            given, else of `pairs`.
        same: function of a source, which returns equal values for equal ones.

    Returns:
        Those to train on, of which no source is in what was held out, to choose by, and
        to test by.

    Raises:
        ValueError: there are too few.
    """
    held_out = []
    if choosing is None:
        held_out = choosing = pairs[10::20] or pairs[1:2]
        if testing is None:
            testing = pairs[::20]
            held_out = testing + choosing
    known = {same(source) for source, _ in held_out}
    rest = [pair for pair in pairs if same(pair[0]) not in known]
    if not rest or not choosing:
        raise ValueError(
            "Expected pairs to train on, to choose by and to test by: three different "
            f"ones at least. Received {len(pairs)}. Give more, or files of others as "
            "`validation` and `test`."
        )
    return rest, choosing, choosing if testing is None else testing


def judge(pairs: Pairs, exact: bool) -> Any:
    """Build the callback that translates pairs after each epoch.

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
    """Return the share of texts that are as they should be."""
    right = [text in good for text, good in zip(texts, references, strict=True)]
    return sum(right) / len(right)
