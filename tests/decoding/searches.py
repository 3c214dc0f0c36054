"""Searches on lists, one row at a time, to compare those of tensors with."""

import itertools

import numpy as np

START, END = 2, 3
MOODS = 11  # of the step that wanders


def gained(table, mood, text):
    """Log-probabilities of what may follow a text: (token, float)."""
    for last, token in itertools.pairwise([START, *text, None]):
        if token is not None:
            mood = (mood * 2 + last) % MOODS
    logits = np.float64(table[mood, last])
    logits = logits - np.log(np.sum(np.exp(logits)))
    return [(token, logits[token]) for token in range(3, len(logits))]


def extended(table, mood, live):
    """All texts that are one token longer: (text, score)."""
    return [
        ((*text, token), score + gain)
        for text, score in live
        for token, gain in gained(table, mood, text)
    ]


def rank(text, score, length_penalty):
    return score / ((5 + len(text)) / 6) ** length_penalty


def brute_force(table, mood, length, length_penalty):
    """All texts that end within the length, best first: (text, score)."""
    finished, live = [], [((), 0.0)]
    for _ in range(length):
        longer = extended(table, mood, live)
        finished += [found for found in longer if found[0][-1] == END]
        live = [found for found in longer if found[0][-1] != END]
    return sorted(finished, key=lambda found: -rank(*found, length_penalty))


def narrow_search(table, mood, length, length_penalty, beams, count):
    """Beam search as its docstring describes it, on lists, for one row.

    It searches on where the `count` best are settled, which may change nothing.
    """

    def sort(found):
        return sorted(found, key=lambda one: -rank(*one, length_penalty))

    finished, live = [], [((), 0.0)]
    for _ in range(length):
        longer = extended(table, mood, live)
        longer.sort(key=lambda found: -found[1])
        finished += [found for found in longer[:beams] if found[0][-1] == END]
        live = [found for found in longer if found[0][-1] != END][:beams]
        worst = sort(finished)[:beams][-1] if len(finished) >= beams else None
        if worst and rank(*worst, length_penalty) >= rank(*live[0], length_penalty):
            break
    return (sort(finished) + live)[:count]


def starts(rows):
    return np.full(rows, START, "int32"), np.zeros(rows, "int32")
