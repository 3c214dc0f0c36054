"""The distributions that a forecaster predicts, one class each.

A distribution reads raw outputs `(…, width)` of a dense layer, which are 0 before
training: they are then a distribution of deviation 1 around 0.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Protocol

from keras import ops

from seqkit.arguments import one_of
from seqkit.layers.student_t import student_t_nats
from seqkit.layers.student_t import student_t_quantile
from seqkit.types import Tensor

SMALLEST_SCALE = 1e-4  # in units of the scaled targets
LEAST_FREEDOM = 2.1  # below 2 the variance is infinite
# Before training: softplus is 1 here, and the freedom is about 5.
ONE = math.log(math.e - 1)
FREEDOM = 2.85
CLOSEST = 2.0**-24  # of a drawn level to 0 and 1


class Distribution(Protocol):
    """What a forecaster needs of a distribution of each forecast value.

    Attributes:
        width: int, the number of raw outputs.
    """

    width: int

    def loss(self, targets: Tensor, raw: Tensor) -> Tensor:
        """Return the loss of each target `(…)`, given raw outputs `(…, width)`."""
        ...

    def mean(self, raw: Tensor) -> Tensor:
        """Return the mean of the distribution, `(…)`."""
        ...

    def quantiles(self, raw: Tensor, levels: Sequence[float]) -> Tensor:
        """Return the quantiles of levels between 0 and 1, `(…, levels)`."""
        ...

    def draw(self, raw: Tensor, uniform: Tensor) -> Tensor:
        """Return a value `(…)` for each number `(…)`, uniform between 0 and 1."""
        ...


class Point:
    """Predict one number, the mean: the loss is the squared error, halved."""

    width = 1

    def loss(self, targets, raw):
        return 0.5 * ops.square(targets - raw[..., 0])

    def mean(self, raw):
        return raw[..., 0]

    def quantiles(self, raw, levels):
        raise ValueError(
            'A model with output="point" has no quantiles. '
            f'Received quantiles={levels!r:.60}. Build it with output="quantiles".'
        )

    def draw(self, raw, uniform):
        return raw[..., 0]


class Normal:
    """Predict a normal distribution: the loss is the negative log-density, in nats."""

    width = 2

    def loss(self, targets, raw):
        scale = _scale(raw)
        errors = (targets - raw[..., 0]) / scale
        return 0.5 * ops.square(errors) + ops.log(scale) + 0.5 * math.log(2 * math.pi)

    def mean(self, raw):
        return raw[..., 0]

    def quantiles(self, raw, levels):
        places = ops.convert_to_tensor(_normal_quantiles(levels), "float32")
        return raw[..., :1] + _scale(raw)[..., None] * places

    def draw(self, raw, uniform):
        return raw[..., 0] + _scale(raw) * normal_draw(uniform)


class StudentT:
    """Predict Student's t: the loss is the negative log-density, in nats.

    Its tails are heavier than a normal distribution's; the degrees of freedom are
    predicted too, at least 2.1.
    """

    width = 3

    def loss(self, targets, raw):
        scale = _scale(raw)
        errors = (targets - raw[..., 0]) / scale
        return student_t_nats(errors, _freedom(raw)) + ops.log(scale)

    def mean(self, raw):
        return raw[..., 0]

    def quantiles(self, raw, levels):
        levels = ops.convert_to_tensor(list(levels), "float32")
        places = student_t_quantile(levels, _freedom(raw)[..., None])
        return raw[..., :1] + _scale(raw)[..., None] * places

    def draw(self, raw, uniform):
        places = student_t_quantile(_inside(uniform), _freedom(raw))
        return raw[..., 0] + _scale(raw) * places


class Quantiles:
    """Predict the quantiles of chosen levels, which never cross, and the mean.

    The loss is the pinball loss, doubled and averaged over the levels, plus half the
    squared error of the mean. Quantiles of other levels are interpolated, linearly in
    the quantiles of a normal distribution.

    Args:
        levels: list of float between 0 and 1, rising, at least one.

    Reference: Koenker & Bassett 1978, eq. 3.1, https://doi.org/10.2307/1913643;
        quantiles of a decoder: Wen et al. 2017, eq. 1,
        https://arxiv.org/abs/1711.11053.
    """

    def __init__(self, levels: Sequence[float]):
        self.levels = list(levels)
        self.width = len(self.levels) + 1
        self.places = _normal_quantiles(self.levels)
        self.middle = min(
            range(len(self.levels)), key=lambda level: abs(self.levels[level] - 0.5)
        )

    def at_levels(self, raw: Tensor) -> Tensor:
        """Return the quantiles of the trained levels, rising: `(…, levels)`."""
        middle = raw[..., self.middle : self.middle + 1] + self.places[self.middle]
        gaps = [
            later - before
            for before, later in zip(self.places, self.places[1:], strict=False)
        ]
        steps = [
            gap * _positive(raw[..., place : place + 1])
            for gap, place in zip(gaps, self._others(), strict=True)
        ]
        parts = [middle]
        for step in reversed(steps[: self.middle]):
            parts.insert(0, parts[0] - step)
        for step in steps[self.middle :]:
            parts.append(parts[-1] + step)
        return ops.concatenate(parts, axis=-1)

    def loss(self, targets, raw):
        levels = ops.convert_to_tensor(self.levels, "float32")
        errors = targets[..., None] - self.at_levels(raw)  # (…, levels)
        pinball = ops.maximum(levels * errors, (levels - 1) * errors)
        squared = ops.square(targets - self.mean(raw))
        return 2 * ops.mean(pinball, axis=-1) + 0.5 * squared

    def mean(self, raw):
        return raw[..., self.middle] + raw[..., -1]

    def quantiles(self, raw, levels):
        known = self.at_levels(raw)
        return ops.stack(
            [self._at(known, place) for place in _normal_quantiles(levels)], axis=-1
        )

    def draw(self, raw, uniform):
        return self._at(self.at_levels(raw), normal_draw(uniform))

    def _at(self, known, place):
        """Interpolate quantiles `(…, levels)` at the normal quantile of a level."""
        if len(self.levels) == 1:
            return known[..., 0]
        value, last = known[..., 0], len(self.levels) - 2
        for segment in range(last + 1):
            low, high = self.places[segment : segment + 2]
            reached = place - low
            if segment > 0:
                reached = ops.maximum(reached, 0.0)
            if segment < last:
                reached = ops.minimum(reached, high - low)
            slope = (known[..., segment + 1] - known[..., segment]) / (high - low)
            value = value + slope * reached
        return value

    def _others(self):
        """Return the raw output of each gap between neighbouring levels."""
        return [place for place in range(len(self.levels)) if place != self.middle]


def distribution_of(output: str, levels: Sequence[float]) -> Distribution:
    """Return the distribution of a name: "quantiles", "normal", "student_t", "point".

    Args:
        output: str, the name.
        levels: list of float, the levels of "quantiles".

    Raises:
        ValueError: no distribution has the name.
    """
    plain = {"normal": Normal, "student_t": StudentT, "point": Point}
    one_of("output", output, ["quantiles", *plain])
    return Quantiles(levels) if output == "quantiles" else plain[output]()


def _positive(raw):
    """Return a positive number, 1 where the raw output is 0."""
    return ops.softplus(raw + ONE) + SMALLEST_SCALE


def _scale(raw):
    return _positive(raw[..., 1])


def _freedom(raw):
    return LEAST_FREEDOM + ops.softplus(raw[..., 2] + FREEDOM)


def _normal_quantiles(levels):
    """Return the quantiles of the standard normal distribution, a list of float."""
    return [NormalDist().inv_cdf(float(level)) for level in levels]


def _inside(uniform):
    """Return numbers from 0 to 1, moved inside of both ends."""
    return ops.clip(uniform, CLOSEST, 1 - CLOSEST)


def normal_draw(uniform):
    """Return normal random numbers for uniform ones, by the inverse distribution."""
    return math.sqrt(2) * ops.erfinv(2 * _inside(uniform) - 1)
