"""Prefix beam search: the best texts of frames, with or without a language model."""

from collections.abc import Callable
from typing import Any

from keras import ops

from seqkit.arguments import whole_number
from seqkit.backend.move_left import move_left
from seqkit.backend.run_steps import run_steps
from seqkit.decoding.ctc_frames import NONE
from seqkit.decoding.ctc_frames import clean_frames
from seqkit.decoding.ctc_prefixes import Prefixes
from seqkit.decoding.ctc_prefixes import candidates_of
from seqkit.decoding.ctc_prefixes import chosen_prefixes
from seqkit.decoding.ctc_prefixes import empty_prefixes
from seqkit.decoding.language_scores import LanguageScores
from seqkit.decoding.language_scores import NoLanguage
from seqkit.types import State
from seqkit.types import Step
from seqkit.types import Tensor


def ctc_beam_search(
    log_probs: Tensor,
    lengths: Tensor,
    beams: int = 16,
    count: int = 1,
    *,
    step: Step | None = None,
    state: State = (),
    memory: Any = (),
    finish: Callable[[State, Any], Tensor] | None = None,
    start: int = 2,
    end: int = 3,
    weight: float | Tensor = 0.5,
    bonus: float | Tensor = 0.0,
    margin: float | None = 12.0,
) -> tuple[Tensor, Tensor]:
    """Search the `count` best texts of each row of frames.

    A row has up to `beams` prefixes. A prefix has the probability of all paths with its
    tokens, apart for paths that end in a blank and paths that end in its last token.
    Each frame keeps a prefix or extends it by a token; an extension that equals another
    prefix is added to it; and the best `beams` of all remain. Rows do not influence
    each other. A frame without any probability, such as NaN, changes nothing.

    Without `step` the score of a text is the log-probability of the paths that were
    kept. With the step of a language model it is log p_ctc + weight * log p_language +
    bonus * tokens; p_language has the end of the text at the end of the search. The ids
    0, 1, `start` and `end`, and tokens that the language model gives a logit of -inf,
    extend no prefix then.

    Args:
        log_probs: float `(batch, frames, vocabulary)`, in nats; the blank is id 0.
        lengths: int32 `(batch,)`, the number of real frames of each row.
        beams: int, the most prefixes of a row.
        count: int, the number of results of a row, at most `beams`.
        step: `step(tokens, state, memory) -> logits, state`, a language model with the
            same vocabulary. In each frame it reads only the prefixes that were
            extended, in up to `batch * beams` rows. None: no language model.
        state: nest of tensors, batch first, the state of `step` before its first
            token, `start`. It is repeated for the beams.
        memory: nest of tensors, batch first, repeated like `state`.
        finish: `finish(state, memory) -> scores (rows,)`, the log-probability of the
            end. With `finish`, `step` returns log-probabilities that need no softmax,
            see `spelled_words`. None: the log-probability of `end`.
        start: int, the first token that `step` reads.
        end: int, the id of the end in the logits of `step`.
        weight: number or scalar tensor, the weight of the language model.
        bonus: number or scalar tensor, nats that each token adds, with a language
            model or without.
        margin: float, nats. Prefixes that score so much lower than the best of their
            row are dropped in each frame, so that a frame of blank extends no prefix,
            and the language model need not run. None: no prefix is dropped.

    Returns:
        tokens: int32 `(batch, count, frames)`, best first, padded on the right with 0.
        scores: float32 `(batch, count)`, in nats. Where a row has fewer texts, tokens
            are 0 and the score is -1e9.

    Raises:
        ValueError: `log_probs` do not have three axes, or a number is out of range.

    Reference: Graves and Jaitly 2014, section 4,
        https://proceedings.mlr.press/v32/graves14.html; Hannun et al. 2014,
        algorithm 1, https://arxiv.org/abs/1408.2873. Here texts are compared by a hash
        of 64 bits, and the language model scores each token.

    Example:
    >>> ctc_beam_search(np.log([[[0.4, 0.35, 0.25]] * 2]), np.array([2]))
    ([[[1 0]]], [[-0.8915981]])
    """
    beams, count = whole_number("beams", beams), whole_number("count", count)
    if count > beams:
        raise ValueError(
            f"`count` is at most `beams`. Received count={count} and beams={beams}. "
            "Give more beams."
        )
    # One more frame, since a loop over time has at least one step.
    log_probs = clean_frames(log_probs, lengths, padding=1)
    batch, vocabulary = ops.shape(log_probs)[0], log_probs.shape[-1]
    bonus = ops.cast(bonus, "float32")
    language = NoLanguage(vocabulary, beams, bonus)
    if step is not None:
        language = LanguageScores(
            vocabulary,
            beams,
            bonus,
            step=step,
            memory=memory,
            finish=finish,
            ids=(start, end),
            weight=ops.cast(weight, "float32"),
        )

    def advance(carried, inputs):
        prefixes, scored = Prefixes(*carried[0]), carried[1]
        candidates = candidates_of(prefixes, inputs[0], language.allowed(scored))
        ranks = candidates.masses + language.gains(scored)
        ranks = ops.where(candidates.masses > NONE / 2, ranks, NONE)
        if margin is not None:
            best = ops.max(ranks, axis=1, keepdims=True)
            ranks = ops.where(ranks < best - margin, NONE, ranks)
        ranks, places = ops.top_k(ranks, beams)  # (batch, beams)
        places = ops.cast(places, "int32")
        prefixes, parents, tokens = chosen_prefixes(prefixes, candidates, ranks, places)
        scored = language.advanced(scored, parents, tokens)
        return (tuple(prefixes), scored), (parents, tokens)

    first = tuple(empty_prefixes(batch, beams)), language.first(batch, state)
    (prefixes, scored), moves = run_steps(
        advance, first, (ops.transpose(log_probs, (1, 0, 2)),)
    )
    masses = Prefixes(*prefixes).masses  # (batch, beams)
    scores = masses + language.at_the_end(scored)
    scores = ops.where(masses > NONE / 2, ops.maximum(scores, NONE), NONE)
    scores, places = ops.top_k(scores, count)  # (batch, count)
    tokens = _trace_back(ops.cast(places, "int32"), moves)[:, :, :-1]
    real = scores > NONE / 2
    return ops.where(real[..., None], tokens, 0), ops.where(real, scores, NONE)


def _trace_back(places, moves):
    """Return the tokens of the prefixes at `places`, from their last frame to first."""

    def step(carried, inputs):
        places, (parents, tokens) = carried[0], inputs
        tokens = ops.take_along_axis(tokens, places, axis=1)
        return (ops.take_along_axis(parents, places, axis=1),), (tokens,)

    _, (tokens,) = run_steps(step, (places,), moves, reverse=True)
    tokens = ops.transpose(tokens, (1, 2, 0))  # (batch, count, frames)
    flat = ops.reshape(tokens, (-1, ops.shape(tokens)[2]))  # (batch * count, frames)
    return ops.reshape(move_left(flat), ops.shape(tokens))
