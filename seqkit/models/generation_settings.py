import random
from collections.abc import Sequence
from dataclasses import KW_ONLY
from dataclasses import dataclass
from typing import Any

from seqkit.arguments import whole_number


@dataclass
class GenerationSettings:
    """The checked arguments of `generate` and `generate_n`, which document them.

    Raises:
        ValueError: a number is no int or too small, or arguments of search and of
            drawing are given together.
    """

    inputs: str | Sequence[Any] = ""
    _: KW_ONLY
    count: int = 1
    length: int | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    beams: int | None = None
    length_penalty: float | None = None
    seed: int | None = None

    def __post_init__(self):
        self.count = whole_number("count", self.count)
        if self.length is not None:
            self.length = whole_number("length", self.length)
        if self.beams is not None:
            self.beams = whole_number("beams", self.beams)
            self._check_search_alone()
        if self.top_k is not None:
            advice = "0 and None take all tokens."
            self.top_k = whole_number("top_k", self.top_k, 0, advice)
        if self.seed is not None:
            self.seed = whole_number("seed", self.seed, 0)

    def asks_to_draw(self) -> bool:
        """Return whether an argument is given that only random drawing uses."""
        drawing = (self.temperature, self.top_k, self.top_p, self.seed)
        return any(each is not None for each in drawing)

    def seed_or_new(self) -> int:
        """Return the seed; if it is None, return a random one at each call."""
        return random.getrandbits(31) if self.seed is None else self.seed

    def check_no_penalty(self) -> None:
        """Raise ValueError if a length penalty is given, which drawing does not use."""
        if self.length_penalty:
            raise ValueError(
                "`length_penalty` ranks beams. "
                f"Received length_penalty={self.length_penalty} without `beams`. "
                "Give `beams=5`, for example, or leave `length_penalty` out."
            )

    def _check_search_alone(self):
        """Raise ValueError if arguments of drawing are given together with `beams`."""
        drawing = (self.temperature, self.top_k, self.top_p)
        if drawing != (None, None, None):
            raise ValueError(
                "`beams` searches the likeliest text, while `temperature`, `top_k` and "
                f"`top_p` draw at random. Received temperature={self.temperature}, "
                f"top_k={self.top_k}, top_p={self.top_p} with beams. "
                "Give one or the other."
            )
