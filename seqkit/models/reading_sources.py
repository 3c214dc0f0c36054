"""The sources of `Seq2Seq`: texts, or what another codec reads, such as sounds."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.layers.lengths import count_real
from seqkit.layers.real_steps import RealSteps
from seqkit.layers.reduce_time import ReduceTime
from seqkit.models.codec_input import check_codec
from seqkit.models.codec_input import embed_steps
from seqkit.models.fit_input_checks import check_ids
from seqkit.models.start_and_end_ids import with_end
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.text_arguments import is_text
from seqkit.models.text_arguments import listed_texts
from seqkit.types import Codec
from seqkit.types import Tensor


def check_source(source: Codec, stride: int) -> None:
    """Raise an error unless `source` is a codec, and a `stride` is given for numbers.

    Raises:
        TypeError: `source` is neither a vocabulary nor another codec.
        ValueError: `stride` is above 1 for texts.
    """
    if getattr(source, "dtype", "int32") != "int32":
        return check_codec(source)
    check_vocabulary(source, "source")
    if stride != 1:
        raise ValueError(
            "`stride` is the number of encoded steps of sound or video that are read "
            f"as one. Received stride={stride} for a source of texts. Leave it out."
        )


class ReadsSources:
    """A mixin of `Seq2Seq`: it turns sources into vectors.

    The model has the attributes `source`, `drop`, `embed_source`, and with a source of
    numbers, `real` and `reduce`.
    """

    def build_reader(self, source: Codec, stride: int, dtype: Any) -> None:
        """Build the layers `real` and `reduce` for a source of numbers."""
        self.reads_text = source.dtype == "int32"
        if not self.reads_text:
            self.real = RealSteps(source.missing)
            self.reduce = ReduceTime(stride, dtype=dtype)

    def source_input(self, source: Codec) -> keras.KerasTensor:
        """Build the input of the source: ids, or what the codec encodes."""
        shape = (None, *getattr(source, "step_shape", ()))
        return keras.Input(shape, dtype=source.dtype, name="source")

    def source_vectors(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return the vectors of sources, and their lengths.

        A text gets an end token. An empty source of numbers is one vector of zeros,
        since attention needs a place.

        Args:
            inputs: as the source's codec encodes it: int32 `(batch, source_time)`, or
                float `(batch, source_time, …)`.

        Returns:
            float `(batch, places, features)`, and int32 `(batch,)`, at least 1.
        """
        if self.reads_text:
            check_ids(inputs)
            tokens = with_end(inputs)  # (batch, source_time + 1)
            return self.drop(self.embed_source(tokens)), count_real(tokens)
        steps, lengths = self.real(inputs)
        vectors = embed_steps(self.embed_source, steps, lengths)
        vectors, lengths = self.reduce(vectors, lengths)  # (batch, places, features)
        return self.drop(vectors), ops.maximum(lengths, 1)

    def listed(self, inputs: Any) -> list:
        """Return the inputs of `generate` as a list, one input as a list of one."""
        if self.reads_text:
            return listed_texts(inputs, "inputs")
        return [inputs] if self.source.is_one(inputs) else list(inputs)

    def prepare(self, inputs: Sequence[Any]) -> np.ndarray:
        """Return texts as int32 ids `(batch, source_time)`, other sources encoded."""
        return self.source.encode(inputs)

    def steps_of(self, inputs: np.ndarray) -> np.ndarray:
        """Return the number of real steps of each row, int `(rows,)`."""
        if self.reads_text:
            return np.count_nonzero(inputs, axis=1)
        _, lengths = self.real(inputs)
        # At least one step, since recurrent layers need one.
        return np.maximum(ops.convert_to_numpy(lengths), 1)

    def places_of(self, steps: int) -> int:
        """Return the number of places of the memory of a source with `steps` steps."""
        return steps + 1 if self.reads_text else max(steps // self.stride, 1)

    def check_pairs(self, pairs: Any) -> list[tuple[Any, str]]:
        """Return pairs of sources and targets as a list, one pair as a list of one.

        Raises:
            ValueError: an item is no pair, or its target is no text.
        """
        pairs = list_of(pairs, "pairs", "pairs of a source and a str")
        if len(pairs) == 2 and is_text(pairs[1]):
            return [tuple(pairs)]
        pairs = [tuple(pair) if is_several(pair) else pair for pair in pairs]
        for pair in pairs:
            if not isinstance(pair, tuple) or len(pair) != 2 or not self._fit(*pair):
                raise ValueError(
                    "`score` takes pairs of a source and a target. "
                    f"Received {pair!r:.80}. Give `list(zip(sources, targets))`."
                )
        return pairs

    def _fit(self, source, target):
        """Return whether a pair has a target of text, and a source of its kind."""
        return is_text(target) and (is_text(source) or not self.reads_text)
