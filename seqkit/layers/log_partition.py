from keras import ops

from seqkit.types import Tensor

# About the least number that float32 holds in full; -85 nats.
TINY = 1e-37


def log_partition(
    potentials: Tensor,
    lengths: Tensor,
    transitions: Tensor,
    starts: Tensor,
    ends: Tensor,
) -> Tensor:
    """Adds the scores of all paths through a linear chain, as exponents.

    Each step is one product of matrices, a tenth of the time of adding all pairs of
    tags one by one. It is exact while no path that matters lies over 85 nats below the
    best one to the same step; such a path counts as if it lay there.

    Args:
        potentials: float32 `(batch, time, tags)`, finite on padding too.
        lengths: int32 `(batch,)`.
        transitions: float32 `(tags, tags)`, from the row's tag to the column's.
        starts: float32 `(tags,)`, of the tag of the first step.
        ends: float32 `(tags,)`, of the tag of the last real step.

    Returns:
        float32 `(batch,)`, the logarithm of the sum, in nats; 0 for a row without any
        real step.

    Reference: Lample et al. 2016, eq. before 1, https://arxiv.org/abs/1603.01360;
        the forward recursion of Rabiner 1989, eq. 19 to 21.

    Example:
    >>> zeros = [np.zeros(size) for size in [(1, 3, 2), (2, 2), (2,), (2,)]]
    >>> log_partition(zeros[0], np.array([3]), *zeros[1:])  # log 2 ** 3
    [2.0794415]
    """
    # What is subtracted and added again needs no gradient.
    peaks = ops.stop_gradient(ops.max(transitions, axis=0))
    weights = ops.exp(transitions - peaks)

    def step(carried, potentials):
        sums, place = carried
        highest = ops.stop_gradient(ops.max(sums, axis=-1, keepdims=True))
        onward = ops.matmul(ops.exp(sums - highest), weights)  # (batch, tags)
        onward = ops.log(ops.maximum(onward, TINY)) + highest + peaks + potentials
        carried = ops.where((place < lengths)[:, None], onward, sums), place + 1
        return carried, carried

    first = starts + potentials[:, 0]
    (sums, _), _ = ops.scan(step, (first, one()), later_steps(potentials))
    return ops.where(lengths > 0, ops.logsumexp(sums + ends, axis=-1), 0.0)


def later_steps(potentials: Tensor) -> Tensor:
    """Lays out for `ops.scan` what comes after the first step, and then one padding.

    So that there is a step to scan: TensorFlow stacks no results of none.

    Args:
        potentials: float `(batch, time, tags)`.

    Returns:
        float `(time, batch, tags)`.
    """
    later = ops.pad(potentials[:, 1:], [[0, 0], [0, 1], [0, 0]])
    return ops.transpose(later, (1, 0, 2))


def one() -> Tensor:
    """Gives the place of the second step, which `ops.scan` counts from there.

    On TensorFlow it takes no two sequences of unknown length, so none of places.
    """
    return ops.convert_to_tensor(1, dtype="int32")
