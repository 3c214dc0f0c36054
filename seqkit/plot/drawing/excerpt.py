"""Choose the passages of a long text in which the strongest words stand."""

from collections.abc import Sequence

import numpy as np

from seqkit.plot.drawing.colours import scaled

PASSAGES = 3  # at most
SENTENCE_ENDS = {".", "!", "?", "…", "。", "！", "？", "\n"}
NEAR = 1 / 6  # of a passage; fewer words are not worth leaving out


def passages(
    words: Sequence[str], weights: np.ndarray, characters: int
) -> list[tuple[int, int]]:
    """Return the parts of a text that are shown, in the order of the text.

    A short text is one part. Of a long one up to three passages of equal length are
    chosen, those whose weights have the largest sums of squares.

    Args:
        words: list of str.
        weights: float `(time,)`.
        characters: int, how many characters are shown, about.

    Returns:
        list of (first word, word after the last).
    """
    lengths = np.array([len(word) + 1 for word in words])
    if lengths.sum() <= characters:
        return [(0, len(words))] if len(words) else []
    each = max(1, int(characters / lengths.mean()) // PASSAGES)
    # Squares, so that one strong word counts more than several weak ones.
    strength = scaled(weights) ** 2
    sums = np.convolve(strength, np.ones(each), mode="valid")  # (windows,)
    chosen = []
    for _ in range(PASSAGES):
        first = int(np.argmax(sums))
        # The second and the third passage only where something stands in them.
        if chosen and sums[first] <= 0:
            break
        begin = _centred(strength, first, each)
        chosen.append((begin, begin + each))
        sums[max(0, first - each + 1) : first + each] = -1.0
    near = int(each * NEAR)
    begun = [
        (_sentence_begin(words, first, 2 * near), last)
        for first, last in sorted(chosen)
    ]
    return _merged(begun, len(words), near)


def _centred(strength, first, each):
    """Move a passage so that its strong words stand in its middle."""
    inside = strength[first : first + each]
    if not inside.sum():
        return first
    middle = first + int(np.average(np.arange(each), weights=inside))
    return min(max(middle - each // 2, 0), len(strength) - each)


def _sentence_begin(words, first, near):
    """Return where a sentence begins, if that is at most `near` words away."""
    before = range(first, max(0, first - near) - 1, -1)
    after = range(first + 1, min(first + near, len(words)))
    for place in (*before, *after):
        if place == 0 or words[place - 1] in SENTENCE_ENDS:
            return place
    return first


def _merged(parts, count, near):
    """Join parts with few words between them, and extend them to a near end."""
    joined = []
    for first, last in parts:
        if first <= (joined[-1][1] if joined else 0) + near:
            joined[-1:] = [(joined[-1][0] if joined else 0, last)]
        else:
            joined.append((first, last))
    first, last = joined[-1]
    joined[-1] = first, count if last + near >= count else last
    return joined
