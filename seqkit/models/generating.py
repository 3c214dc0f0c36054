"""The methods `generate` and `generate_n`, shared by all models that write texts."""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import ops

from seqkit.decoding.beam import check_search
from seqkit.decoding.sample_loop import check_sampling
from seqkit.models.answers import Result
from seqkit.models.batches_by_length import ROWS
from seqkit.models.batches_by_length import batches
from seqkit.models.decoding_graphs import DecodingGraphs
from seqkit.models.generation_settings import GenerationSettings
from seqkit.models.text_arguments import listed_texts
from seqkit.public_method import arguments_from
from seqkit.public_method import public_method
from seqkit.types import Tensor

Decode = Callable[[np.ndarray, int], dict[str, Tensor]]
"""`decode(inputs, place)` of a batch and its index; returns as `sample_tokens`."""


class Generating(DecodingGraphs):
    """A mixin that adds `generate` to models with the methods of `DecodingGraphs`.

    Attributes:
        target_vocabulary: the vocabulary of the texts that are written.
        length: int, the most new tokens if `generate` gets no `length`.
        default_beams: int, the number of beams if `generate` gets neither `beams` nor
            an argument of random drawing. None: `generate` then draws at random.
        default_length_penalty: float, the penalty if `generate` gets none.
    """

    default_beams = None
    default_length_penalty = 0.0

    @public_method
    @arguments_from(GenerationSettings)
    def generate(self, settings: GenerationSettings) -> list[str]:
        """Generate texts.

        Args:
            inputs: str, or bytes in UTF-8, or list of them: the texts to continue or to
                translate. A captioner takes images.
            count: int, the number of texts for each input.
            length: int, the most new tokens, with the end token. None: the model's
                `length`.
            temperature: float, for random drawing: 1 draws by the model's
                probabilities, 0 always takes the likeliest token.
            top_k: int, draw only from this number of the likeliest tokens. None: from
                all tokens.
            top_p: float, draw only from the likeliest tokens that together have this
                probability (Holtzman et al. 2020). None: from all tokens.
            beams: int, use a beam search with this number of beams instead of drawing.
                If neither `beams` nor an argument of drawing is given, a language model
                draws at temperature 1, and other models search with 5 beams.
            length_penalty: float, the a in score / ((5 + n) / 6)^a, by which a beam
                search ranks texts of n tokens (Wu et al. 2016, eq. 14). None: the
                model's default.
            seed: int, for drawing; the same seed draws the same texts. None: each call
                draws other texts.

        Returns:
            list of str: the `count` texts of the first input, then those of the second,
            and so on. A beam search returns the best text first.

        Raises:
            TypeError: `inputs` are no texts, or an argument has the name that another
                library uses for it.
            ValueError: an argument is out of its range.
        """
        several = self._results(settings, attention=False)
        return [result.text for results in several for result in results]

    @public_method
    @arguments_from(GenerationSettings)
    def generate_n(self, settings: GenerationSettings) -> list[list[Result]]:
        """Generate texts with their scores and tokens.

        The arguments are those of `generate`.

        Returns:
            list with one list of `count` `Result` for each input.
        """
        return self._results(settings, attention=True)

    def prepare(self, inputs: list) -> np.ndarray:
        """Return a list of inputs as the array that `start` takes, batch first."""
        raise NotImplementedError

    def listed(self, inputs: Any) -> list:
        """Return the inputs of `generate` as a list, one input as a list of one."""
        return listed_texts(inputs, "inputs")

    def steps_of(self, inputs: np.ndarray) -> np.ndarray:
        """Return the number of real steps of each row, int `(rows,)`."""
        return np.count_nonzero(inputs, axis=1)

    def places_of(self, steps: int) -> int:
        """Return the number of places in the memory of a row with `steps` steps."""
        return steps

    def _decode_by(self, settings: GenerationSettings) -> Decode:
        """Return the function that decodes a batch by search or by drawing."""
        beams = settings.beams
        if beams is None and self.default_beams and not settings.asks_to_draw():
            beams = max(self.default_beams, settings.count)
        length = self.length if settings.length is None else settings.length
        if beams is None:
            return self._drawing(settings, length)
        return self._searching(settings, length, beams)

    def _drawing(self, settings, length):
        """Return the function that decodes a batch by random drawing."""
        settings.check_no_penalty()
        top_k, top_p, seed = settings.top_k, settings.top_p, settings.seed_or_new()
        temperature = 1.0 if settings.temperature is None else settings.temperature
        check_sampling(length, temperature, top_k, top_p)

        def decode(inputs, place):
            here = (seed + place) % 2**31  # an int32 that differs in each batch
            drawing = float(temperature), top_k, top_p, here
            return self._sample(inputs, *drawing, length=length, count=settings.count)

        return decode

    def _searching(self, settings, length, beams):
        """Return the function that decodes a batch by beam search."""
        penalty = settings.length_penalty
        penalty = self.default_length_penalty if penalty is None else penalty
        check_search(length, beams, settings.count, penalty)

        def decode(inputs, place):
            return self._search(
                inputs, float(penalty), length=length, beams=beams, count=settings.count
            )

        return decode

    def _results(self, settings, *, attention):
        """Return the result of `generate_n`; attention is computed only on demand."""
        decode, count = self._decode_by(settings), settings.count
        inputs = self.prepare(self.listed(settings.inputs))
        results = [None] * len(inputs)
        steps = self.steps_of(inputs)
        few = 0 < len(inputs) <= ROWS
        for place, rows in enumerate([range(len(inputs))] if few else batches(steps)):
            part = inputs[rows, : steps[rows].max()]
            answer = decode(part, place)
            maps = None
            if attention:
                maps = self._attend(np.repeat(part, count, axis=0), answer["tokens"])
            places = np.repeat([self.places_of(steps[row]) for row in rows], count)
            spelled = self._spelled(answer, maps, places)
            for start, row in enumerate(rows):
                results[row] = spelled[start * count : (start + 1) * count]
        return results

    def _spelled(self, answer, maps, places):
        """Build a `Result` from each row of a decoded batch.

        `maps` are the attention of each token, or None; `places` the number of places
        of each row's memory.
        """
        answer = {name: ops.convert_to_numpy(part) for name, part in answer.items()}
        texts = self.target_vocabulary.decode(answer["text"])
        rows = [tokens[: np.count_nonzero(tokens)] for tokens in answer["tokens"]]
        cut = [None] * len(rows)
        if maps is not None:
            maps = ops.convert_to_numpy(maps)  # (rows, time, places)
            cut = [
                weights[: len(row), :seen]
                for weights, row, seen in zip(maps, rows, places, strict=True)
            ]
        scores = map(float, answer["score"])
        return [Result(*parts) for parts in zip(texts, scores, rows, cut, strict=True)]
