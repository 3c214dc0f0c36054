"""The steps of a language model through a text, as rows of numbers and colours."""

from collections.abc import Sequence

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.running_text import visible

NAMES = "after", "should be", "nats", "predicted", "p"
"""The names of the five numbers of a step."""


def token_steps(
    tokens: Sequence[str],
    nats: Sequence[float] | np.ndarray,
    predicted: Sequence[str],
    probabilities: Sequence[float] | np.ndarray,
) -> list[tuple[str, str, float, str, float]]:
    """Return the numbers of each step; arguments as of `token_scores`.

    Returns:
        list of (token before, right token, its nats, likeliest token, its probability);
        a space in a token is a visible sign.

    Raises:
        ValueError: the four are not equally long, or empty.
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
            "Give as many of each, one at least."
        )
    before = ["", *tokens[:-1]]
    return list(zip(before, tokens, nats, predicted, probabilities, strict=True))


def step_colours(
    before: str, token: str, nats: float, predicted: str, probability: float
) -> tuple[str | None, ...]:
    """Return the colours of the five cells of a step; None for white."""
    sure = float(probability) * (1 if predicted == token else -1)
    return None, colour_of(float(np.exp(-nats))), None, colour_of(sure), None


def _token(token):
    """Return a token with a sign for each space."""
    return visible(token).replace(" ", "␣")
