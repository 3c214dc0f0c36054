from keras import ops

from seqkit.layers.lengths import real_steps
from seqkit.layers.scan import scan
from seqkit.types import Tensor

# About the smallest float32 that has its full precision; its logarithm is -85.
TINY = 1e-37


def log_partition(
    potentials: Tensor,
    lengths: Tensor,
    transitions: Tensor,
    starts: Tensor,
    ends: Tensor,
) -> Tensor:
    """Compute the log-sum-exp of the scores of all paths through a linear chain.

    Each step is one product of matrices, which takes a tenth of the time of a
    log-sum-exp over all pairs of tags. A path that lies more than 85 nats below the
    best path to the same step counts as if it lay 85 nats below.

    Args:
        potentials: float32 `(batch, time, tags)`, finite on padding too.
        lengths: int32 `(batch,)`.
        transitions: float32 `(tags, tags)`, from the row's tag to the column's.
        starts: float32 `(tags,)`, score of each tag at the first step.
        ends: float32 `(tags,)`, score of each tag at the last real step.

    Returns:
        float32 `(batch,)`, in nats; 0 for a row without any real step.

    Reference: Lample et al. 2016, eq. before 1, https://arxiv.org/abs/1603.01360;
        the forward recursion of Rabiner 1989, eq. 19 to 21.

    Example:
    >>> zeros = [np.zeros(size) for size in [(1, 3, 2), (2, 2), (2,), (2,)]]
    >>> log_partition(zeros[0], np.array([3]), *zeros[1:])  # log 2 ** 3
    [2.0794415]
    """
    # The peaks are subtracted and added again, so their gradient is zero.
    peaks = ops.stop_gradient(ops.max(transitions, axis=0))
    weights = ops.exp(transitions - peaks)

    def step(carried, inputs):
        (sums,), potentials, real = carried, inputs[:, :-1], inputs[:, -1:] > 0
        highest = ops.stop_gradient(ops.max(sums, axis=-1, keepdims=True))
        onward = ops.matmul(ops.exp(sums - highest), weights)  # (batch, tags)
        onward = ops.log(ops.maximum(onward, TINY)) + highest + peaks + potentials
        return [ops.where(real, onward, sums)]

    first = starts + potentials[:, 0]
    (sums,), _ = scan(step, [first], _later_steps(potentials, lengths))
    return ops.where(lengths > 0, ops.logsumexp(sums + ends, axis=-1), 0.0)


def _later_steps(potentials, lengths):
    """Return all steps after the first, each with a last number that is 1 where real.

    One step of padding follows them, because `scan` takes at least one step. The result
    is float32 `(batch, time, tags + 1)`.
    """
    real = ops.cast(real_steps(potentials, lengths), potentials.dtype)
    later = ops.concatenate([potentials, real[..., None]], axis=-1)[:, 1:]
    return ops.pad(later, [[0, 0], [0, 1], [0, 0]])
