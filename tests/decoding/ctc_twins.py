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
