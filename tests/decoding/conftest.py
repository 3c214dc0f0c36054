"""Step functions that know words, or that wander at random."""

import numpy as np
import pytest
from keras import ops

START, END, FIRST_LETTER = 2, 3, 4
VOCABULARY = FIRST_LETTER + 26


@pytest.fixture(scope="session")
def speller():
    """Makes a step that spells words, each with the probability given for it.

    The state is the place in the tree of prefixes, int32 `(rows,)`, first 0.
    """
    return _speller


@pytest.fixture(scope="session")
def spelled():
    """Turns rows of ids into strings; the end is a full stop, padding is empty."""
    return _spelled


@pytest.fixture(scope="session")
def wander():
    """A step that looks its logits up: `memory[row, mood, token]`.

    The memory is float32 `(rows, MOODS, vocabulary, vocabulary)`; the state is the
    mood, `{"mood": int32 (rows,)}`, which the tokens change: a model with a memory
    longer than one token.
    """
    return _wander


def _speller(words):
    prefixes = sorted({word[:size] for word in words for size in range(len(word) + 1)})
    logits = np.full((len(prefixes), VOCABULARY), -np.inf, "float32")
    moves = np.zeros((len(prefixes), VOCABULARY), "int32")
    for place, prefix in enumerate(prefixes):
        rest = [word for word in words if word.startswith(prefix)]
        for token in {_token(word, len(prefix)) for word in rest}:
            mass = sum(words[w] for w in rest if _token(w, len(prefix)) == token)
            logits[place, token] = np.log(mass)
            if token != END:
                moves[place, token] = prefixes.index(prefix + _letter(token))

    def step(tokens, state, memory):
        state = ops.take(moves.ravel(), state * VOCABULARY + tokens)
        return ops.take(logits, state, axis=0), state

    return step


def _token(word, place):
    return END if place == len(word) else ord(word[place]) - ord("a") + FIRST_LETTER


def _letter(token):
    return chr(ord("a") + token - FIRST_LETTER)


def _spelled(tokens):
    signs = {0: "", END: "."}
    return [
        "".join(signs.get(int(token)) or _letter(int(token)) for token in row if token)
        for row in ops.convert_to_numpy(tokens)
    ]


# So many that two orders of the same steps hardly ever score the same.
MOODS = 11


def _wander(tokens, state, memory):
    vocabulary = memory.shape[-1]
    tables = ops.reshape(memory, (-1, MOODS * vocabulary, vocabulary))
    place = state["mood"] * vocabulary + tokens
    logits = ops.take_along_axis(tables, place[:, None, None], axis=1)[:, 0]
    return logits, {"mood": (state["mood"] * 2 + tokens) % MOODS}
