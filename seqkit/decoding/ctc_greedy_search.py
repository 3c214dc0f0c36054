"""Greedy decoding of CTC: the likeliest id of each frame, merged to tokens."""

from keras import ops

from seqkit.backend.move_left import move_left
from seqkit.decoding.ctc_frames import NONE
from seqkit.decoding.ctc_frames import clean_frames
from seqkit.types import Tensor


def ctc_greedy(log_probs: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Return the tokens of the likeliest path of each row.

    The path has the likeliest id of each frame. Equal ids that follow each other are
    one token, and blanks, id 0, are left out. A frame without any probability, such as
    NaN, counts as a blank. Rows do not influence each other.

    Args:
        log_probs: float `(batch, frames, vocabulary)`, in nats.
        lengths: int32 `(batch,)`, the number of real frames of each row.

    Returns:
        tokens: int32 `(batch, frames)`, padded on the right with 0.
        scores: float32 `(batch,)`, the log-probability of the path, in nats. That of
            the tokens is at least as high, since other paths have the same tokens.

    Raises:
        ValueError: `log_probs` do not have three axes, the last of a known size.

    Reference: Graves et al. 2006, section 3.2,
        https://doi.org/10.1145/1143844.1143891.

    Example:
    >>> path = np.array([[5, 5, 0, 5, 6]])
    >>> ctc_greedy(np.log(np.eye(7)[path] + 1e-9), np.array([4]))[0]
    [[5 5 0 0 0]]
    """
    log_probs = clean_frames(log_probs, lengths)
    best = ops.cast(ops.argmax(log_probs, axis=-1), "int32")  # (batch, frames)
    before = ops.pad(best, [[0, 0], [1, 0]])[:, :-1]  # (batch, frames)
    tokens = ops.where(ops.equal(best, before), 0, best)
    # `initial`, because TensorFlow refuses the maximum of a batch without frames.
    highest = ops.max(log_probs, axis=-1, initial=NONE)  # (batch, frames)
    return move_left(tokens), ops.sum(highest, axis=1)
