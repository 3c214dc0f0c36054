"""`SubwordVocabulary`: encode texts as ids of word pieces, learned from texts."""

import base64
import logging
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from seqkit.arguments import whole_number
from seqkit.text.base_vocabulary import BaseVocabulary
from seqkit.text.checked_inputs import as_texts
from seqkit.text.checked_inputs import refuse_path
from seqkit.text.framing import SPECIALS
from seqkit.text.sentencepiece_lookup import SPACE
from seqkit.text.sentencepiece_lookup import PieceLookup
from seqkit.text.splitting import spans_of_words
from seqkit.text.train_sentencepiece import train_sentencepiece

logger = logging.getLogger("seqkit")

# A text that a model must not change. It is in lower case, since `lowercase` may.
_PROBE = "  a\n\t a\u0301½ "


@keras.saving.register_keras_serializable(package="seqkit")
class SubwordVocabulary(BaseVocabulary):
    r"""Encode texts as ids of word pieces, and decode ids, in Python and in graphs.

    Decoding returns the encoded text exactly, with its spaces and newlines: characters
    without a piece are encoded as bytes, so no part of a text is unknown. There are two
    exceptions: U+2581, SentencePiece's character for a space, becomes a space, and
    invalid UTF-8 becomes U+FFFD. Ids 0 to 3 are padding `"[PAD]"`, unknown
    `"\ufffd"`, start `"[START]"` and end `"[END]"`; encoding a text returns none of
    these. A vocabulary is immutable.

    Args:
        proto: bytes, a SentencePiece model, see `from_texts`.
        lowercase: bool, whether texts are lowered first, character by character.

    Raises:
        ValueError: `proto` is no SentencePiece model, or the model changes texts or has
            other special ids.

    Reference:
        Kudo & Richardson 2018, SentencePiece, https://arxiv.org/abs/1808.06226.

    Example:
    >>> vocabulary = SubwordVocabulary.from_texts(["a dog, a dot"] * 9, size=269)
    >>> vocabulary.tokenize("a dog")
    ['a', '▁do', 'g']
    >>> vocabulary.decode(vocabulary.encode("a  dög\n"))
    'a  dög\n'
    """

    def __init__(self, proto: bytes, lowercase: bool = False):
        self.proto = proto
        self.lowercase = bool(lowercase)
        self._lookup = PieceLookup(proto, self.lowercase)
        self.tokens, self._spellings = _pieces_of(self._lookup)
        _check_faithful(self)

    @classmethod
    def from_texts(
        cls,
        texts: str | Iterable[str],
        size: int = 8000,
        model: str = "unigram",
        lowercase: bool = False,
    ) -> "SubwordVocabulary":
        """Build a vocabulary of pieces that are learned from texts.

        The same texts, in the same order, give the same vocabulary. They are read once,
        and are in memory during training. If the texts have fewer pieces than `size`,
        the vocabulary is smaller, and the logger "seqkit" logs a warning.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text.
            size: int, the most pieces, the four special ones and 256 bytes included.
            model: str, `"unigram"`, which keeps the likeliest pieces (Kudo 2018,
                https://arxiv.org/abs/1804.10959), or `"bpe"`, which merges the most
                frequent pairs (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909).
            lowercase: bool, whether texts are lowered first.

        Returns:
            SubwordVocabulary.

        Raises:
            TypeError: a text is neither str nor bytes.
            ValueError: there is no text, `size` has no room for the characters of the
                texts, `model` is unknown, or `texts` is the path of a file.
        """
        refuse_path(texts)
        size = whole_number("size", size)
        proto = train_sentencepiece(as_texts(texts), size, model, lowercase)
        vocabulary = cls(proto, lowercase)
        if len(vocabulary) < size:
            logger.warning(
                "`size` is %d pieces, but these texts have %d pieces only, and so has "
                "the vocabulary. Give more texts for more pieces.",
                size,
                len(vocabulary),
            )
        return vocabulary

    def get_config(self) -> dict[str, Any]:
        """Return the arguments; the bytes of the model are encoded in base64."""
        proto = base64.b64encode(self.proto).decode("ascii")
        return {"proto": proto, "lowercase": self.lowercase}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "SubwordVocabulary":
        """Build a vocabulary from the result of `get_config`."""
        return cls(base64.b64decode(config["proto"]), config["lowercase"])

    def __repr__(self):
        """Return the size and the rule, without the pieces."""
        return f"SubwordVocabulary({len(self)} pieces, lowercase={self.lowercase})"

    def _split(self, texts):
        ids, lengths = self._lookup(texts)
        pieces = iter([self.tokens[token] for token in ids.tolist()])
        return [[next(pieces) for _ in range(length)] for length in lengths.tolist()]

    def _split_in_graph(self, texts):
        import tensorflow as tf

        ids = self._lookup.in_graph(texts)
        return ids.with_flat_values(
            tf.gather(tf.constant(self.tokens), ids.flat_values)
        )

    def _words(self, tokens, places):
        pieces = [self._spellings[token] for token in tokens]
        places = np.repeat(places, [len(piece) for piece in pieces])  # of each byte
        spelled = b"".join(pieces)
        return [
            (spelled[word].decode("utf-8", "replace"), np.unique(places[word]).tolist())
            for word in spans_of_words(spelled)
        ]


def _pieces_of(lookup):
    """Return the pieces of a model as str, and their spellings as bytes."""
    try:
        processor = lookup.processor
    except (RuntimeError, TypeError) as error:
        raise ValueError(
            "`proto` are the bytes of a SentencePiece model. "
            f"Received {lookup.proto!r:.60}. Make it with "
            "`SubwordVocabulary.from_texts(texts)`."
        ) from error
    tokens, spellings = [], []
    for token in range(len(processor)):
        piece = processor.id_to_piece(token)
        tokens.append(piece)
        byte = processor.is_byte(token)
        spellings.append(
            bytes.fromhex(piece[3:5]) if byte else piece.replace(SPACE, " ").encode()
        )
    return tokens, spellings


def _check_faithful(vocabulary):
    """Raise ValueError for a model that changes texts or has other special ids."""
    specials = tuple(vocabulary.tokens[: len(SPECIALS)])
    read = vocabulary.decode(vocabulary.encode(_PROBE))
    if specials != SPECIALS or read != _PROBE:
        raise ValueError(
            f"`proto` begins with the pieces {SPECIALS} and changes no text. Received "
            f"a model that begins with {specials} and turns {_PROBE!r} into {read!r}. "
            "Train one with `SubwordVocabulary.from_texts(texts)`."
        )
