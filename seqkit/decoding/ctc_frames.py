"""The log-probabilities of frames without NaN, infinities and padding."""

from keras import ops

from seqkit.types import Tensor

# The log-probability of an impossible event. Sums of real log-probabilities are above
# its half.
NONE = -1e9


def clean_frames(log_probs: Tensor, lengths: Tensor, padding: int = 0) -> Tensor:
    """Return the log-probabilities of frames, all finite, with blanks on padding.

    NaN and -inf become -1e9. In frames beyond the length of a row, and in frames
    without any probability, such as NaN, the blank has log-probability 0 and the other
    ids -1e9. Such a frame changes no score.

    Args:
        log_probs: float `(batch, frames, vocabulary)`.
        lengths: int32 `(batch,)`, the number of real frames of each row.
        padding: int, the number of frames to add to all rows.

    Returns:
        float32 `(batch, frames + padding, vocabulary)`.

    Raises:
        ValueError: `log_probs` do not have three axes, the last of a known size.
    """
    log_probs = ops.convert_to_tensor(log_probs)
    if len(log_probs.shape) != 3 or log_probs.shape[-1] is None:
        raise ValueError(
            "`log_probs` have the shape (batch, frames, vocabulary), with a vocabulary "
            f"of known size. Received shape {tuple(log_probs.shape)}. "
            "Give a single row a batch axis first: `log_probs[None]`."
        )
    log_probs = ops.cast(log_probs, "float32")
    # NaN is not larger than anything.
    log_probs = ops.where(log_probs > NONE, ops.minimum(log_probs, 0.0), NONE)
    frames = ops.shape(log_probs)[1]
    lengths = ops.minimum(ops.cast(ops.convert_to_tensor(lengths), "int32"), frames)
    log_probs = ops.pad(log_probs, [[0, 0], [0, padding], [0, 0]])
    real = ops.arange(frames + padding, dtype="int32") < lengths[:, None]
    real = ops.logical_and(real, ops.max(log_probs, axis=-1, initial=NONE) > NONE / 2)
    ids = ops.arange(log_probs.shape[-1], dtype="int32")
    blank = ops.where(ids == 0, 0.0, NONE)  # (vocabulary,)
    return ops.where(real[..., None], log_probs, blank)
