"""ROUGE-L of a caption against its references, as the COCO evaluation computes it.

No maintained package computes it: pycocoevalcap, of 2020, gives the published numbers,
and the tests hold these equal to its own.
"""

from collections.abc import Sequence

BETA = 1.2  # recall counts so many times as much as precision

Words = Sequence[str]


def rouge_l(references: Sequence[Words], caption: Words) -> float:
    """Scores a caption by the longest common subsequence with its references.

    Precision and recall are each the best over the references.

    Args:
        references: lists of words, one at least.
        caption: list of words.

    Returns:
        float from 0 to 1.

    Reference:
        Lin 2004, equations 2 to 4, https://aclanthology.org/W04-1013, as the COCO
        evaluation has it.

    Example:
    >>> rouge_l([["a", "dog", "runs"]], ["a", "dog"])
    0.7721...
    """
    common = [longest_common(words, caption) for words in references]
    precision = max(common) / max(len(caption), 1)
    recall = max(
        length / max(len(words), 1)
        for length, words in zip(common, references, strict=True)
    )
    if not precision:
        return 0.0
    return (1 + BETA**2) * precision * recall / (recall + BETA**2 * precision)


def longest_common(one: Words, other: Words) -> int:
    """Count the words of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = row
        row = [0]
        for place, each in enumerate(other):
            longer = before[place] + 1 if word == each else 0
            row.append(max(longer, before[place + 1], row[place]))
    return row[-1]
