"""Build an HTML table with a row for each step of a language model."""

from collections.abc import Sequence

import numpy as np

from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.token_steps import NAMES
from seqkit.plot.drawing.token_steps import step_colours
from seqkit.plot.drawing.token_steps import token_steps


def token_scores_html(
    tokens: Sequence[str],
    nats: Sequence[float] | np.ndarray,
    predicted: Sequence[str],
    probabilities: Sequence[float] | np.ndarray,
    *,
    title: str = "",
) -> Html:
    """Return an HTML table of how well a language model predicted each token.

    A row is a step. Arguments and errors are those of `token_scores`; unlike there, all
    steps are shown.

    Example:
    >>> token_scores_html(["h", "[END]"], [1.2, 0.1], ["a", "[END]"], [0.4, 0.9])
    """
    steps = token_steps(tokens, nats, predicted, probabilities)
    rows = [
        [before, token, f"{cost:.3f}", guess, f"{sure:.3f}"]
        for before, token, cost, guess, sure in steps
    ]
    colours = [step_colours(*step) for step in steps]
    note = "blue: the right token, orange: a wrong one; the deeper, the likelier"
    return table_html(NAMES, rows, colours=colours, left=2, title=title, note=note)
