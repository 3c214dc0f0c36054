import functools
from collections.abc import Iterator
from typing import Any

from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding.sample_loop import check_sampling
from seqkit.decoding.sample_loop import sample_on
from seqkit.models.generating import Generating
from seqkit.models.generation_settings import GenerationSettings
from seqkit.models.text_arguments import is_text
from seqkit.public_method import public_method
from seqkit.types import END
from seqkit.types import State
from seqkit.types import Tensor

STEPS = 16  # drawn by one call of a graph, since each call takes time by itself


class Streaming(Generating):
    """A mixin that adds `stream` to models that continue texts."""

    @public_method
    def stream(
        self,
        text: str = "",
        *,
        length: int | None = None,
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        seed: int | None = None,
    ) -> Iterator[str]:
        """Yield the continuation of a text piece by piece, as it is drawn.

        With the same arguments, the pieces together are the text that `generate` draws,
        without the text that is continued. A piece has no part of a character, so each
        can be printed at once. The model must not be trained between two pieces.

        Args:
            text: str, or bytes in UTF-8: the text to continue; it may be empty.
            length: int, the most new tokens, with the end token. None: the model's
                `length`.
            temperature: float, 1 draws by the model's probabilities, 0 always takes the
                likeliest token.
            top_k: int, draw only from this number of the likeliest tokens. None: from
                all tokens.
            top_p: float, draw only from the likeliest tokens that together have this
                probability. None: from all tokens.
            seed: int, the same seed draws the same text. None: each call draws another.

        Returns:
            Iterator of str, none of them empty.

        Raises:
            TypeError: `text` is no text, or an argument has the name that another
                library uses for it.
            ValueError: an argument is out of its range.

        Example:
        >>> for piece in model.stream("PANDARUS:", length=2000, temperature=0.7):
        ...     print(piece, end="", flush=True)
        """
        if not is_text(text):
            raise TypeError(
                f"`stream` continues one text, a str. Received {text!r:.60} of type "
                f"{type(text).__name__}. Call it once for each text."
            )
        settings = GenerationSettings(
            text,
            length=length,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            seed=seed,
        )
        length = self.length if length is None else settings.length
        temperature = 1.0 if temperature is None else temperature
        check_sampling(length, temperature, settings.top_k, top_p)
        drawing = float(temperature), settings.top_k, top_p, settings.seed_or_new()
        return self._pieces(text, length, drawing)

    def _pieces(self, text, length, drawing):
        """Yield the pieces of the continuation that are not empty."""
        ids = self.prepare([text])  # (1, time)
        prompt = ids[0].tolist()
        pieces = self.target_vocabulary.decode_stream(
            token
            for part in (prompt, self._drawn(ids, length, drawing))
            for token in part
        )
        for place, piece in enumerate(pieces):
            if piece and place >= len(prompt):
                yield piece

    def _drawn(self, ids, length, drawing):
        """Yield the new tokens of one row, up to `length` or to the end token."""
        *filters, seed = drawing
        # Whole calls of the graph, so that one graph serves every length.
        whole = -(-length // STEPS) * STEPS
        tokens, state, memory = self._begin(ids, length=whole)
        for first in range(0, whole, STEPS):
            drawn, state = self._continue(
                tokens, state, memory, *filters, seed % 2**31, first, length=STEPS
            )
            tokens = drawn[:, -1]  # (1,)
            for token in ops.convert_to_numpy(drawn)[0, : length - first].tolist():
                yield token
                if token == END:
                    return

    # Compiled functions, built at first use. Keras neither saves nor copies them.
    @functools.cached_property
    def _begin(self):
        return compiled(self.begin, lambda: self.variables)

    @functools.cached_property
    def _continue(self):
        return compiled(self.continue_tokens, lambda: self.variables)

    def begin(self, inputs: Tensor, *, length: int) -> tuple[Tensor, State, Any]:
        """Read inputs, and return the first tokens, the state and the memory."""
        return self.first_tokens(inputs), *self.start(inputs, length)

    def continue_tokens(
        self,
        tokens: Tensor,
        state: State,
        memory: Any,
        temperature: float | Tensor,
        top_k: int | Tensor | None,
        top_p: float | Tensor | None,
        seed: int | Tensor,
        first: int | Tensor,
        *,
        length: int,
    ) -> tuple[Tensor, State]:
        """Draw the next `length` tokens of each row, by `decoding.sample_on`.

        Returns:
            int32 `(rows, length)`, and the state for the next call.
        """
        drawn, _, state = sample_on(
            self.step,
            tokens,
            state,
            memory,
            first=first,
            length=length,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            seed=seed,
        )
        return drawn, state
