"""Hypotheses of a beam search: the tokens and scores of several texts for each row."""

from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.decoding.choose_token import LARGEST
from seqkit.types import Tensor

# The score of a place without a hypothesis. The score of a real hypothesis is above it,
# even if its logits were clamped.
NONE = -LARGEST

Live = tuple[Tensor, Tensor]
"""Tokens int32 `(rows, places, length)` and scores float32 `(rows, places)`."""

Finished = tuple[Tensor, Tensor, Tensor]
"""Tokens, scores and ranks; the ranks have the shape of the scores."""


def is_real(scores: Tensor) -> Tensor:
    """Return bool, True if a score is that of a hypothesis."""
    return scores > NONE / 2


def blank(rows: int | Tensor, scores: list[float], length: int) -> Live:
    """Return hypotheses without tokens, with the same scores in each row."""
    texts = ops.zeros((rows, len(scores), length), dtype="int32")
    scores = ops.convert_to_tensor(scores, dtype="float32")
    return texts, ops.zeros((rows, scores.shape[0])) + scores


def best_finished(kept: Finished, new: Finished, done: Tensor) -> Finished:
    """Return those of the highest rank, as many as `kept` has places.

    Args:
        kept: the best finished hypotheses so far.
        new: more hypotheses. The rank is NONE if one is not finished.
        done: bool `(rows,)`. True: the row keeps what it has.
    """
    texts, scores, ranks = (
        ops.concatenate(both, axis=1) for both in zip(kept, new, strict=True)
    )
    ranks, best = ops.top_k(ranks, kept[2].shape[1])
    merged = gather_rows(texts, best), gather_rows(scores, best), ranks
    return tuple(
        ops.where(ops.reshape(done, (-1,) + (1,) * (len(old.shape) - 1)), old, new)
        for old, new in zip(kept, merged, strict=True)
    )


def results(live: Live, finished: Finished, count: int) -> Live:
    """Return the best `count` hypotheses: finished ones first, then live ones.

    Places that are left over have tokens 0 and the score NONE.
    """
    places = finished[2].shape[1]
    found = ops.sum(ops.cast(is_real(finished[2]), "int32"), axis=1, keepdims=True)
    place = ops.arange(count, dtype="int32")[None]
    # Live hypotheses are concatenated after the places of the finished ones.
    place = ops.where(place < found, place, places + place - found)
    texts = gather_rows(ops.concatenate([finished[0], live[0]], axis=1), place)
    scores = gather_rows(ops.concatenate([finished[1], live[1]], axis=1), place)
    real = is_real(scores)
    return ops.where(real[..., None], texts, 0), ops.where(real, scores, NONE)
