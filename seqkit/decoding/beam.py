"""Beam search: the best few continuations of each row, kept side by side."""

from typing import Any

import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.backend.gather_rows import gather_rows
from seqkit.backend.loop_over_rows import loop_over_rows
from seqkit.decoding.choose_token import clamped
from seqkit.decoding.choose_token import finite
from seqkit.decoding.hypotheses import NONE
from seqkit.decoding.hypotheses import best_finished
from seqkit.decoding.hypotheses import blank
from seqkit.decoding.hypotheses import is_real
from seqkit.decoding.hypotheses import results
from seqkit.decoding.largest import largest
from seqkit.decoding.settings import STEEPEST
from seqkit.decoding.settings import check_search
from seqkit.decoding.settings import ids_of
from seqkit.types import State
from seqkit.types import Step
from seqkit.types import Tensor


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
    repeat_memory: bool = True,
) -> tuple[Tensor, Tensor]:
    """Search the `count` best continuations of each row.

    A row has `beams` live hypotheses. Each step extends them by every token, and ranks
    the extensions by log-probability. An extension that ends and is one of the first
    `beams` is finished: it is stored, and never extended again. The first `beams`
    extensions that do not end are the next live hypotheses.

    A row is done after `length` steps, or earlier in one of two cases: no live
    hypothesis can still become one of the best `count`; or `beams` hypotheses are
    finished, and no live one ranks above any of the best `beams` finished ones. If
    fewer than `count` hypotheses of a row are finished, its live hypotheses, which have
    no end, follow them in the results. One beam is greedy search. Rows do not influence
    each other.

    A smaller `count` returns the first results of a larger one; the search may only end
    sooner.

    Hypotheses rank by score / ((5 + n) / 6)^length_penalty; n is the number of tokens,
    including the end. A token with the logit -inf extends no hypothesis. Infinite
    logits and NaN are made finite (see `finite`), so all results are finite.

    Args:
        step: `step(tokens, state, memory) -> logits, state`.
        tokens: int32 `(batch,)`, the input of the first step.
        state: nest of tensors, batch first. It is repeated, so that `step` gets
            `rows * beams` rows, in which the beams of a row are next to one another.
            The first step gets all rows of the batch; on JAX all steps do, on other
            backends later steps get only the rows that are not done.
        memory: nest of tensors, batch first, repeated like `state`.
        length: int, largest number of new tokens, including the end.
        beams: int, number of live hypotheses of a row.
        count: int, number of results of a row, at most `beams`.
        length_penalty: number or float `(batch,)`. 0: no penalty. Larger values prefer
            longer hypotheses. Values of tensors are clamped to [0, 10]; NaN counts as
            0.
        end: int, the id that ends a hypothesis.
        forbidden: ids that are never chosen: padding, unknown and start.
        repeat_memory: bool. False: `step` gets one row of `memory` for the beams of a
            row, which saves a copy for each beam; `layers.AttentiveDecoder` reads both.

    Returns:
        tokens: int32 `(batch, count, length)`, the tokens of the hypotheses, best
            first; each with its end, then padded with 0.
        scores: float32 `(batch, count)`, the sum of the log-probabilities of the
            tokens, in nats, without the penalty. If a row has fewer than `count`
            hypotheses, the places left over have tokens 0 and the score -1e9.

    Raises:
        ValueError: a number of Python or NumPy is out of range, or the logits do not
            have two axes.

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
    steepness = clamped(length_penalty, 0.0, STEEPEST, default=0.0)
    steepness = ops.broadcast_to(steepness, (batch, 1))

    def extend_with(fixed):
        """Return the body of the loop, for the rows of a memory."""
        memory, steepness = fixed
        if repeat_memory:
            memory = _repeated(memory, beams)  # (rows * beams, …)

        def rank(scores, size):
            size = ops.cast(size, "float32")[..., None]
            return scores / ops.power((5.0 + size) / 6.0, steepness)

        def extend(position, tokens, state, live, finished, done):
            logits, state = step(*_flat((tokens, state)), memory)
            parents, chosen, scores = _extensions(logits, live[1], forbidden)
            texts = gather_rows(live[0], parents)  # (rows, extensions, length)
            here = ops.arange(length, dtype="int32") == position[:, None, None]
            texts = ops.where(here, chosen[..., None], texts)
            position = position + 1

            ends = _among_best(scores, beams) & (chosen == end)
            ranks = ops.where(ends, rank(scores, position), NONE)
            finished = best_finished(finished, (texts, scores, ranks), done)

            scores, best = ops.top_k(ops.where(chosen == end, NONE, scores), beams)
            live = gather_rows(texts, best), scores
            tokens = gather_rows(chosen, best)  # (rows, beams)
            state = _reordered(state, gather_rows(parents, best))

            # The highest rank that a live hypothesis can still reach: more tokens lower
            # its score, and the divisor is largest at `length`.
            highest = scores[:, :1]  # (rows, 1)
            reachable = rank(highest, ops.full_like(position, length))
            ranks = finished[2]  # (rows, beams); NONE in places without a hypothesis
            settled = (ranks[:, count - 1 : count] >= reachable) | (
                ranks[:, -1:] >= rank(highest, position)
            )
            stops = settled | ~is_real(highest) | (position[:, None] == length)
            return position, tokens, state, live, finished, done | stops[:, 0]

        return extend

    start = (
        ops.zeros((batch,), dtype="int32"),
        *_several((tokens, state), beams),
        # Only one hypothesis is live at first, since all would have equal extensions.
        blank(batch, [0.0] + [NONE] * (beams - 1), length),
        (*blank(batch, [NONE] * beams, length), ops.full((batch, beams), NONE)),
        ops.zeros((batch,), dtype="bool"),
    )
    _, _, _, live, finished, _ = loop_over_rows(extend_with, (memory, steepness), start)
    return results(live, finished, count)


def _repeated(memory, beams):
    """Return the memory with each row repeated."""
    return keras.tree.map_structure(
        lambda leaf: None if leaf is None else ops.repeat(leaf, beams, axis=0), memory
    )


def _several(nest, beams):
    """Return leaves `(rows, …)` with each row repeated, as `(rows, beams, …)`."""
    return keras.tree.map_structure(
        lambda leaf: ops.repeat(ops.expand_dims(leaf, 1), beams, axis=1), nest
    )


def _flat(nest):
    """Return leaves `(rows, beams, …)` as `(rows * beams, …)`."""

    def flat(leaf):
        rows, beams, *rest = ops.shape(leaf)
        return ops.reshape(leaf, (rows * beams, *rest))

    return keras.tree.map_structure(flat, nest)


def _extensions(logits, live_scores, forbidden):
    """Return parents, tokens and scores of the best `2 * beams` extensions, best first.

    Each parent has only one extension that ends, so at least `beams` of the extensions
    do not end, and the best `beams + 1` allowed tokens of each parent suffice.
    """
    beams = live_scores.shape[1]
    logits = finite(logits)  # (batch * beams, vocabulary)
    width = min(ops.shape(logits)[-1], beams + 1 + len(forbidden))
    gained, chosen = largest(logits, width)  # (batch * beams, width)
    gained = gained - ops.logsumexp(logits, axis=-1, keepdims=True)
    for token in forbidden:
        gained = ops.where(chosen == token, NONE, gained)
    scores = live_scores[..., None] + ops.reshape(gained, (-1, beams, width))
    scores = ops.reshape(ops.maximum(scores, NONE), (-1, beams * width))
    scores, best = ops.top_k(scores, min(2 * beams, beams * width))
    # (batch, 2 * beams)
    chosen = gather_rows(ops.reshape(chosen, (-1, beams * width)), best)
    best = ops.cast(best, "int32")
    return best // width, ops.cast(chosen, "int32"), scores  # (batch, 2 * beams)


def _among_best(scores, beams):
    """Return bool, True if an extension is one of the first `beams`, and possible."""
    return (ops.arange(ops.shape(scores)[1], dtype="int32") < beams) & is_real(scores)


def _reordered(state, parents):
    """Return the state of the parents, int32 `(rows, beams)`; leaves as before."""
    rows, beams = ops.shape(parents)

    def reorder(leaf):
        leaf = ops.reshape(leaf, (rows, beams, *ops.shape(leaf)[1:]))
        return gather_rows(leaf, parents)

    return keras.tree.map_structure(reorder, state)
