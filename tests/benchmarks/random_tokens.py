"""Batches of random tokens; making data is not timed."""

import numpy as np

TOKENS = 64


def one_batch(batch: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw inputs and targets, int32 `(batch, steps)` each, without padding."""
    shape = (batch, steps + 1)
    ids = np.random.default_rng(0).integers(4, TOKENS, shape, dtype="int32")
    return ids[:, :-1], ids[:, 1:]
