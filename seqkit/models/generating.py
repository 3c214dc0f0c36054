"""What all generating models share: from inputs to texts, in one traced graph."""

import random
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.decoding.beam import beam_search
from seqkit.decoding.beam import check_search
from seqkit.decoding.sampling import check_sampling
from seqkit.decoding.sampling import sample
from seqkit.models.batches_by_length import ROWS
from seqkit.models.batches_by_length import batches
from seqkit.models.text_arguments import listed_texts
from seqkit.public_method import public_method
from seqkit.types import Result
from seqkit.types import Tensor


class Generating:
    """Generate texts; a mixin for models with `start`, `step` and five more words.

    `prepare(inputs)` makes ids `(batch, time)` of what a user gives,
    `first_tokens(ids)` says what the first step takes, `as_text(ids, tokens)` which
    tokens make up the text answered, `target_vocabulary` spells them, and `length`
    bounds them.
    """

    # What `generate` does where it is asked neither to search nor to draw: None draws.
    default_beams = None
    default_length_penalty = 0.0

    @public_method
    def generate(
        self,
        inputs: str | Sequence[str] = "",
        *,
        count: int = 1,
        length: int | None = None,
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        beams: int | None = None,
        length_penalty: float | None = None,
        seed: int | None = None,
    ) -> list[str]:
        """Generate texts.

        Args:
            inputs: str, or bytes in UTF-8, or list of them, what to continue or
                translate; of a captioner images.
            count: int, texts for each input.
            length: int, the most new tokens, end included. None: the model's own.
            temperature: float, draw: 1 as the model says, 0 takes the likeliest.
            top_k: int, draw among the likeliest so many. None: among all.
            top_p: float, draw among the likeliest that together have this
                probability (Holtzman et al. 2020). None: among all.
            beams: int, search with so many beams instead of drawing. Where neither is
                asked for, a language model draws at temperature 1, and models that
                read something first search with 5 beams.
            length_penalty: float, ranks beams by score / ((5 + n) / 6)^a (Wu et al.
                2016, eq. 14). None: the model's own.
            seed: int, draw, the same gives the same. None draws anew each time.

        Returns:
            `count` str for each input, input after input; best first under beams.

        Raises:
            TypeError: `inputs` are no texts, or an argument has the name that another
                library gives it.
            ValueError: an argument is out of its range.
        """
        asked = count, length, temperature, top_k, top_p, beams, length_penalty, seed
        several = self._generated(inputs, *asked, attention=False)
        return [result.text for results in several for result in results]

    @public_method
    def generate_n(
        self,
        inputs: str | Sequence[str] = "",
        *,
        count: int = 1,
        length: int | None = None,
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        beams: int | None = None,
        length_penalty: float | None = None,
        seed: int | None = None,
    ) -> list[list[Result]]:
        """Generate texts with their scores and tokens.

        Args: as of `generate`.

        Returns:
            For each input a list of `count` `Result`.
        """
        asked = count, length, temperature, top_k, top_p, beams, length_penalty, seed
        return self._generated(inputs, *asked, attention=True)

    def _generated(
        self,
        inputs,
        count,
        length,
        temperature,
        top_k,
        top_p,
        beams,
        length_penalty,
        seed,
        *,
        attention,
    ):
        """Return as `generate_n`; `attention` says whether that is wanted too."""
        count = whole_number("count", count)
        length = whole_number("length", self.length if length is None else length)
        if beams is not None:
            beams = whole_number("beams", beams)
        if top_k is not None:
            top_k = whole_number("top_k", top_k, 0, "0 and None take all tokens.")
        if seed is not None:
            seed = whole_number("seed", seed, 0)
        drawing = (temperature, top_k, top_p)
        asked_to_draw = any(each is not None for each in (*drawing, seed))
        if beams is None and self.default_beams and not asked_to_draw:
            beams = max(self.default_beams, count)
        if beams is None:
            check_only_draw(length_penalty)
            temperature = 1.0 if temperature is None else temperature
            check_sampling(length, temperature, top_k, top_p)
            seed = random.getrandbits(31) if seed is None else seed
            drawing = (float(temperature), top_k, top_p)

            def decode(ids, place):
                here = (seed + place) % 2**31  # an int32
                return self._sample(ids, *drawing, here, length=length, count=count)
        else:
            check_only_search(*drawing)
            if length_penalty is None:
                length_penalty = self.default_length_penalty
            check_search(length, beams, count, length_penalty)

            def decode(ids, place):
                penalty = float(length_penalty)
                return self._search(
                    ids, penalty, length=length, beams=beams, count=count
                )

        ids = self.prepare(self.listed(inputs))
        return self._results(ids, count, decode, attention)

    def listed(self, inputs: Any) -> list:
        """Return what `generate` is given as a list, also one input."""
        return listed_texts(inputs, "inputs")

    def steps_of(self, inputs: np.ndarray) -> np.ndarray:
        """Count the real steps of each row of ids: int `(rows,)`."""
        return np.count_nonzero(inputs, axis=1)

    def places_of(self, steps: int) -> int:
        """Return how many places of the memory a row of so many steps has."""
        return steps

    def _results(self, inputs, count, decode, attention):
        """Decode in batches of like length, and spell the tokens that come out."""
        results = [None] * len(inputs)
        steps = self.steps_of(inputs)
        few = 0 < len(inputs) <= ROWS
        for place, rows in enumerate([range(len(inputs))] if few else batches(steps)):
            part = inputs[rows, : steps[rows].max()]
            answer = decode(part, place)
            looked = None
            if attention:
                looked = self._attend(np.repeat(part, count, axis=0), answer["tokens"])
            places = [self.places_of(steps[row]) for row in rows]
            spelled = self._spelled(answer, looked, np.repeat(places, count))
            for start, row in enumerate(rows):
                results[row] = spelled[start * count : (start + 1) * count]
        return results

    def _spelled(self, answer, looked, places):
        """Build a `Result` of each row of an answer."""
        answer = {name: ops.convert_to_numpy(part) for name, part in answer.items()}
        texts = self.target_vocabulary.decode(answer["text"])
        rows = [until_end(tokens) for tokens in answer["tokens"]]
        maps = [None] * len(rows)
        if looked is not None:
            maps = [
                weights[: len(row), :seen]
                for weights, row, seen in zip(
                    ops.convert_to_numpy(looked), rows, places, strict=True
                )
            ]
        scores = map(float, answer["score"])
        return [Result(*parts) for parts in zip(texts, scores, rows, maps, strict=True)]

    def attention_of(self, ids: Tensor, tokens: Tensor) -> Tensor | None:
        """Return what each new token looked at; a model that looks at nothing: None.

        Args:
            ids: int32 `(rows, source_time)`, as `prepare` makes them.
            tokens: int32 `(rows, time)`, new ones, padded on the right with 0.

        Returns:
            float `(rows, time, memory)`, or None.
        """
        return None

    def make_decoders(self):
        """Build the graphs of `generate`; for the end of a model's `__init__`."""
        self._sample = compiled(self.sample_tokens, lambda: self.variables)
        self._search = compiled(self.search_tokens, lambda: self.variables)
        self._attend = compiled(self.attention_of, lambda: self.variables)

    def sample_tokens(
        self, ids, temperature, top_k, top_p, seed, *, length, count=1
    ) -> dict[str, Tensor]:
        """Draw `count` sequences for each row of ids; see `decoding.sample`.

        Args:
            ids: int32 `(batch, time)`, as `prepare` makes them.
            temperature, top_k, top_p, seed: numbers, or tensors `(batch * count,)`.
            length: int, the most new tokens.
            count: int, sequences for each row.

        Returns:
            dict of `text` int32 `(batch * count, …)`, the tokens that make up the
            text, `tokens` int32 `(batch * count, length)`, the new ones, and `score`
            float32 `(batch * count,)`.
        """
        state, memory = self.start(ids, length)
        first = self.first_tokens(ids)
        ids, first, state, memory = keras.tree.map_structure(
            lambda part: ops.repeat(part, count, axis=0), (ids, first, state, memory)
        )
        tokens, scores = sample(
            self.step,
            first,
            state,
            memory,
            length=length,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            seed=seed,
        )
        return {"text": self.as_text(ids, tokens), "tokens": tokens, "score": scores}

    def search_tokens(
        self, ids, length_penalty, *, length, beams, count=1
    ) -> dict[str, Tensor]:
        """Search the `count` best sequences for each row; see `beam_search`.

        Args:
            ids: int32 `(batch, time)`, as `prepare` makes them.
            length_penalty: float.
            length: int, the most new tokens.
            beams: int, hypotheses kept for each row.
            count: int, sequences for each row, best first.

        Returns:
            As `sample_tokens`.
        """
        state, memory = self.start(ids, length)
        tokens, scores = beam_search(
            self.step,
            self.first_tokens(ids),
            state,
            memory,
            length=length,
            beams=beams,
            count=count,
            length_penalty=length_penalty,
        )
        tokens = ops.reshape(tokens, (-1, length))  # (batch * count, length)
        ids = ops.repeat(ids, count, axis=0)
        return {
            "text": self.as_text(ids, tokens),
            "tokens": tokens,
            "score": ops.reshape(scores, (-1,)),
        }


def until_end(tokens: np.ndarray) -> np.ndarray:
    """Cut a row of new tokens after its end.

    Args:
        tokens: int `(length,)`, padded with 0.

    Returns:
        int `(time,)`, the end included where it was reached.
    """
    return tokens[: int(np.count_nonzero(tokens))]


def check_only_draw(length_penalty):
    """Raise ValueError for a penalty that nothing would use."""
    if length_penalty:
        raise ValueError(
            "`length_penalty` ranks beams. "
            f"Received length_penalty={length_penalty} without `beams`. "
            "Give `beams=5`, say, or leave it out."
        )


def check_only_search(temperature, top_k, top_p):
    """Raise ValueError where search and drawing are both asked for."""
    if (temperature, top_k, top_p) != (None, None, None):
        raise ValueError(
            "`beams` searches the likeliest text, while `temperature`, `top_k` and "
            f"`top_p` draw at random. Received temperature={temperature}, "
            f"top_k={top_k}, top_p={top_p} with beams. Give one or the other."
        )
