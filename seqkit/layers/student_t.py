"""Student's t distribution: its log-density and its quantiles, in `keras.ops`."""

import math

from keras import ops

from seqkit.types import Tensor

SHIFT = 6  # Stirling's series is accurate to 1e-9 from here on
HEAVY = 0.05  # Hill's bound between the series of the tails and of the middle


def log_gamma(values: Tensor) -> Tensor:
    """Return the logarithm of the gamma function of positive numbers.

    Stirling's series at `values + 6`, moved back by the recurrence of the function.

    Reference: Abramowitz & Stegun 1972, eq. 6.1.15 and 6.1.41.
    """
    moved = values + float(SHIFT)
    product = values
    for step in range(1, SHIFT):
        product = product * (values + float(step))
    inverse = 1 / moved
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square / 1260))
    stirling = (moved - 0.5) * ops.log(moved) - moved + 0.5 * math.log(2 * math.pi)
    return stirling + series - ops.log(product)


def student_t_nats(values: Tensor, freedom: Tensor) -> Tensor:
    """Return the negative log-density of Student's t at values, in nats.

    Args:
        values: float, in units of the scale, from the centre.
        freedom: float of the same shape, degrees of freedom, above 0.
    """
    half = 0.5 * freedom
    constant = log_gamma(half) - log_gamma(half + 0.5)
    spread = 0.5 * ops.log(math.pi * freedom)
    return constant + spread + (half + 0.5) * ops.log1p(values * values / freedom)


def student_t_quantile(levels: Tensor, freedom: Tensor) -> Tensor:
    """Return the quantiles of Student's t.

    Args:
        levels: float between 0 and 1.
        freedom: float, degrees of freedom, 2 or more; broadcasts with `levels`.

    Returns:
        float; the relative error is below 0.001 for two degrees of freedom, and far
        smaller for more.

    Reference: Hill 1970, Algorithm 396, https://doi.org/10.1145/355598.355600.
    """
    levels, freedom = levels + ops.zeros_like(freedom), freedom + ops.zeros_like(levels)
    both = 2 * ops.minimum(levels, 1 - levels)  # the share of both tails
    a = 1 / (freedom - 0.5)
    b = 48 / (a * a)
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * ops.sqrt(a * math.pi / 2) * freedom
    heavy = ops.power(d * both, 2 / freedom)
    squares = ops.where(
        heavy > HEAVY + a,
        _middle(both, freedom, a, b, c, d),
        _tails(heavy, freedom, d),
    )
    sign = ops.where(levels < 0.5, -1.0, 1.0)
    return sign * ops.sqrt(freedom * ops.maximum(squares, 0.0))


def _middle(both, freedom, a, b, c, d):
    """Return the square of the quantile over the freedom, by a normal quantile."""
    x = math.sqrt(2) * ops.erfinv(both - 1)  # below 0
    c = c + ops.where(freedom < 5, 0.3 * (freedom - 4.5) * (x + 0.6), 0.0)
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
    y = x * x
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
    return ops.expm1(a * y * y)


def _tails(y, freedom, d):
    """Return the square of the quantile over the freedom, by a series of the tail."""
    y = ops.maximum(y, 1e-12)
    inner = ((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3
    series = (1 / inner + 0.5 / (freedom + 4)) * y - 1
    return series * (freedom + 1) / (freedom + 2) + 1 / y
