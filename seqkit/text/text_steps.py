"""`TextSteps`: the methods of text codecs that models call."""

from collections.abc import Iterable
from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.text.checked_inputs import is_one_text
from seqkit.text.endpoint_kinds import Text
from seqkit.text.endpoint_kinds import Words
from seqkit.text.join_words import join_words
from seqkit.types import OutputKind


class TextSteps:
    """Encode texts and words for models, and name the kinds of an export: a mixin.

    A subclass, such as `Vocabulary`, has `encode_flat`, `tokenize` and `step_shape`.

    Attributes:
        dtype: str, the dtype of the ids.
        missing: bool, whether steps may be missing values: False for texts.
    """

    dtype = "int32"
    missing = False

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one text, a str or bytes."""
        return is_one_text(value)

    def encode_steps(
        self, inputs: Iterable[str | bytes | Sequence[str]]
    ) -> tuple[list[list[str]], list[np.ndarray]]:
        """Return the words of texts and the ids of the words, without padding.

        Args:
            inputs: iterable of str, which are split into words; or of lists of words,
                which are not split.

        Returns:
            list of lists of str, the words; and list of int32 `(time, *step_shape)`.

        Raises:
            TypeError: an item is neither str nor list of str.
            ValueError: a word of a list is not one token of the codec.
        """
        words = [
            self.tokenize(text) if is_one_text(text) else _words_of(text)
            for text in list_of(inputs, "inputs", "str or lists of words")
        ]
        if not words:
            return [], []
        # Each word is encoded by itself, so that its number of tokens is known.
        flat = [word for row in words for word in row]
        ids, tokens = self.encode_flat([join_words([word]) for word in flat])
        if (tokens != 1).any():
            word = flat[np.argmax(tokens != 1)]
            raise ValueError(
                "Each word of a list is one token. The vocabulary splits "
                f"{word!r:.80} into {self.tokenize(word)!r:.80}. Give the sentence "
                'as one str, or make the vocabulary with `split="spaces"`.'
            )
        return words, np.split(ids, np.cumsum([len(row) for row in words[:-1]]))

    def endpoint_kind(self) -> Text:
        """Return the kind of an export's input: texts as strings."""
        return Text(self)

    def endpoint_steps(self) -> dict[str, OutputKind]:
        """Return the output of an export that names the steps: the words."""
        return {"words": Words(self)}


def check_adversarial(adversarial: Any) -> None:
    """Raise ValueError unless `adversarial` is a number of 0 or more."""
    if not (isinstance(adversarial, Real) and 0 <= adversarial < float("inf")):
        raise ValueError(
            "`adversarial` is a share of a vector's length, 0 or more; 0.1 is a good "
            f"first value. Received {adversarial!r}."
        )


def _words_of(sentence: Any) -> list[str]:
    """Return the words of a sentence as a list; raise TypeError for other types."""
    words = list_of(sentence, "words") if is_several(sentence) else [sentence]
    if not is_several(sentence) or not all(isinstance(word, str) for word in words):
        raise TypeError(
            "`inputs` are a str, or a list of str or of lists of words, each a str. "
            f"Received {sentence!r:.60} of type {type(sentence).__name__} as one."
        )
    return words
