"""Sampling: each next token is drawn from the distribution that a step returns."""

from numbers import Real
from typing import Any

from keras import ops

from seqkit.arguments import whole_number
from seqkit.decoding.choose_token import choose
from seqkit.decoding.choose_token import finite
from seqkit.decoding.settings import check_sampling
from seqkit.decoding.settings import ids_of
from seqkit.decoding.settings import is_tensor
from seqkit.decoding.unroll import unroll
from seqkit.noise import uniforms
from seqkit.types import State
from seqkit.types import Step
from seqkit.types import Tensor


def sample(
    step: Step,
    tokens: Tensor,
    state: State,
    memory: Any = (),
    *,
    length: int,
    temperature: float | Tensor = 1.0,
    top_k: int | Tensor | None = None,
    top_p: float | Tensor | None = None,
    seed: int | Tensor = 0,
    end: int = 3,
    forbidden: tuple[int, ...] = (0, 1, 2),
) -> tuple[Tensor, Tensor]:
    """Continue each row by sampling, until its end or until it has `length` tokens.

    The tokens of a row depend on the inputs, settings and seed of this row, and not on
    other rows of the batch. Settings that are tensors are clamped to their range (see
    `choose`), and NaN and infinite logits are made finite (see `finite`). So a traced
    graph answers any input with finite numbers, in at most `length` steps.

    Args:
        step: `step(tokens, state, memory) -> logits, state`.
        tokens: int32 `(rows,)`, the input of the first step.
        state: nest of tensors, batch first.
        memory: nest of tensors, batch first, the same at each step.
        length: int, largest number of new tokens, including the end.
        temperature: number or float `(rows,)`, divides the logits. 0: greedy.
        top_k: int or int `(rows,)`: draw among the `top_k` likeliest tokens. None or 0:
            among all.
        top_p: number or float `(rows,)`: draw among the smallest set of likeliest
            tokens whose total probability is at least `top_p`. None or 1: among all.
        seed: int or int tensor, the key of the random numbers. If it is a scalar, the
            numbers of a row also depend on its place in the batch; if it has the shape
            `(rows,)`, they depend on the row's seed alone.
        end: int, the id that ends a row.
        forbidden: ids that are never chosen: padding, unknown and start.

    Returns:
        tokens: int32 `(rows, length)`, the new tokens with the end, then 0.
        scores: float32 `(rows,)`, sum of the chosen tokens' log-probabilities, in nats,
            before temperature, filters and `forbidden` are applied.

    Raises:
        ValueError: a number of Python or NumPy is out of range, or the logits do not
            have two axes.

    Example:
    >>> step = lambda tokens, state, memory: (keras.ops.one_hot(tokens + 1, 9), state)
    >>> sample(step, np.array([4]), (), length=3, temperature=0)[0]
    [[5 6 7]]
    """
    tokens, scores, _ = sample_on(
        step,
        tokens,
        state,
        memory,
        length=length,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        seed=seed,
        end=end,
        forbidden=forbidden,
    )
    return tokens, scores


def sample_on(
    step: Step,
    tokens: Tensor,
    state: State,
    memory: Any = (),
    *,
    first: int | Tensor = 0,
    length: int,
    temperature: float | Tensor = 1.0,
    top_k: int | Tensor | None = None,
    top_p: float | Tensor | None = None,
    seed: int | Tensor = 0,
    end: int = 3,
    forbidden: tuple[int, ...] = (0, 1, 2),
) -> tuple[Tensor, Tensor, State]:
    """Draw the tokens of some steps as `sample` does, and return the state as well.

    Rows that have not ended can be continued: with the last of their tokens, with the
    state, and with `first + length` as `first`, the next call draws the tokens that one
    call of more steps would have drawn.

    Args:
        first: int or int tensor, the number of steps that are drawn already.

    The other arguments are those of `sample`.

    Returns:
        tokens, scores: as `sample` returns them.
        state: the state after the last step, which has not read the last tokens yet.
    """
    length = check_sampling(length, temperature, top_k, top_p, seed)
    end, forbidden = whole_number("end", end, least=0), ids_of("forbidden", forbidden)
    # Python numbers that keep all tokens become None, so that nothing is sorted.
    top_k = None if not is_tensor(top_k) and top_k == 0 else top_k
    top_p = None if isinstance(top_p, Real) and top_p == 1 else top_p
    tokens = ops.cast(ops.convert_to_tensor(tokens), "int32")
    noise = uniforms(seed, ops.shape(tokens)[0], length, first)
    noise = ops.transpose(noise)  # (length, rows)

    def choose_tokens(logits, position):
        logits = finite(logits)
        chosen = choose(
            logits,
            ops.take(noise, position, axis=0),
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            forbidden=forbidden,
        )
        return chosen, log_probability(logits, chosen)

    def ended(tokens):
        return tokens == end

    return unroll(step, choose_tokens, ended, tokens, state, memory, length=length)


def log_probability(logits: Tensor, tokens: Tensor) -> Tensor:
    """Return the log-softmax of logits at the tokens.

    Args:
        logits: float32 `(rows, vocabulary)`, all finite.
        tokens: int32 `(rows,)`.

    Returns:
        float32 `(rows,)`, in nats.
    """
    chosen = ops.take_along_axis(logits, tokens[:, None], axis=-1)[:, 0]  # (rows,)
    return chosen - ops.logsumexp(logits, axis=-1)
