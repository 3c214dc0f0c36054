"""Random numbers for sampling, which depend only on seed, row and step."""

import numpy as np
from keras import ops

from seqkit.types import Tensor

# Threefry-2x32 (Salmon et al. 2011): the rotations of even and of odd groups of rounds.
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA
GROUPS = 5  # of four rounds each, 20 in all


def uniforms(
    seed: int | Tensor,
    rows: int | Tensor,
    length: int | Tensor,
    first: int | Tensor = 0,
) -> Tensor:
    """Draw the uniform random numbers of a whole decoding loop, before it starts.

    The number of a row and step depends neither on the other rows nor on `length`.
    Seeds count modulo 2^32, so -1 and 2^32 - 1 are the same seed.

    Args:
        seed: int or int tensor. If it is a scalar, row r has the key (seed, r). If it
            has the shape `(rows,)`, row r has the key (seed[r], 0), so that the numbers
            of a row do not depend on its place in the batch.
        rows: int or int tensor, number of rows.
        length: int or int tensor, number of steps.
        first: int or int tensor, the first step.

    Returns:
        float32 `(rows, length)`, multiples of 2^-24 in [0, 1).

    Raises:
        ValueError: `seed` has more than one axis.

    Reference: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3,
        section 4.2, https://doi.org/10.1145/2063384.2063405.

    Example:
    >>> uniforms(seed=7, rows=2, length=3).shape
    (2, 3)
    """
    row = _word(ops.arange(rows))
    seed = _word(seed)
    if len(seed.shape) > 1:
        raise ValueError(
            "`seed` is one int, or one for each row, of shape (rows,). "
            f"Received shape {tuple(seed.shape)}."
        )
    own = len(seed.shape) == 1
    key = (seed, ops.zeros_like(row)) if own else (seed + ops.zeros_like(row), row)
    steps = _word(ops.arange(length) + first)[None]  # (1, length)
    words, _ = threefry(
        (key[0][:, None], key[1][:, None]), (steps, ops.zeros_like(steps))
    )  # (rows, length)
    # A float32 has 24 bits of precision: the 24 high bits of a word are kept.
    return ops.cast(ops.right_shift(words, 8), "float32") * 2.0**-24


def threefry(
    key: tuple[Tensor, Tensor], counter: tuple[Tensor, Tensor]
) -> tuple[Tensor, Tensor]:
    """Compute two random words from a key and a counter: Threefry-2x32, 20 rounds.

    Args:
        key: two uint32 tensors.
        counter: two uint32 tensors, whose shapes broadcast with the shapes of `key`.

    Returns:
        Two uint32 tensors of the shape that all four arguments broadcast to.

    Reference: Salmon et al. 2011, section 4.2; Random123's `threefry.h`.
    """
    parity = ops.bitwise_xor(ops.bitwise_xor(key[0], key[1]), _word(PARITY))
    keys = (*key, parity)
    left, right = _word(counter[0] + keys[0]), _word(counter[1] + keys[1])
    for group in range(GROUPS):
        for distance in ROTATIONS[group % 2]:
            left = _word(left + right)
            right = ops.bitwise_xor(_rotate(right, distance), left)
        left = _word(left + keys[(group + 1) % 3])
        right = _word(right + keys[(group + 2) % 3] + _word(group + 1))
    return left, right


def _rotate(word, distance):
    high, low = ops.left_shift(word, distance), ops.right_shift(word, 32 - distance)
    return ops.bitwise_or(_word(high), low)


def _word(value):
    """Return a value modulo 2^32, as uint32."""
    if isinstance(value, (int, np.integer)):
        value = np.uint32(int(value) % 2**32)
    # Torch cannot add uint32. Keras adds int64 there, which does not wrap at 2^32.
    mask = np.uint32(2**32 - 1)
    return ops.bitwise_and(ops.cast(ops.convert_to_tensor(value), "uint32"), mask)
