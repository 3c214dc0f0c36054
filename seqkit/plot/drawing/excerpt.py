"""Choose the passages of a long text that `words` and `words_html` show.

A passage is a range of word indices. The chosen passages contain the strongest weights.
"""

from collections.abc import Sequence

import numpy as np

from seqkit.plot.drawing.colours import scaled

PASSAGES = 3  # the most that are chosen
# A sentence end is found only if the punctuation mark is a word of its own.
SENTENCE_ENDS = {".", "!", "?", "…", "。", "！", "？", "\n"}
# Up to this share of a passage's words, the words between two passages are shown too.
NEAR = 1 / 6


def passages(
    words: Sequence[str], weights: np.ndarray, characters: int
) -> list[tuple[int, int]]:
    """Return the word ranges of a text to show, in the order of the text.

    A text of at most `characters` is returned as one range. In a longer text up to
    three passages with the same number of words are chosen: those whose squared
    weights have the largest sums. Then each passage is moved to begin with a sentence
    if one begins nearby, and passages with few words between them are joined; so the
    returned ranges differ in length.

    Args:
        words: list of str.
        weights: float `(time,)`, one for each word.
        characters: int, about how many characters the ranges have together.

    Returns:
        list of (int, int), the index of the first word of a range, and the index after
        its last word. Empty if there are no words.
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
        # A second or third passage is added only if it has a weight other than 0.
        if chosen and sums[first] <= 0:
            break
        begin = _centred(strength, first, each)
        chosen.append((begin, begin + each))
        # Windows that overlap the passage are not chosen again.
        sums[max(0, first - each + 1) : first + each] = -1.0
    near = int(each * NEAR)
    begun = [
        (_sentence_begin(words, first, 2 * near), last)
        for first, last in sorted(chosen)
    ]
    return _merged(begun, len(words), near)


def _centred(strength, first, each):
    """Return the first word of a passage that has its strong words in the middle."""
    inside = strength[first : first + each]
    if not inside.sum():
        return first
    middle = first + int(np.average(np.arange(each), weights=inside))
    return min(max(middle - each // 2, 0), len(strength) - each)


def _sentence_begin(words, first, reach):
    """Return the index of a word within `reach` of `first` that begins a sentence.

    A word before `first` is preferred to a word after it. If no sentence begins within
    `reach` words, `first` itself is returned.
    """
    before = range(first, max(0, first - reach) - 1, -1)
    after = range(first + 1, min(first + reach, len(words)))
    for place in (*before, *after):
        if place == 0 or words[place - 1] in SENTENCE_ENDS:
            return place
    return first


def _merged(parts, count, near):
    """Join ranges with at most `near` words between them.

    The first range is extended to the beginning of the text, and the last range to its
    end, if at most `near` words are between.
    """
    # An empty range at the beginning, to which a near first range is joined.
    joined = [(0, 0)]
    for first, last in parts:
        begin, end = joined[-1]
        if first <= end + near:
            joined[-1] = begin, last
        else:
            joined.append((first, last))
    first, last = joined[-1]
    joined[-1] = first, count if last + near >= count else last
    return [part for part in joined if part != (0, 0)]
