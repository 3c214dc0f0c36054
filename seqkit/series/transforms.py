"""The transforms of targets and their inverses, for NumPy and for tensors."""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import ops

# Padding and missing values are 0 in a model, and the logarithm of 0 is not finite.
_LEAST = 1e-30

# From the name of each transform to the transform and its inverse in NumPy, both in
# Keras, and the least value allowed (None: any value above 0).
_TRANSFORMS = {
    "log": (
        np.log,
        np.exp,
        lambda values: ops.log(ops.maximum(values, _LEAST)),
        ops.exp,
        None,
    ),
    "log1p": (
        np.log1p,
        np.expm1,
        lambda values: ops.log1p(ops.maximum(values, 0.0)),
        ops.expm1,
        0.0,
    ),
    "sqrt": (
        np.sqrt,
        np.square,
        lambda values: ops.sqrt(ops.maximum(values, _LEAST)),
        ops.square,
        0.0,
    ),
}

TRANSFORMS = (None, *_TRANSFORMS)


def transformed(name: str | None, values: np.ndarray) -> np.ndarray:
    """Return values after a transform, in NumPy; NaN stays NaN.

    Args:
        name: str, one of `TRANSFORMS`, or None.
        values: float array of any shape.

    Example:
    >>> transformed("sqrt", np.array([9.0]))
    array([3.])
    """
    return values if name is None else _TRANSFORMS[name][0](values)


def inverted(name: str | None, values: np.ndarray) -> np.ndarray:
    """Return the values before a transform, in NumPy; the inverse of `transformed`.

    A square root is at least 0, so a value below 0 is inverted as 0.
    """
    if name is None:
        return values
    values = np.maximum(values, 0) if name == "sqrt" else values
    return _TRANSFORMS[name][1](values)


def transform_in_graph(name: str | None) -> Callable[[Any], Any]:
    """Return the transform as a function of tensors.

    It equals `transformed` for the values that are allowed, and is finite for others.
    """
    return _TRANSFORMS[name][2] if name else ops.convert_to_tensor


def invert_in_graph(name: str | None) -> Callable[[Any], Any]:
    """Return the inverse of a transform as a function of tensors."""
    if name == "sqrt":
        return lambda values: ops.square(ops.maximum(values, 0.0))
    return _TRANSFORMS[name][3] if name else ops.convert_to_tensor


def allowed(name: str | None, values: np.ndarray) -> np.ndarray:
    """Return for each value whether a transform allows it; NaN is allowed.

    `log` allows values above 0; `log1p` and `sqrt` allow values of 0 and more.
    """
    if name is None:
        return np.ones(np.shape(values), bool)
    least = _TRANSFORMS[name][4]
    return ~((values <= 0) if least is None else (values < least))


def allowed_in_graph(name: str | None, values: Any) -> Any:
    """Return the result of `allowed` for tensors: bool of the same shape."""
    if name is None:
        return ops.ones_like(values, dtype="bool")
    least = _TRANSFORMS[name][4]
    return values > 0 if least is None else values >= least
