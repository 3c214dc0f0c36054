import numpy as np
import pytest
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding import ctc_beam_search
from seqkit.decoding import spelled_words
from tests.decoding.ctc_twins import all_labelings
from tests.decoding.ctc_twins import random_frames

SPECIAL = ["", "?", "<", ">"]
CHARACTERS = [*SPECIAL, " ", "a", "b"]
WORDS = [*SPECIAL, "a", "ab", "bab", "xa"]  # "xa" cannot be spelled
TABLE = np.random.default_rng(0).normal(size=(8, 8)).astype("float32")
END = 3


def bigrams(tokens, state, memory):
    """A language model: the next word depends on the last one, and on its count."""
    logits = ops.take(ops.convert_to_tensor(TABLE), tokens, axis=0)
    return logits + ops.cast(state, "float32")[:, None] * memory, state + 1


MEMORY = np.random.default_rng(1).normal(size=(2, 8)).astype("float32")


def score_of(text, row, penalty):
    """The log-probability of a text, word by word; -inf if it cannot be."""
    if text.startswith(" ") or "  " in text:
        return -np.inf
    score, last, known = 0.0, 2, WORDS[4:7]
    words = text.split()
    for place, word in enumerate([*words, None]):
        logits = np.float64(TABLE[last] + place * MEMORY[row])
        gains = logits - np.log(np.exp(logits).sum())
        if word is None:
            return score + gains[END]
        last = WORDS.index(word) if word in known else 1
        score += gains[last]
        if last == 1:
            score -= np.inf if penalty is None else penalty * len(word)


@pytest.mark.parametrize("penalty", [0.3, pytest.param(None, marks=pytest.mark.slow)])
@pytest.mark.slow
def test_words_are_scored_as_the_twin_scores_them(penalty):
    frames = random_frames(2, 5, len(CHARACTERS), seed=5)
    frames[..., 1:4] = -1e9

    @compiled
    def search(frames, lengths, memory):
        batch = ops.shape(frames)[0]
        start = ops.zeros((batch,), dtype="int32")
        spelled = spelled_words(
            bigrams, start, WORDS, CHARACTERS, batch=batch, penalty=penalty
        )
        return ctc_beam_search(
            frames,
            lengths,
            beams=200,
            count=12,
            memory=memory,
            weight=0.8,
            bonus=0.2,
            margin=None,
            **spelled._asdict(),
        )

    results = search(frames, np.array([5, 4]), MEMORY)
    tokens, scores = map(ops.convert_to_numpy, results)
    for row, length in enumerate([5, 4]):
        expected = {}
        narrow = frames[row, :length][:, [0, 4, 5, 6]]
        for labels, mass in all_labelings(narrow).items():
            text = "".join(CHARACTERS[label + 3] for label in labels)
            said = score_of(text, row, penalty)
            if np.isfinite(said):
                expected[text] = mass + 0.8 * said + 0.2 * len(text)
        best = sorted(expected, key=lambda text: -expected[text])[:12]
        said = ["".join(CHARACTERS[t] for t in text if t) for text in tokens[row]]
        assert said[: len(best)] == best
        np.testing.assert_allclose(
            scores[row, : len(best)], [expected[text] for text in best], rtol=1e-4
        )


def test_characters_without_a_space_are_refused():
    with pytest.raises(ValueError, match="has the space"):
        spelled_words(bigrams, (), WORDS, [*SPECIAL, "a"], batch=1)
