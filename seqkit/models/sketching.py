"""From started drawings, latent vectors and seeds to drawings."""

import math
import random
from numbers import Real
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.models.batches_by_length import by_length
from seqkit.models.codec_input import encoded_rows
from seqkit.models.drawing_score import DrawingScore
from seqkit.public_method import public_method
from seqkit.strokes.drawing import Drawing


class Sketching:
    """A mixin of `Sketcher`: it draws, and answers drawings by drawings and numbers.

    The model has the attributes `codec`, `latent` and `length`. A drawing is a
    `strokes.Drawing`, an array of offsets, a list of lines, or a path, see
    `seqkit.Strokes`. The same seed draws the same, up to the rounding of float32; a
    seed of None draws anew at each call. A temperature below 1 draws more likely steps;
    0 takes the likeliest.
    """

    @public_method
    def draw(
        self,
        count: int = 1,
        *,
        temperature: float = 0.5,
        length: int | None = None,
        seed: int | None = None,
    ) -> Drawing | list[Drawing]:
        """Draw new drawings, from random latent vectors if the model has them.

        Args:
            count: int, number of drawings.
            temperature: float, 0 or more, see `layers.MixtureDensity.draw`.
            length: int, the most points. None: `length` of the model.
            seed: int.

        Returns:
            `Drawing`, or a list of `Drawing` if `count` is above 1. The `score` is the
            log-likelihood of its steps in nats.

        Raises:
            ValueError: an argument is out of its range.
        """
        seeds = _seeds(seed, whole_number("count", count))
        latents = np.asarray(self.latents_of(seeds, count))
        drawings = self._drawn(latents, seeds, temperature, length)
        return drawings[0] if count == 1 else drawings

    @public_method
    def complete(
        self,
        starts: Any,
        *,
        temperature: float = 0.5,
        length: int | None = None,
        seed: int | None = None,
    ) -> Drawing | list[Drawing]:
        """Continue started drawings.

        A model with a latent vector first draws one that fits the start, see
        `complete_steps`. A model without one completes best.

        Args:
            starts: a drawing, which may be empty, or a list of drawings.
            temperature: float, 0 or more.
            length: int, the most new points. None: `length` of the model.
            seed: int.

        Returns:
            `Drawing` of the start and its continuation, or a list of them. The `score`
            is that of the new steps.

        Raises:
            TypeError, ValueError: the codec cannot read a start, or an argument is out
                of its range.
        """
        one = self.codec.is_one(starts)
        rows = [starts] if one else list_of(starts, "starts", "drawings")
        given = [self.codec.read(start) for start in rows]
        temperature, length = _temperature(temperature), self._most(length)

        def complete(both):
            rows, seeds = both
            return self._complete(rows, seeds[:, 0], temperature, length=length)

        seeds = _seeds(seed, len(given))[:, None]
        rows = encoded_rows(self.codec, given)
        found = by_length(complete, list(zip(rows, seeds, strict=True)))
        answers = [
            Drawing(np.concatenate([start, new.offsets]), new.score)
            for start, new in zip(given, self._decoded(found), strict=True)
        ]
        return answers[0] if one else answers

    @public_method
    def reconstruct(
        self,
        drawings: Any,
        *,
        temperature: float = 0.5,
        length: int | None = None,
        seed: int | None = None,
    ) -> Drawing | list[Drawing]:
        """Draw from the latent vectors of drawings, so that the results resemble them.

        Args:
            drawings: a drawing, or a list of drawings.
            temperature: float, 0 or more.
            length: int, the most points. None: `length` of the model.
            seed: int.

        Returns:
            `Drawing`, or a list of `Drawing`.

        Raises:
            ValueError: the model has no latent vector, or an argument is out of its
                range.
            TypeError, ValueError: the codec cannot read a drawing.
        """
        one = self.codec.is_one(drawings)
        latents = np.atleast_2d(self.embed(drawings))
        seeds = _seeds(seed, len(latents))
        answers = self._drawn(latents, seeds, temperature, length)
        return answers[0] if one else answers

    @public_method
    def interpolate(
        self,
        first: Any,
        last: Any,
        steps: int = 8,
        *,
        temperature: float = 0.1,
        length: int | None = None,
        seed: int | None = None,
    ) -> list[Drawing]:
        """Draw from latent vectors between those of two drawings.

        The vectors lie on the great circle through both, at equal angles, and their
        lengths change evenly.

        Args:
            first: a drawing.
            last: a drawing.
            steps: int, 2 or more, the number of results; the first and the last are
                reconstructions of the two drawings.
            temperature: float, 0 or more.
            length: int, the most points. None: `length` of the model.
            seed: int, equal for all results.

        Returns:
            list of `Drawing`.

        Raises:
            ValueError: the model has no latent vector, or an argument is out of its
                range.
            TypeError, ValueError: the codec cannot read a drawing.

        Reference: Ha & Eck 2017, section 4.2, https://arxiv.org/abs/1704.03477;
            spherical: White 2016, section 2.1, https://arxiv.org/abs/1609.04468.
        """
        # Read one by one: two arrays of positions would be the lines of one drawing.
        ends = self.embed([self.codec.read(end) for end in (first, last)])
        latents = spherical(*ends, whole_number("steps", steps, 2))
        seeds = np.repeat(_seeds(seed, 1), steps)
        return self._drawn(latents, seeds, temperature, length)

    @public_method
    def embed(self, drawings: Any) -> np.ndarray:
        """Return the latent vectors of drawings, the means of their distributions.

        Args:
            drawings: a list of drawings, or one.

        Returns:
            float32 `(drawings, latent)`, or `(latent,)` for one drawing.

        Raises:
            ValueError: the model has no latent vector.
            TypeError, ValueError: the codec cannot read a drawing.
        """
        if self.latent is None:
            raise ValueError(
                "A model without a latent vector has only a decoder. Received "
                "`latent=None`. Build it with `Sketcher(codec, latent=128)`, or call "
                "`draw`, `complete` or `score`."
            )
        one = self.codec.is_one(drawings)
        rows = encoded_rows(self.codec, [drawings] if one else drawings)
        latents = np.zeros((len(rows), self.latent), "float32")
        for row, found in enumerate(by_length(self._embed, rows)):
            latents[row] = found
        return latents[0] if one else latents

    @public_method
    def score(
        self, drawings: Any, *, seed: int | None = None
    ) -> DrawingScore | list[DrawingScore]:
        """Return the nats of drawings, by their parts.

        Args:
            drawings: a drawing, or a list of drawings.
            seed: int, by which the latent vectors are drawn, as published. None: they
                are the means, so that the result is the same at each call.

        Returns:
            `DrawingScore`, or a list of `DrawingScore`.

        Raises:
            TypeError, ValueError: the codec cannot read a drawing.
        """
        one = self.codec.is_one(drawings)
        rows = encoded_rows(self.codec, [drawings] if one else drawings)
        noise = np.zeros((len(rows), self.latent or 0), "float32")
        if seed is not None:
            random_numbers = np.random.default_rng(whole_number("seed", seed, 0))
            noise = random_numbers.standard_normal(noise.shape, "float32")
        found = by_length(self._score, list(zip(rows, noise, strict=True)))
        answers = [
            DrawingScore(
                **{name: float(nats) for name, nats in each.items()},
                points=len(row) - 1,
            )
            for row, each in zip(rows, found, strict=True)
        ]
        return answers[0] if one else answers

    def _drawn(self, latents, seeds, temperature, length):
        """Return a drawing for each latent vector, float32 `(rows, latent)`."""
        temperature, length = _temperature(temperature), self._most(length)

        def draw(both):
            vectors, seeds = both
            vectors = vectors[:, : latents.shape[1]]  # without padding
            return self._draw(vectors, seeds[:, 0], temperature, length=length)

        rows = list(zip(latents, seeds[:, None], strict=True))
        return self._decoded(by_length(draw, rows))

    def _decoded(self, found):
        """Return the drawings of encoded steps, with their scores."""
        drawings = self.codec.decode([each["steps"] for each in found]) if found else []
        return [
            Drawing(drawing.offsets, float(each["score"]))
            for drawing, each in zip(drawings, found, strict=True)
        ]

    def _most(self, length):
        return self.length if length is None else whole_number("length", length)


def spherical(first: np.ndarray, last: np.ndarray, steps: int) -> np.ndarray:
    """Return vectors from the first to the last, at equal angles.

    Their lengths change evenly. Vectors of equal or opposite direction, or of length 0,
    are joined by a straight line.

    Args:
        first: float `(width,)`.
        last: float `(width,)`.
        steps: int, number of vectors, with both ends.

    Returns:
        float32 `(steps, width)`.

    Example:
    >>> spherical(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 3)[1]
    [0.70710677, 0.70710677]
    """
    share = np.linspace(0.0, 1.0, steps)[:, None]  # (steps, 1)
    sizes = [float(np.linalg.norm(each)) for each in (first, last)]
    units = [
        each / max(size, 1e-12) for each, size in zip((first, last), sizes, strict=True)
    ]
    angle = math.acos(float(np.clip(np.dot(*units), -1.0, 1.0)))
    if math.sin(angle) < 1e-6 or min(sizes) < 1e-12:
        return ((1 - share) * first + share * last).astype("float32")
    parts = np.sin((1 - share) * angle), np.sin(share * angle)
    directions = (parts[0] * units[0] + parts[1] * units[1]) / math.sin(angle)
    sizes = (1 - share) * sizes[0] + share * sizes[1]
    return (directions * sizes).astype("float32")


def _seeds(seed, rows):
    """Return a seed for each row, int32 `(rows,)`, that depends on the row's place."""
    if seed is None:
        seed = random.getrandbits(31)
    drawn = np.random.SeedSequence(whole_number("seed", seed, 0)).generate_state(rows)
    return (drawn >> 1).astype("int32")


def _temperature(value):
    """Return a temperature as float; raise ValueError unless it is 0 or more."""
    if isinstance(value, Real) and 0 <= value < math.inf:
        return float(value)
    raise ValueError(
        f"`temperature` is a number of at least 0. Received {value!r:.80}. "
        "Give 0 for the likeliest step each time, 1 for the model's own odds."
    )
