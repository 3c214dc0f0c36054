"""Beam search: the best few continuations of each row, kept side by side."""

from typing import Any

import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.backend.gather_rows import gather_rows
from seqkit.decoding.choose import LARGEST
from seqkit.decoding.choose import clamped
from seqkit.decoding.choose import finite
from seqkit.decoding.settings import STEEPEST
from seqkit.decoding.settings import check_search
from seqkit.decoding.settings import ids_of
from seqkit.types import State
from seqkit.types import Step
from seqkit.types import Tensor

# The score of what is no hypothesis; sums of log-probabilities of numbers stay above.
NONE = -LARGEST


def beam_search(
    step: Step,
    tokens: Tensor,
    state: State,
    memory: Any = (),
    *,
    length: int,
    beams: int,
    count: int = 1,
    length_penalty: float | Tensor = 0.0,
    end: int = 3,
    forbidden: tuple[int, ...] = (0, 1, 2),
) -> tuple[Tensor, Tensor]:
    """Search the `count` best continuations of each row.

    Each step ranks all extensions of a row's live beams by log-probability. Those of
    the first `beams` that end are finished: put aside, never extended. The first
    `beams` that do not end live on. A row is done when no live one can still come
    among its best `count`; when `beams` hypotheses are finished and no live one is
    ahead of the best `beams` of them; or at `length`. One beam is greedy search. At
    `length`, live beams (cut off, without an end) fill up the results of a row that has
    fewer than `count` finished ones, after these. Rows do not know of each other.

    `count` changes no result: those of a smaller one are the first of those of a larger
    one. It only ends the search sooner.

    Hypotheses rank by score / ((5 + n) / 6)^length_penalty, n tokens with the end. An
    impossible token (logit -inf) makes no hypothesis. Infinite logits and NaN are made
    finite (see `finite`), and so are all results.

    Args:
        step: `step(tokens, state, memory) -> logits, state`.
        tokens: int32 `(batch,)`, what the first step takes.
        state: nest of tensors, batch first. The step sees it, like `memory`, with
            `batch * beams` rows, those of one row side by side.
        memory: nest of tensors, batch first, repeated once and never reordered.
        length: int, the most new tokens, the end included.
        beams: int, how many hypotheses of a row live.
        count: int, how many results a row gives, at most `beams`.
        length_penalty: number or float `(batch,)`; 0: none, more favours longer ones.
            Tensors are clamped into [0, 10], NaN counts as 0.
        end: int, the id that ends a hypothesis.
        forbidden: ids never chosen: padding, unknown and start.

    Returns:
        tokens: int32 `(batch, count, length)`, best first, end included, then 0.
        scores: float32 `(batch, count)`, sums of log-probabilities of the tokens, in
            nats, without the penalty. Where there are fewer than `count` hypotheses,
            the rest are all 0 with a score of -1e9.

    Raises:
        ValueError: a number, of Python or NumPy, is out of range, or the logits' rank
            is not 2.

    Reference: Wu et al. 2016, eq. 14 (without the coverage term),
        https://arxiv.org/abs/1609.08144.

    Example:
    >>> step = lambda tokens, state, memory: (keras.ops.one_hot(tokens + 1, 9), state)
    >>> beam_search(step, np.array([4]), (), length=3, beams=2)[0]
    [[[5 6 7]]]
    """
    length, beams, count = check_search(length, beams, count, length_penalty)
    end, forbidden = whole_number("end", end, least=0), ids_of("forbidden", forbidden)
    tokens = ops.cast(ops.convert_to_tensor(tokens), "int32")
    batch = ops.shape(tokens)[0]
    tokens, state, memory = keras.tree.map_structure(
        lambda leaf: None if leaf is None else ops.repeat(leaf, beams, axis=0),
        (tokens, state, memory),
    )  # (batch * beams, ...)
    steepness = clamped(length_penalty, 0.0, STEEPEST, default=0.0)

    def penalty(size):
        return ops.power((5.0 + ops.cast(size, "float32")) / 6.0, steepness)

    def unfinished(position, tokens, state, live, pool, done):
        return ops.logical_not(ops.all(done))

    def extend(position, tokens, state, live, pool, done):
        logits, state = step(tokens, state, memory)
        parents, chosen, scores = _extensions(logits, live[1], forbidden)
        texts = gather_rows(live[0], parents)  # (batch, extensions, length)
        here = ops.arange(length, dtype="int32") == position
        texts = ops.where(here, chosen[..., None], texts)

        among_best = ops.arange(ops.shape(scores)[1], dtype="int32") < beams
        ends = ops.logical_and(
            chosen == end, ops.logical_and(among_best, _real(scores))
        )
        ranks = ops.where(ends, scores / penalty(position + 1), NONE)
        pool = _merged(pool, (texts, scores, ranks), done)

        scores, best = ops.top_k(ops.where(chosen == end, NONE, scores), beams)
        live = gather_rows(texts, best), scores
        tokens = ops.reshape(gather_rows(chosen, best), (-1,))  # (batch * beams,)
        state = _reordered(state, gather_rows(parents, best))

        # Log-probabilities only fall, and the penalty is largest at `length`.
        reachable = scores[:, 0] / penalty(length)[:, 0]
        ahead = scores[:, 0] / penalty(position + 1)[:, 0]
        ranks = pool[2]  # (batch, beams), NONE where fewer are finished
        settled = ops.logical_or(
            ranks[:, count - 1] >= reachable, ranks[:, -1] >= ahead
        )
        hopeless = ops.logical_not(_real(scores[:, 0]))
        done = ops.logical_or(done, ops.logical_or(settled, hopeless))
        return position + 1, tokens, state, live, pool, done

    start = (
        ops.convert_to_tensor(0, dtype="int32"),
        tokens,
        state,
        _first(batch, beams, length, [0.0] + [NONE] * (beams - 1)),
        (*_first(batch, beams, length, [NONE] * beams), ops.full((batch, beams), NONE)),
        ops.zeros((batch,), dtype="bool"),
    )
    finish = ops.while_loop(unfinished, extend, start, maximum_iterations=length)
    return _results(live=finish[3], pool=finish[4], count=count)


def _first(batch, beams, length, scores):
    """Return hypotheses before the first step; one lives, so that none comes twice."""
    texts = ops.zeros((batch, beams, length), dtype="int32")
    return texts, ops.zeros((batch, beams)) + ops.convert_to_tensor(scores, "float32")


def _extensions(logits, live_scores, forbidden):
    """Return parents, tokens and scores of the best `2 * beams` extensions, best first.

    Of so many, `beams` at least do not end, since each parent can end only once. For
    the same reason the best `beams + 1` allowed tokens of each parent are enough.
    """
    beams = live_scores.shape[1]
    logits = finite(logits)  # (batch * beams, vocabulary)
    width = min(ops.shape(logits)[-1], beams + 1 + len(forbidden))
    gained, chosen = ops.top_k(logits, width)  # (batch * beams, width)
    gained = gained - ops.logsumexp(logits, axis=-1, keepdims=True)
    for token in forbidden:
        gained = ops.where(chosen == token, NONE, gained)
    scores = live_scores[..., None] + ops.reshape(gained, (-1, beams, width))
    scores = ops.reshape(ops.maximum(scores, NONE), (-1, beams * width))
    scores, best = ops.top_k(scores, min(2 * beams, beams * width))
    chosen = gather_rows(ops.reshape(chosen, (-1, beams * width)), best)
    best = ops.cast(best, "int32")
    return best // width, ops.cast(chosen, "int32"), scores  # (batch, 2 * beams)


def _merged(pool, extensions, done):
    """Merge the finished and those that just ended; a row that is done stays."""
    texts, scores, ranks = (
        ops.concatenate(both, axis=1) for both in zip(pool, extensions, strict=True)
    )
    ranks, best = ops.top_k(ranks, pool[2].shape[1])
    merged = gather_rows(texts, best), gather_rows(scores, best), ranks
    return tuple(
        ops.where(ops.reshape(done, (-1,) + (1,) * (len(old.shape) - 1)), old, new)
        for old, new in zip(pool, merged, strict=True)
    )


def _reordered(state, parents):
    """Return the state of each live beam's parent; `parents` int32 `(batch, beams)`."""
    batch, beams = ops.shape(parents)
    rows = parents + ops.arange(batch, dtype="int32")[:, None] * beams
    rows = ops.reshape(rows, (-1,))  # (batch * beams,)
    return keras.tree.map_structure(lambda leaf: ops.take(leaf, rows, axis=0), state)


def _results(live, pool, count):
    """Return the first `count` of the finished, then live, ones, each best first."""
    beams = pool[2].shape[1]
    finished = ops.sum(ops.cast(_real(pool[2]), "int32"), axis=1, keepdims=True)
    place = ops.arange(count, dtype="int32")[None]
    # Behind the pool's `beams` places stand the live ones.
    place = ops.where(place < finished, place, beams + place - finished)
    texts = gather_rows(ops.concatenate([pool[0], live[0]], axis=1), place)
    scores = gather_rows(ops.concatenate([pool[1], live[1]], axis=1), place)
    real = _real(scores)
    return ops.where(real[..., None], texts, 0), ops.where(real, scores, NONE)


def _real(scores):
    return scores > NONE / 2
