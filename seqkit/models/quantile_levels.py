"""Checks of the levels of quantiles."""

from collections.abc import Sequence
from numbers import Real
from typing import Any

from seqkit.arguments import list_of


def check_levels(levels: Any) -> list[float]:
    """Return the levels of quantiles as a list of float.

    Raises:
        ValueError: there is no level, a level is not between 0 and 1, or the levels do
            not rise.
    """
    levels = list_of(levels, "quantiles", "numbers")
    numbers = all(isinstance(level, Real) and 0 < level < 1 for level in levels)
    if not levels or not numbers or sorted(set(levels)) != levels:
        raise ValueError(
            "`quantiles` are levels between 0 and 1, rising, at least one. "
            f"Received {levels!r:.80}. Give (0.1, 0.5, 0.9), say."
        )
    return [float(level) for level in levels]


def check_inside(levels: Sequence[float], trained: Sequence[float]) -> None:
    """Raise ValueError unless levels are between the outermost trained ones."""
    outside = [level for level in levels if not trained[0] <= level <= trained[-1]]
    if outside:
        raise ValueError(
            "The model knows the quantiles of the levels that it was trained on and "
            f"those between them, from {trained[0]} to {trained[-1]}. Received "
            f"{outside}. Build it with wider `quantiles`, or with another `output`."
        )
