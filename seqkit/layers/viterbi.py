"""The search for the likeliest path of tags, which `CRF.viterbi` calls."""

from keras import ops

from seqkit.types import Tensor


def viterbi(
    potentials: Tensor,
    lengths: Tensor,
    transitions: Tensor,
    starts: Tensor,
    ends: Tensor,
) -> tuple[Tensor, Tensor]:
    """Find the path of the highest score through a linear chain.

    Of paths with equal scores the result has the lowest last tag, then the lowest tag
    before it, and so on.

    Args:
        potentials: float32 `(batch, time, tags)`, the score of each tag at each step;
            finite on padding too.
        lengths: int32 `(batch,)`, real steps of each row.
        transitions: float32 `(tags, tags)`, the score of each pair of neighbours: of
            the row's tag followed by the column's tag.
        starts: float32 `(tags,)`, score of each tag at the first step.
        ends: float32 `(tags,)`, score of each tag at the last real step.

    Returns:
        tags: int32 `(batch, time)`; -1 on padding.
        scores: float32 `(batch,)`, the score of each path; 0 for a row without any real
            step.

    Reference: Viterbi 1967; Lample et al. 2016, eq. 2,
        https://arxiv.org/abs/1603.01360.

    Example:
    >>> prefer = np.array([[[0.0, 1.0], [3.0, 0.0]]])
    >>> stay = np.array([[5.0, 0.0], [0.0, 5.0]])
    >>> viterbi(prefer, np.array([2]), stay, np.zeros(2), np.zeros(2))
    ([[0 0]], [8.])
    """
    into = ops.transpose(transitions)  # of the column's tag followed by the row's

    # `best` is the highest score of all paths that end in a tag; `place` counts steps.
    def step(carried, potentials):
        best, place = carried
        onward = ops.max(best[:, None] + into, axis=-1) + potentials  # (batch, tags)
        carried = ops.where((place < lengths)[:, None], onward, best), place + 1
        return carried, carried

    first = starts + potentials[:, 0]  # (batch, tags)
    # One step of padding is added: TensorFlow cannot stack the results of zero steps.
    later = ops.pad(potentials[:, 1:], [[0, 0], [0, 1], [0, 0]])  # (batch, time, tags)
    later = ops.transpose(later, (1, 0, 2))  # (time, batch, tags)
    # The loop counts the places itself: TensorFlow cannot scan over places beside
    # `later` if the number of steps is unknown.
    second = ops.convert_to_tensor(1, dtype="int32")
    (best, _), (later, _) = ops.scan(step, (first, second), later)
    scores = ops.where(lengths > 0, ops.max(best + ends, axis=-1), 0.0)  # (batch,)
    steps = ops.concatenate([first[None], later[:-1]])  # (time, batch, tags)
    return _trace_back(steps, lengths, into, ends), scores


def _trace_back(steps, lengths, into, ends):
    """Return each row's best path, found from its last tag to its first.

    For each tag of the path, the best tag before it is computed here. To store the best
    previous tag of all tags in the forward loop would take longer.
    """

    def step(carried, best):
        tags, place = carried
        last = (place == lengths - 1)[:, None]  # (batch, 1)
        onward = ops.where(last, ends, ops.take(into, tags, axis=0))  # (batch, tags)
        tags = ops.cast(ops.argmax(best + onward, axis=-1), "int32")  # (batch,)
        return (tags, place - 1), (ops.where(place < lengths, tags, -1), place)

    end = (
        ops.zeros_like(lengths, dtype="int32"),
        ops.cast(ops.shape(steps)[0] - 1, "int32"),
    )
    _, (tags, _) = ops.scan(step, end, steps, reverse=True)
    return ops.transpose(tags)  # (batch, time)
