"""Compute ROUGE-L of a caption against its references, as in the COCO evaluation.

No maintained package computes this variant. Published numbers were computed by
pycocoevalcap, last released in 2020; tests check that this file returns equal numbers.
"""

from collections.abc import Sequence

BETA = 1.2  # the weight of recall relative to precision

Words = Sequence[str]


def rouge_l(references: Sequence[Words], caption: Words) -> float:
    """Return the F measure of a caption's longest common subsequences with references.

    Precision is the highest precision over all references; recall is the highest
    recall.

    Args:
        references: list of one or more lists of words.
        caption: list of words.

    Returns:
        float from 0 to 1.

    Reference:
        Lin 2004, equations 2 to 4, https://aclanthology.org/W04-1013.

    Example:
    >>> rouge_l([["a", "dog", "runs"]], ["a", "dog"])
    0.7721...
    """
    common = [_longest_common(words, caption) for words in references]
    precision = max(common) / max(len(caption), 1)
    recall = max(
        length / max(len(words), 1)
        for length, words in zip(common, references, strict=True)
    )
    if not precision:
        return 0.0
    return (1 + BETA**2) * precision * recall / (recall + BETA**2 * precision)


def _longest_common(one: Words, other: Words) -> int:
    """Return the number of words in the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = row
        row = [0]
        for place, each in enumerate(other):
            longer = before[place] + 1 if word == each else 0
            row.append(max(longer, before[place + 1], row[place]))
    return row[-1]
