"""Check the arguments of `token_scores`, and return its steps as rows and colours."""

from collections.abc import Sequence

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.running_text import visible

NAMES = "after", "should be", "nats", "predicted", "p"
"""The names of the five values of a step, in the order of `token_steps`."""


def token_steps(
    tokens: Sequence[str],
    nats: Sequence[float] | np.ndarray,
    predicted: Sequence[str],
    probabilities: Sequence[float] | np.ndarray,
) -> list[tuple[str, str, float, str, float]]:
    """Return the five values of each step; the arguments are those of `token_scores`.

    Returns:
        list of (token before, right token, nats of the right token, likeliest token,
        probability of the likeliest token). Spaces in tokens are replaced by "␣".

    Raises:
        ValueError: the four arguments are not equally long, or are empty.
    """
    tokens = [_token(token) for token in spelled_words(tokens, "tokens")]
    predicted = [_token(token) for token in spelled_words(predicted, "predicted")]
    nats = list_of(nats, "nats", "float")
    probabilities = list_of(probabilities, "probabilities", "float")
    counts = [*map(len, (tokens, nats, predicted, probabilities))]
    if len({*counts}) > 1 or not tokens:
        raise ValueError(
            "Each step has a token, its nats, a predicted token and its probability. "
            f"Received {counts[0]}, {counts[1]}, {counts[2]} and {counts[3]} of them. "
            "Give equally many of each, and at least one."
        )
    before = ["", *tokens[:-1]]
    return list(zip(before, tokens, nats, predicted, probabilities, strict=True))


def step_colours(
    before: str, token: str, nats: float, predicted: str, probability: float
) -> tuple[str | None, ...]:
    """Return the colours of the five cells of a step, `#rrggbb`, or None for white.

    The arguments are one step of `token_steps`.
    """
    sure = float(probability) * (1 if predicted == token else -1)
    return None, colour_of(float(np.exp(-nats))), None, colour_of(sure), None


def _token(token):
    """Return a token with visible signs for spaces and control characters."""
    return visible(token).replace(" ", "␣")
