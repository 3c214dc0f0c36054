"""Check the texts, tokens and ids that users give to vocabularies."""

import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.arguments import each_of
from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.text.framing import SPECIALS
from seqkit.types import Tensor

_SURROGATES = re.compile("[\ud800-\udfff]")


def is_tensor(value: Any) -> bool:
    """Return whether `value` is a tensor of TensorFlow, without importing it."""
    # A caller that has a tensor has imported TensorFlow. `is_tensor` is missing while
    # TensorFlow is being imported.
    check = getattr(sys.modules.get("tensorflow"), "is_tensor", None)
    return check is not None and check(value)


def is_one_text(texts: Any) -> bool:
    """Return whether `texts` is one text, a str or bytes, rather than several."""
    return isinstance(texts, str | bytes)


def as_text(text: str | bytes, row: int | None = None) -> str:
    r"""Return a text as a str that can be encoded in UTF-8.

    Each lone surrogate becomes U+FFFD, and so does each maximal part of invalid UTF-8
    (the practice that Unicode recommends, and Python and TensorFlow's ICU follow).

    Args:
        text: str, or bytes in UTF-8.
        row: int, the index of the text among others, for the error.

    Returns:
        str without surrogates.

    Raises:
        TypeError: `text` is neither str nor bytes.

    Example:
    >>> as_text(b"caf\xc3\xa9 \xff")
    'café \ufffd'
    """
    if isinstance(text, bytes):
        return text.decode("utf-8", "replace")
    if not isinstance(text, str):
        raise TypeError(
            "A text must be a str, or bytes in UTF-8. "
            f"Received {text!r:.60} of type {type(text).__name__}"
            f"{'' if row is None else f' in row {row}, the first being 0'}. "
            "Give one string or a flat list of strings; convert ids with "
            "`vocabulary.decode(ids)`."
        )
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def as_texts(texts: str | bytes | Iterable[str | bytes]) -> Iterator[str]:
    """Return an iterator over texts, each as `as_text` returns it.

    Args:
        texts: ordered collection of str or bytes, or one text.

    Raises:
        TypeError: `texts` is no ordered collection, or an item is no text.
    """
    if not is_several(texts):
        return iter([as_text(texts)])
    return map(as_text, each_of(texts, "texts"), itertools.count())


def refuse_path(texts: Any) -> None:
    """Raise ValueError if `texts` is the path of a file."""
    if isinstance(texts, str | os.PathLike) and os.path.isfile(texts):
        raise ValueError(
            "A vocabulary is made of texts, and a str is one text. "
            f"Received {str(texts)!r:.80}, which is a file. "
            f"Give its lines, `seqkit.data.read_texts({str(texts)!r:.80})`, or, if "
            "this is a text, a list: `[text]`."
        )


def as_text_tensor(texts: Tensor) -> Tensor:
    """Return a tensor of texts; raise unless it holds strings of at most one axis.

    Args:
        texts: string `tf.Tensor` `()` or `(batch,)`.

    Returns:
        The same tensor.

    Raises:
        TypeError: `texts` holds no strings.
        ValueError: `texts` has more axes.
    """
    import tensorflow as tf

    texts = tf.convert_to_tensor(texts)
    if texts.dtype != tf.string:
        raise TypeError(
            f"Texts are a tensor of strings. Received dtype {texts.dtype.name}. "
            "Ids need no encoding; convert them to texts with `vocabulary.decode(ids)`."
        )
    if texts.shape.rank not in (0, 1):
        raise ValueError(
            "Texts are a tensor of shape () or (batch,). "
            f"Received shape {_spell(texts.shape)}. "
            "Flatten it first: `tf.reshape(texts, [-1])`."
        )
    return texts


def as_tokens(tokens: Iterable[str]) -> list[str]:
    """Return the tokens of a vocabulary, the four special ones first.

    Args:
        tokens: ordered collection of str, with or without the special ones in front.

    Returns:
        list of str.

    Raises:
        TypeError: `tokens` is one text, or a token is no str.
        ValueError: there are only special tokens; or a token is empty, there twice, or
            cannot be encoded in UTF-8.
    """
    if is_one_text(tokens):
        raise TypeError(_wrong_token(tokens))
    tokens = list_of(tokens, "tokens")
    if tuple(tokens[: len(SPECIALS)]) != SPECIALS:
        tokens = [*SPECIALS, *tokens]
    for token in tokens:
        if not isinstance(token, str):
            raise TypeError(_wrong_token(token))
        if not token or as_text(token) != token:
            raise ValueError(
                f"A token is a str that can be encoded in UTF-8. Received {token!r}. "
                "Leave empty tokens and lone surrogates out."
            )
    if len(tokens) == len(SPECIALS):
        raise ValueError(
            "A vocabulary needs at least one token beside the special ones. "
            "Received no token. "
            "Give a list of tokens, or use `Vocabulary.from_texts(texts)`."
        )
    twice = [token for token, count in Counter(tokens).items() if count > 1]
    if twice:
        raise ValueError(
            "The tokens of a vocabulary are distinct, and it adds the special ones "
            f"itself. Received more than once: {twice[:5]}. Leave the copies out."
        )
    # NumPy's strings are instances of str, but Keras does not save them as str.
    return [str(token) for token in tokens]


def as_rows(ids: Any, size: int) -> tuple[list[list[int]], bool]:
    """Return rows of ids as lists, and whether `ids` were one row without a batch axis.

    Args:
        ids: int `(batch, time)` or `(time,)`: array, or ordered collection of ids or of
            rows of any lengths.
        size: int, the number of ids of the vocabulary.

    Returns:
        list of lists of int, and bool.

    Raises:
        TypeError: `ids` are not integers.
        ValueError: `ids` have another number of axes, or an id is `size` or more.
    """
    kind = getattr(getattr(ids, "dtype", None), "kind", "O")
    if kind == "O" and is_several(ids) and not hasattr(ids, "columns"):
        ids = list_of(ids, "ids", "int, or rows of them")
    else:
        ids = np.asarray(ids)
        if ids.ndim not in (1, 2):
            raise ValueError(_wrong_axes(ids.shape))
    one = np.ndim(ids[:1]) == 1
    rows = [ids] if one else ids
    return [_as_row(np.asarray(row), size).tolist() for row in rows], one


def as_id_tensor(ids: Tensor) -> Tensor:
    """Return a tensor of ids as int64; raise unless it holds integers of 1 or 2 axes.

    Args:
        ids: int `tf.Tensor` `(batch, time)` or `(time,)`, or `tf.RaggedTensor`.

    Returns:
        int64 tensor of the same shape; rows of a ragged tensor are padded with 0.

    Raises:
        TypeError: `ids` are not integers.
        ValueError: `ids` have another number of axes.
    """
    import tensorflow as tf

    ragged = isinstance(ids, tf.RaggedTensor)
    ids = ids.to_tensor() if ragged else tf.convert_to_tensor(ids)
    if not ids.dtype.is_integer:
        raise TypeError(_wrong_type(ids.dtype.name))
    if ids.shape.rank not in (1, 2):
        raise ValueError(_wrong_axes(_spell(ids.shape)))
    return tf.cast(ids, tf.int64)


def _as_row(row, size):
    """Return the ids `(time,)` of one text, checked."""
    if row.ndim != 1:
        raise ValueError(_wrong_axes(("batch", *row.shape)))
    if not row.size:
        return row
    if row.dtype.kind not in "iu":
        raise TypeError(_wrong_type(row.dtype.name))
    if row.min() < 0 or row.max() >= size:
        raise ValueError(
            f"This vocabulary decodes ids from 0 to {size - 1}. "
            f"Received ids from {row.min()} to {row.max()}. "
            "Decode with the vocabulary that encoded them."
        )
    return row


def _wrong_token(received):
    """Return the message for tokens that are no list of str."""
    return (
        "`tokens` must be a list of str. "
        f"Received {received!r:.60} of type {type(received).__name__}. "
        "Make a vocabulary from texts with `Vocabulary.from_texts(texts)`."
    )


def _wrong_type(received):
    """Return the message for ids that are no integers."""
    return (
        f"`decode` takes ids, which are integers. Received {received}. "
        "Convert scores to ids with `argmax` over the last axis, texts with `encode`."
    )


def _wrong_axes(received):
    """Return the message for ids of another shape."""
    return (
        "`decode` takes ids of shape (batch, time) or (time,). "
        f"Received shape {received}. Reshape them: `ids.reshape(-1, ids.shape[-1])`."
    )


def _spell(shape):
    """Return a `tf.TensorShape` as a tuple, or "unknown" if its rank is unknown."""
    return "unknown" if shape.rank is None else tuple(shape.as_list())
