"""Transcription while somebody speaks: chunk by chunk, with the state in and out."""

import functools
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.backend.gather_rows import gather_rows
from seqkit.backend.move_left import move_left
from seqkit.layers.lengths import real_steps
from seqkit.models.codec_input import embed_steps
from seqkit.public_method import public_method
from seqkit.types import State
from seqkit.types import Tensor


class StreamsTranscripts:
    """A mixin of `Transcriber` that transcribes chunks; the model reads forward only.

    The model has the attributes of `Transcriber`. A language model is not used.
    """

    @public_method
    def stream(self, chunks: Iterable[Any]) -> Iterator[str]:
        """Yield the text of a sound piece by piece, as its chunks arrive.

        The pieces together are the text that `transcribe` returns for the whole sound
        without a language model.

        Args:
            chunks: iterable of arrays, parts of one sound one after the other: with
                `Sound` samples `(samples,)` at its rate; with other codecs encoded
                steps `(time, …)`. A chunk may have any length.

        Returns:
            Iterator of str, one for each chunk; "" if no token ends in it.

        Raises:
            ValueError: the model reads in both directions.

        Example:
        >>> for piece in model.stream(microphone):
        ...     print(piece, end="", flush=True)
        """
        self.check_streams()
        return self._pieces(chunks)

    def check_streams(self) -> None:
        """Raise ValueError unless the model can transcribe chunk by chunk."""
        whole = getattr(self.codec, "reads_whole", False)
        if self.bidirectional or whole:
            received = "the codec, which compares a step with the whole sound"
            if self.bidirectional:
                received = "one with bidirectional=True"
            raise ValueError(
                "A model that reads forward only can transcribe chunk by chunk. "
                f"Received {received}. Build it with `bidirectional=False` and a codec "
                "that reads each step by itself, or call `transcribe` on whole sounds."
            )

    def _pieces(self, chunks):
        """Yield the text of each chunk."""
        encode = getattr(self.codec, "encode_chunks", None)
        encoded = map(np.asarray, chunks) if encode is None else encode(chunks)
        state, waiting, written = None, None, False
        for steps in encoded:
            waiting = steps if waiting is None else np.concatenate([waiting, steps])
            whole = len(waiting) // self.stride * self.stride
            if not whole:
                yield ""
                continue
            if state is None:
                state = self.start(1)
            tokens, state = self._step(waiting[None, :whole], state)
            waiting = waiting[whole:]
            tokens = ops.convert_to_numpy(tokens)[0]
            text = self.vocabulary.decode(tokens)
            yield self._between(text, written)
            written = written or bool(text)

    def _between(self, text, written):
        """Return a piece with the space that separates it from the words before it."""
        words = getattr(self.vocabulary, "split", None) in ("words", "spaces")
        return f" {text}" if words and written and text else text

    @functools.cached_property
    def _step(self):
        return compiled(self.step, lambda: self.variables)

    def start(self, rows: int | Tensor) -> State:
        """Return the state before the first chunk.

        Args:
            rows: int or scalar tensor, the number of sounds.

        Returns:
            pair of the state of the recurrent layers, and of int32 `(rows,)`, the token
            of the last step, 0 for a blank.
        """
        return self.stack.start(rows, 0), ops.zeros((rows,), dtype="int32")

    def step(self, steps: Tensor, state: State) -> tuple[Tensor, State]:
        """Read a chunk of each sound, and return the tokens that begin in it.

        Args:
            steps: float `(rows, time, …)`, encoded, padded on the right with NaN. The
                real steps of a row are a multiple of `stride`; there may be no step.
            state: the state of `start`, or of the last `step`.

        Returns:
            tokens: int32 `(rows, time / stride)`, padded on the right with 0.
            state: the state for the next call.
        """
        layers, before = state
        steps, lengths = self.real(steps)
        vectors = embed_steps(self.embed, steps, lengths)  # (rows, time, features)
        vectors, lengths = self.reduce(vectors, lengths)
        # (rows, time / stride, features)
        outputs, layers = self.stack(vectors, lengths=lengths, state=layers)
        likeliest = ops.argmax(self.logits_of(outputs), axis=-1)
        likeliest = ops.cast(likeliest, "int32")  # (rows, time / stride)
        # The likeliest token of the step before each step, and of the last step.
        earlier = ops.concatenate([before[:, None], likeliest], axis=1)
        last = gather_rows(earlier, lengths[:, None])[:, 0]  # (rows,)
        real = real_steps(likeliest, lengths)
        begins = ops.logical_and(real, ops.not_equal(likeliest, earlier[:, :-1]))
        return move_left(ops.where(begins, likeliest, 0)), (layers, last)
