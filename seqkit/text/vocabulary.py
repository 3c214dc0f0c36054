"""`Vocabulary`: encode texts as ids of characters or words, and decode ids."""

import functools
from collections.abc import Iterable
from typing import Any

import keras

from seqkit.text.base_vocabulary import BaseVocabulary
from seqkit.text.checked_inputs import as_texts
from seqkit.text.checked_inputs import as_tokens
from seqkit.text.checked_inputs import refuse_path
from seqkit.text.count_tokens import frequent_tokens
from seqkit.text.splitting import SPLITS
from seqkit.text.splitting import break_lines
from seqkit.text.splitting import break_lines_in_graph
from seqkit.text.token_lookup import CharacterLookup
from seqkit.text.token_lookup import WordLookup


@keras.saving.register_keras_serializable(package="seqkit")
class Vocabulary(BaseVocabulary):
    r"""Encode texts as ids and decode ids to texts, in Python and in TensorFlow graphs.

    Ids 0 to 3 are padding `"[PAD]"`, unknown `"\ufffd"`, start `"[START]"` and end
    `"[END]"`; encoding a text never returns padding, start or end as its tokens. A
    vocabulary is immutable.

    Args:
        tokens: iterable of str, the tokens of ids 4, 5, …; or of ids 0, 1, …, if it
            begins with the four special ones. The attribute `tokens` includes them.
        split: str, `"characters"` (Unicode code points), `"words"` (runs of letters,
            marks and numbers, and any other visible character by itself) or `"spaces"`
            (runs between spaces and newlines, for text that was split into words
            before).
        lowercase: bool, whether texts are lowered first, character by character.
        html_breaks: bool, whether `<br>`, `<br/>` and `<br />` are read as newlines.

    Raises:
        TypeError: `tokens` is one text, or a token is no str.
        ValueError: there is no token; a token is empty, there twice or cannot be
            encoded in UTF-8; or `split` is unknown.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["hello"])
    >>> vocabulary.encode("hello")
    [6 5 4 4 7]
    >>> vocabulary.decode([6, 5, 4, 4, 7])
    'hello'
    """

    def __init__(
        self,
        tokens: Iterable[str],
        split: str = "characters",
        lowercase: bool = False,
        html_breaks: bool = False,
    ):
        _check_split(split)
        self.tokens = as_tokens(tokens)
        self.split = str(split)  # Keras does not save a str of NumPy as str
        self.lowercase = bool(lowercase)
        self.html_breaks = bool(html_breaks)

    @classmethod
    def from_texts(
        cls,
        texts: str | Iterable[str],
        split: str = "characters",
        max_size: int | None = None,
        min_count: int = 1,
        lowercase: bool = False,
        html_breaks: bool = False,
    ) -> "Vocabulary":
        """Build a vocabulary of the tokens of texts.

        More frequent tokens have smaller ids; equally frequent tokens are ordered by
        code points, so equal texts give equal vocabularies. Texts are read once and not
        kept in memory, so `seqkit.data.read_texts(path)` may read a file larger than
        memory. In texts without spaces (Chinese, Japanese, Thai), a word would be a
        whole sentence: then the logger "seqkit" logs a warning.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text.
            split: str, `"characters"`, `"words"` or `"spaces"`.
            max_size: int, the most tokens, the four special ones included. None: all.
            min_count: int, the least occurrences of a token.
            lowercase: bool, whether texts are lowered first.
            html_breaks: bool, whether `<br>`, `<br/>` and `<br />` are read as
                newlines.

        Returns:
            Vocabulary.

        Raises:
            TypeError: a text is neither str nor bytes.
            ValueError: no token is left, `max_size` has no room for one, `split` is
                unknown, or `texts` is the path of a file.
        """
        _check_split(split)
        refuse_path(texts)
        texts = _read(as_texts(texts), html_breaks)
        tokens = frequent_tokens(texts, split, lowercase, max_size, min_count)
        return cls(tokens, split, lowercase, html_breaks)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments; `tokens` includes the four special ones."""
        return {
            "tokens": list(self.tokens),
            "split": self.split,
            "lowercase": self.lowercase,
            "html_breaks": self.html_breaks,
        }

    def __repr__(self):
        """Return the size and the rules, without the tokens."""
        return (
            f"Vocabulary({len(self)} tokens, split={self.split!r}, "
            f"lowercase={self.lowercase}{', html_breaks=True' * self.html_breaks})"
        )

    def _read(self, texts):
        return _read(texts, self.html_breaks)

    def _read_in_graph(self, texts):
        return break_lines_in_graph(texts) if self.html_breaks else texts

    def _split(self, texts):
        return [*map(SPLITS[self.split][0], texts)]

    def _split_in_graph(self, texts):
        return SPLITS[self.split][1](texts)

    def _words(self, tokens, places):
        each = [[place] for place in places]
        return list(zip((self.tokens[token] for token in tokens), each, strict=True))

    @property
    def _glue(self):
        return b"" if self.split == "characters" else b" "

    @functools.cached_property
    def _lookup(self):
        if self.split == "characters":
            return CharacterLookup(self.tokens, self.lowercase)
        return WordLookup(self.tokens, self.split, self.lowercase)


def _read(texts, html_breaks):
    """Return texts; with `html_breaks`, HTML's line breaks are replaced by newlines."""
    return map(break_lines, texts) if html_breaks else texts


def _check_split(split):
    """Raise ValueError unless `split` is one of `SPLITS`."""
    if not isinstance(split, str) or split not in SPLITS:
        raise ValueError(
            f"`split` must be one of {', '.join(map(repr, SPLITS))}. "
            f"Received {split!r}. Give one of these."
        )
