"""Write tasks of memory: recall the first letter of a text at its end."""

import numpy as np

from seqkit.arguments import whole_number
from seqkit.text.vocabulary import Vocabulary

LETTERS = "abcdefgh"
NOISE = "01"
CUE = "?"
CHANCE = 1 / len(LETTERS)


def recall_vocabulary() -> Vocabulary:
    """Build the vocabulary of the characters of all tasks."""
    return Vocabulary([*LETTERS, *NOISE, CUE])


def recall_tasks(lag: int, count: int, seed: int = 0) -> list[str]:
    """Return texts that begin with a letter, and end with the same letter.

    Between them are `lag` digits at random and a question mark, after which the letter
    is to be recalled. A model that guesses is right in one of eight texts.

    Args:
        lag: int, the number of digits.
        count: int, the number of texts.
        seed: int, of the random numbers.

    Returns:
        list of str, each of `lag + 3` characters.

    Raises:
        ValueError: `lag` is less than 0, `count` less than 1, or `seed` less than 0.

    Reference: Hochreiter & Schmidhuber 1997, experiment 2, which has symbols at random
        between the first and the last too.

    Example:
    >>> recall_tasks(4, 2)
    ['g1100?g', 'e0000?e']
    """
    lag, count = whole_number("lag", lag, 0), whole_number("count", count)
    random = np.random.default_rng(whole_number("seed", seed, 0))
    letters = random.choice([*LETTERS], count)
    digits = random.choice([*NOISE], (count, lag))
    return [
        f"{letter}{''.join(row)}{CUE}{letter}"
        for letter, row in zip(letters, digits, strict=True)
    ]


def recall_arrays(tasks: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return tasks of one lag as `fit` takes them.

    Returns:
        ids: int32 `(tasks, time)`, from the start token to the letter at the end.
        targets: int32 `(tasks, time)`, the letter and the end token; 0, which has no
            weight in the loss, at all steps before.
    """
    ids = recall_vocabulary().encode(tasks, start=True, end=True)
    targets = ids[:, 1:].copy()
    targets[:, :-2] = 0
    return ids[:, :-1], targets
