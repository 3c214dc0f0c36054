"""CTC on lists, one row at a time, to compare that of tensors with."""

import itertools

import numpy as np

NONE = -np.inf


def random_frames(rows, frames, vocabulary, seed=0, scale=1.5):
    """Log-probabilities, float32 `(rows, frames, vocabulary)`."""
    random = np.random.default_rng(seed)
    logits = random.normal(scale=scale, size=(rows, frames, vocabulary))
    shares = np.exp(logits)
    return np.log(shares / shares.sum(axis=-1, keepdims=True)).astype("float32")


def merged(path):
    return tuple(token for token, _ in itertools.groupby(path) if token)


def all_labelings(frames):
    """The log-probability of each tuple of tokens, by the sum over all its paths."""
    masses = {}
    for path in itertools.product(range(frames.shape[1]), repeat=len(frames)):
        mass = np.exp(sum(np.float64(frames[t, k]) for t, k in enumerate(path)))
        masses[merged(path)] = masses.get(merged(path), 0.0) + mass
    return {tokens: np.log(mass) for tokens, mass in masses.items()}


def prefix_search(
    frames, beams, gains=None, weight=0.0, bonus=0.0, end=None, margin=None
):
    """Prefix beam search on dicts, best first: (tokens, score).

    `gains(tokens)` are the language model's log-probabilities of what may follow.
    """
    prefixes = {(): (0.0, NONE)}

    def outside(tokens):
        gained = bonus * len(tokens)
        if gains:
            said = [gains(tokens[:size])[token] for size, token in enumerate(tokens)]
            gained += weight * sum(said)
        return gained

    for frame in np.float64(frames):
        after = {}
        for tokens, (blank, other) in prefixes.items():
            both = np.logaddexp(blank, other)
            add(after, tokens, both + frame[0], NONE)
            for token in range(1, len(frame)):
                is_last = tokens[-1:] == (token,)
                if is_last:
                    add(after, tokens, NONE, other + frame[token])
                if gains and (token < 4 or gains(tokens)[token] == NONE):
                    continue
                before = blank if is_last else both
                add(after, (*tokens, token), NONE, before + frame[token])
        ranked = {
            tokens: np.logaddexp(*masses) + outside(tokens)
            for tokens, masses in after.items()
        }
        best = max(ranked.values())
        kept = sorted(ranked, key=lambda tokens: -ranked[tokens])[:beams]
        prefixes = {
            tokens: after[tokens]
            for tokens in kept
            if margin is None or ranked[tokens] >= best - margin
        }
    found = [
        (
            tokens,
            np.logaddexp(*masses)
            + outside(tokens)
            + (weight * gains(tokens)[end] if gains else 0.0),
        )
        for tokens, masses in prefixes.items()
    ]
    return sorted(found, key=lambda one: -one[1])


def add(masses, tokens, blank, other):
    old = masses.get(tokens, (NONE, NONE))
    masses[tokens] = np.logaddexp(old[0], blank), np.logaddexp(old[1], other)
