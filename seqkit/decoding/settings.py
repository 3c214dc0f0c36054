"""Checks of the settings of beam search and of sampling.

A number of Python or NumPy that is out of range raises ValueError. The values of
tensors are not checked here: `choose` and `beam_search` clamp them, so that a served
graph always answers.
"""

import math
from collections.abc import Set
from numbers import Real
from typing import Any

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.types import Tensor

LOWEST = -(2**63)  # the lowest seed; seeds count modulo 2^32
STEEPEST = 10.0  # the largest length penalty; above it, numbers would overflow


def check_search(
    length: int, beams: int, count: int, length_penalty: float | Tensor
) -> tuple[int, int, int]:
    """Return length, beams and count as ints, after checking them for `beam_search`.

    Raises:
        ValueError: a setting is out of range, or is no number.
    """
    length = whole_number("length", length)
    beams = whole_number("beams", beams)
    count = whole_number("count", count)
    if count > beams:
        raise ValueError(
            f"A search with `beams={beams}` finds {beams} hypotheses at most. "
            f"Received `count={count}`. Raise `beams` to {count} or more."
        )
    if not _within(length_penalty, 0, STEEPEST):
        raise ValueError(
            "`length_penalty` is a number between 0 (no penalty) and 10. "
            f"Received {length_penalty!r:.80}. Usual values are 0.6 to 1."
        )
    return length, beams, count


def check_sampling(
    length: int,
    temperature: float | Tensor,
    top_k: int | Tensor | None,
    top_p: float | Tensor | None,
    seed: int | Tensor = 0,
) -> int:
    """Return the length as an int, after checking all settings of `sample`.

    Raises:
        ValueError: a setting is out of range, or is no number.
    """
    check_choosing(temperature, top_k, top_p)
    if not is_tensor(seed):
        whole_number("seed", seed, least=LOWEST)
    return whole_number("length", length, advice="It bounds the new tokens.")


def check_choosing(
    temperature: float | Tensor,
    top_k: int | Tensor | None,
    top_p: float | Tensor | None,
) -> None:
    """Raise ValueError unless `choose` accepts these settings."""
    if not _within(temperature, 0, math.nextafter(math.inf, 0)):
        raise ValueError(
            "`temperature` is a number of at least 0. "
            f"Received {temperature!r:.80}. "
            "Give 0 for the best token at every step, 1 for the model's own odds."
        )
    if top_k is not None and not is_tensor(top_k):
        advice = "Give None or 0 to choose among all tokens."
        whole_number("top_k", top_k, least=0, advice=advice)
    if top_p is not None and not _within(top_p, math.nextafter(0, 1), 1):
        raise ValueError(
            "`top_p` is a probability above 0 and up to 1. "
            f"Received {top_p!r:.80}. Give None or 1 to choose among all."
        )


def ids_of(name: str, ids: Any) -> tuple[int, ...]:
    """Return ids as a tuple of ints, in ascending order and without repetitions.

    Args:
        name: str, the argument's name, for errors.
        ids: collection of int.

    Raises:
        TypeError: `ids` are not a collection.
        ValueError: an id is not an int of at least 0.
    """
    ids = ids if isinstance(ids, Set) else list_of(ids, name, "int")
    return tuple(sorted({whole_number(name, each, least=0) for each in ids}))


def is_tensor(value: Any) -> bool:
    """Return whether a setting is a tensor, an array or a list, not one number."""
    if isinstance(value, np.generic):
        return False
    return is_several(value) or hasattr(value, "shape")


def _within(value, low, high):
    if is_tensor(value):
        return True
    number = isinstance(value, Real) and not isinstance(value, bool)
    return number and low <= float(value) <= high
