"""Forced alignment of CTC: the frames of each token of a known text."""

from keras import ops

from seqkit.backend.run_steps import run_steps
from seqkit.decoding.ctc_frames import NONE
from seqkit.decoding.ctc_frames import clean_frames
from seqkit.types import Tensor


def ctc_align(
    log_probs: Tensor, lengths: Tensor, tokens: Tensor, token_lengths: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the first and last frame of each token on the likeliest path of a text.

    The path is one of those whose tokens are the text. Frames between two tokens are
    blank. A text that no path has, such as one with more tokens than frames, has -1
    everywhere and the score -inf. A frame without any probability, such as NaN, counts
    as blank. Rows do not influence each other.

    Args:
        log_probs: float `(batch, frames, vocabulary)`, in nats; the blank is id 0.
        lengths: int32 `(batch,)`, the number of real frames of each row.
        tokens: int32 `(batch, text)`, padded on the right.
        token_lengths: int32 `(batch,)`, the number of tokens of each row.

    Returns:
        first: int32 `(batch, text)`, the first frame of each token; -1 on padding.
        last: int32 `(batch, text)`, the last frame of each token; -1 on padding.
        scores: float32 `(batch,)`, the log-probability of the path, in nats.

    Raises:
        ValueError: `log_probs` do not have three axes, the last of a known size.

    Reference: Graves et al. 2006, section 4.1, with the maximum in place of the sum,
        https://doi.org/10.1145/1143844.1143891.

    Example:
    >>> frames = np.log(np.eye(7)[[[0, 5, 5, 0, 6]]] + 1e-9)
    >>> ctc_align(frames, np.array([5]), np.array([[5, 6]]), np.array([2]))[:2]
    ([[1 4]], [[2 4]])
    """
    log_probs = clean_frames(log_probs, lengths, padding=1)
    token_lengths = ops.cast(ops.convert_to_tensor(token_lengths), "int32")
    tokens = ops.cast(ops.convert_to_tensor(tokens), "int32")
    ids, passable = _places(tokens)  # (batch, 2 * text + 1)
    emitted = ops.take_along_axis(
        log_probs,
        ops.broadcast_to(
            ids[:, None],
            (ops.shape(ids)[0], ops.shape(log_probs)[1], ops.shape(ids)[1]),
        ),
        axis=2,
    )  # (batch, frames + 1, places)
    path, scores = _best_path(
        ops.transpose(emitted, (1, 0, 2)), passable, token_lengths
    )

    text = ops.arange(ops.shape(tokens)[1], dtype="int32")
    here = ops.equal(path[..., None], 2 * text + 1)  # (batch, frames + 1, text)
    frames = ops.arange(ops.shape(path)[1], dtype="int32")[:, None]
    far = ops.shape(path)[1]
    first = ops.min(ops.where(here, frames, far), axis=1, initial=far)
    last = ops.max(ops.where(here, frames, -1), axis=1, initial=-1)
    found = scores > NONE / 2
    real = ops.logical_and(text < token_lengths[:, None], found[:, None])
    scores = ops.where(found, scores, -float("inf"))
    return ops.where(real, first, -1), ops.where(real, last, -1), scores


def _places(tokens):
    """Return the ids of blank, token, blank, …, blank, and which may skip a blank.

    Returns:
        ids: int32 `(batch, 2 * text + 1)`.
        passable: bool `(batch, 2 * text + 1)`, whether a path may come from two places
            before: to a token that does not equal the one before it.
    """
    blanks = ops.zeros_like(tokens)
    both = ops.stack([blanks, tokens], axis=2)  # (batch, text, 2)
    ids = ops.reshape(both, (ops.shape(tokens)[0], 2 * ops.shape(tokens)[1]))
    before = ops.pad(tokens, [[0, 0], [1, 0]])[:, :-1]
    passable = ops.stack([blanks, ops.cast(tokens != before, "int32")], axis=2)
    passable = ops.reshape(passable, ops.shape(ids))
    after = [[0, 0], [0, 1]]
    return ops.pad(ids, after), ops.pad(passable, after) > 0


def _best_path(emitted, passable, token_lengths):
    """Return the places of the best path, `(batch, frames)`, and its score."""
    batch, places = ops.shape(passable)
    first = ops.equal(ops.arange(places, dtype="int32"), 0)
    # Before the first frame, a path is at the first blank.
    start = ops.zeros((batch, 1)) + ops.where(first, 0.0, NONE)

    def forward(carried, inputs):
        (best,), (emitted,) = carried, inputs
        one = ops.pad(best, [[0, 0], [1, 0]], constant_values=NONE)[:, :-1]
        two = ops.pad(one, [[0, 0], [1, 0]], constant_values=NONE)[:, :-1]
        two = ops.where(passable, two, NONE)
        moves = ops.where(one > best, 1, 0)
        best = ops.maximum(best, one)
        moves = ops.cast(ops.where(two > best, 2, moves), "int32")
        best = ops.maximum(ops.maximum(best, two) + emitted, NONE)
        return (best,), (moves,)

    (best,), (moves,) = run_steps(forward, (start,), (emitted,))
    last = 2 * token_lengths[:, None]  # the last blank
    ends = ops.concatenate([last, ops.maximum(last - 1, 0)], axis=1)
    scores = ops.take_along_axis(best, ends, axis=1)  # (batch, 2)
    place = ops.where(scores[:, 1] > scores[:, 0], ends[:, 1], ends[:, 0])

    def back(carried, inputs):
        (place,), (moves,) = carried, inputs
        move = ops.take_along_axis(moves, place[:, None], axis=1)[:, 0]
        return (place - move,), (place,)

    _, (path,) = run_steps(back, (place,), (moves,), reverse=True)
    return ops.transpose(path), ops.max(scores, axis=1, initial=NONE)
