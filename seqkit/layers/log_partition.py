"""The normaliser of a CRF's probabilities, which `CRF.log_likelihood` computes."""

from keras import ops

from seqkit.layers.lengths import real_steps
from seqkit.layers.scan import scan
from seqkit.types import Tensor

# Smaller float32 numbers lose precision (the limit is 1.2e-38). The logarithm is -85.
TINY = 1e-37


def log_partition(
    potentials: Tensor,
    lengths: Tensor,
    transitions: Tensor,
    starts: Tensor,
    ends: Tensor,
) -> Tensor:
    """Compute the log-sum-exp of the scores of all paths through a linear chain.

    The result normalises the probabilities of a CRF: the log-probability of a path is
    the score of the path minus this number.

    Each step is one product of matrices, which takes a tenth of the time of a
    log-sum-exp over all pairs of tags. The result of the product has a floor, so that
    its logarithm is finite: the sum over all paths to a tag counts as at least -85
    nats, relative to the best tag of the step before and the best transition.

    Args:
        potentials: float32 `(batch, time, tags)`, the score of each tag at each step.
            Padding must be finite too, since NaN in a value that is not chosen still
            makes the gradient NaN.
        lengths: int32 `(batch,)`, real steps of each row.
        transitions: float32 `(tags, tags)`, the score of each pair of neighbours: of
            the row's tag followed by the column's tag.
        starts: float32 `(tags,)`, score of each tag at the first step.
        ends: float32 `(tags,)`, score of each tag at the last real step.

    Returns:
        float32 `(batch,)`, in nats; 0 for a row without any real step.

    Reference: Lample et al. 2016, section 2.2, the denominator of the softmax over
        paths, https://arxiv.org/abs/1603.01360; computed by the forward recursion of
        Rabiner 1989, eq. 19 to 21.

    Example:
    >>> zeros = [np.zeros(size) for size in [(1, 3, 2), (2, 2), (2,), (2,)]]
    >>> log_partition(zeros[0], np.array([3]), *zeros[1:])  # log 2 ** 3
    [2.0794415]
    """
    # The largest score into each tag is subtracted before `exp` and added after `log`,
    # so that `exp` does not overflow. The two cancel, so no gradient is needed.
    peaks = ops.stop_gradient(ops.max(transitions, axis=0))
    weights = ops.exp(transitions - peaks)

    def step(carried, inputs):
        (sums,), potentials, real = carried, inputs[:, :-1], inputs[:, -1:] > 0
        highest = ops.stop_gradient(ops.max(sums, axis=-1, keepdims=True))
        onward = ops.matmul(ops.exp(sums - highest), weights)  # (batch, tags)
        onward = ops.log(ops.maximum(onward, TINY)) + highest + peaks + potentials
        return [ops.where(real, onward, sums)]

    first = starts + potentials[:, 0]  # (batch, tags)
    (sums,), _ = scan(step, [first], _steps_after_first(potentials, lengths))
    return ops.where(lengths > 0, ops.logsumexp(sums + ends, axis=-1), 0.0)


def _steps_after_first(potentials, lengths):
    """Return the potentials after the first step, with one more number for each step.

    The number is 1 if the step is real, 0 on padding. One step of padding is
    appended, because `scan` takes at least one step. The result is float32
    `(batch, time, tags + 1)`.
    """
    real = ops.cast(real_steps(potentials, lengths), potentials.dtype)
    steps = ops.concatenate([potentials, real[..., None]], axis=-1)[:, 1:]
    return ops.pad(steps, [[0, 0], [0, 1], [0, 0]])
