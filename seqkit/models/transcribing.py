"""From sounds and videos to texts, and to the steps of each token."""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import ops

from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.decoding.ctc_alignment import ctc_align
from seqkit.decoding.ctc_greedy_search import ctc_greedy
from seqkit.decoding.ctc_search import ctc_beam_search
from seqkit.models.batches_by_length import by_length
from seqkit.models.codec_input import encoded_rows
from seqkit.models.fused_language_model import language_steps
from seqkit.models.text_arguments import listed_texts
from seqkit.models.transcript_answers import TokenTimes
from seqkit.models.transcript_answers import Transcription
from seqkit.public_method import public_method
from seqkit.types import UNKNOWN
from seqkit.types import Tensor


class Transcribing:
    """A mixin of `Transcriber`: it answers sounds and videos by texts.

    The model has the attributes `codec`, `vocabulary`, `language_model`,
    `language_weight`, `token_bonus` and `beams`.
    """

    @public_method
    def transcribe(
        self, inputs: Any, beams: int | None = None
    ) -> Transcription | list[Transcription]:
        """Return the texts that are said in sounds or videos.

        Args:
            inputs: what the codec reads: path, bytes or array; or a list of them.
            beams: int, the number of prefixes of a beam search. None: with a language
                model the `beams` of the model; without one the likeliest token of each
                step is taken, which is faster and nearly as good.

        Returns:
            `Transcription`, or a list of `Transcription` if `inputs` are a list. In
            silence the text is "".

        Raises:
            TypeError: the codec cannot read an input.
            ValueError: a file is damaged, or `beams` is out of its range.
        """
        beams = whole_number(
            "beams", self.decoding_beams if beams is None else beams, 0
        )
        one = self.codec.is_one(inputs)
        rows = encoded_rows(self.codec, [inputs] if one else inputs)
        found = by_length(functools.partial(self._transcribe, beams=beams), rows)
        texts = self.vocabulary.decode([answer["tokens"] for answer in found])
        answers = [
            Transcription(text, float(answer["score"]), _real(answer["tokens"]))
            for text, answer in zip(texts, found, strict=True)
        ]
        return answers[0] if one else answers

    @public_method
    def align(
        self, inputs: Any, texts: str | Sequence[str] | None = None
    ) -> TokenTimes | list[TokenTimes]:
        """Return the steps of each token of texts: the likeliest alignment.

        Args:
            inputs: what the codec reads, or a list, as in `transcribe`.
            texts: str for one input, or list of str: what is said. None: what
                `transcribe` returns.

        Returns:
            `TokenTimes`, or a list of `TokenTimes` if `inputs` are a list.

        Raises:
            TypeError: the codec cannot read an input, or texts are no str.
            ValueError: inputs and texts differ in number, a text has tokens that are
                not in the vocabulary, or has too many for its input.
        """
        one = self.codec.is_one(inputs)
        rows = encoded_rows(self.codec, [inputs] if one else inputs)
        if texts is None:
            found = self.transcribe([inputs] if one else inputs)
            texts = [answer.text for answer in found]
            tokens = [answer.tokens for answer in found]
        else:
            texts = listed_texts(texts, "texts")
            tokens = self._tokens_of(texts, len(rows))
        found = by_length(self._align, list(zip(rows, tokens, strict=True)))
        answers = [
            self._alignment(*parts) for parts in zip(texts, tokens, found, strict=True)
        ]
        return answers[0] if one else answers

    def _tokens_of(self, texts, rows):
        """Return the ids of each text, int32 `(tokens,)`, checked."""
        if len(texts) != rows:
            raise ValueError(
                f"`texts` are one str for each input. Received {len(texts)} texts for "
                f"{rows} inputs. Give a text, which may be empty, for each."
            )
        tokens = [_real(ids) for ids in self.vocabulary.encode(list(texts))]
        for text, ids in zip(texts, tokens, strict=True):
            if UNKNOWN in ids:
                raise ValueError(
                    "A text has the tokens of the vocabulary only. Received "
                    f"{text!r:.60}, of which token {list(ids).index(UNKNOWN)}, the "
                    "first being 0, is not known. Replace or drop it."
                )
        return tokens

    def _alignment(self, text, tokens, found):
        """Return the `TokenTimes` of one text."""
        first = np.asarray(found["first"][: len(tokens)])
        last = np.asarray(found["last"][: len(tokens)])
        score = float(found["score"])
        if not np.isfinite(score):
            raise ValueError(
                "A text needs a step for each token, and one more between two equal "
                f"tokens. Received {text!r:.60} of {len(tokens)} tokens for an input "
                f"of {int(found['lengths'])} steps. Give the text of this input, or "
                "build the model with a lower `stride`."
            )
        names = [self.vocabulary.tokens[token] for token in tokens]
        seconds = self.seconds_per_step
        return TokenTimes(text, names, first, last, score, seconds, self.stride)

    @property
    def decoding_beams(self):
        """The beams of `transcribe`; 0 takes the likeliest token of each step."""
        return 0 if self.language_model is None else self.beams

    # Compiled functions, built at first use. Keras neither saves nor copies them.
    @functools.cached_property
    def _transcribe(self):
        return compiled(self.transcribe_steps, lambda: self.variables)

    @functools.cached_property
    def _align(self):
        return compiled(self.align_steps, lambda: self.variables)

    def log_probabilities(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return the log-probabilities of all steps, and the lengths of rows.

        Args:
            inputs: array as in a call of the model.

        Returns:
            float32 `(batch, steps, vocabulary)`, and int32 `(batch,)`.
        """
        logits, lengths = self(inputs, training=False)
        return ops.log_softmax(logits, axis=-1), lengths

    def transcribe_steps(self, inputs: Tensor, *, beams: int) -> dict[str, Tensor]:
        """Return the tokens of the texts of a batch; `transcribe` and exports run it.

        Args:
            inputs: array as in a call of the model.
            beams: int, the number of prefixes of a beam search. 0: the likeliest token
                of each step is taken.

        Returns:
            dict of `tokens` int32 `(batch, length)`, padded with 0, and `score` float32
            `(batch,)`, in nats.
        """
        logs, lengths = self.log_probabilities(inputs)
        if not beams:
            tokens, score = ctc_greedy(logs, lengths)
            return {"tokens": tokens, "score": score}
        options = language_steps(self, ops.shape(logs)[0], ops.shape(logs)[1])
        tokens, score = ctc_beam_search(logs, lengths, beams, **options)
        return {"tokens": tokens[:, 0], "score": score[:, 0]}

    def align_steps(self, both: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Return the first and the last step of each token of a batch of texts.

        Args:
            both: inputs as in a call of the model, and int32 `(batch, tokens)`.

        Returns:
            dict of `first` and `last` int32 `(batch, tokens)`, -1 on padding; `score`
            float32 `(batch,)`; and `lengths` int32 `(batch,)`, the steps of each row.
        """
        inputs, tokens = both
        logs, lengths = self.log_probabilities(inputs)
        counts = ops.sum(ops.cast(ops.not_equal(tokens, 0), "int32"), axis=1)
        first, last, score = ctc_align(logs, lengths, tokens, counts)
        return {"first": first, "last": last, "score": score, "lengths": lengths}


def _real(tokens):
    """Return the tokens of a row without its padding."""
    tokens = np.asarray(tokens)
    return tokens[: np.count_nonzero(tokens)]
