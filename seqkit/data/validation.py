"""A validation part chosen by what the texts say."""

import numpy as np

from seqkit.types import Tensor

# Fingerprints are integers below this; their share of it decides the side.
FINGERPRINTS = 2**62


def check_share(validation: float | None) -> None:
    """Refuses a validation share that is not between 0 and 1."""
    if validation is not None and not 0 < validation < 1:
        raise ValueError(
            "`validation` is the share of the texts to validate on, between 0 and 1. "
            f"Received {validation}. Give 0.1, say, or None for one data set."
        )


def fingerprints(texts: Tensor, seed: int | None) -> Tensor:
    """Returns int64 `(texts,)`, equal for equal texts, else as if drawn at random."""
    import tensorflow as tf

    key = [2**31 - 1, 0 if seed is None else seed]
    return tf.strings.to_hash_bucket_strong(texts, FINGERPRINTS, key)


def in_validation(prints: np.ndarray, validation: float) -> np.ndarray:
    """Tells which texts are for validation, all copies of a text alike.

    A text is for validation where its fingerprint is in the lowest share; should one
    side be left empty, the text nearest to the limit goes there.

    Args:
        prints: int64 `(texts,)`, from `fingerprints`.
        validation: float, the share between 0 and 1.

    Returns:
        bool `(texts,)`.

    Raises:
        ValueError: all texts are the same.
    """
    lowest, highest = prints.min(), prints.max()
    if lowest == highest:
        raise ValueError(
            "Training and validation need at least one text each, and copies of a text "
            f"stay together. Received 1 distinct text in {len(prints)}. "
            "Give more texts, or `validation=None`."
        )
    limit = min(max(int(validation * FINGERPRINTS), lowest + 1), highest)
    return prints < limit
