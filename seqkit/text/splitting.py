r"""Texts to characters and words, in Python and in a graph, with equal results.

A character is a Unicode code point. A word is a run of letters, marks and numbers
(`\p{L}\p{M}\p{N}`), or any other single character that is visible: not a separator
(`\p{Z}`), a control (`\p{Cc}`: newline, tab, NUL) or a format character (`\p{Cf}`:
soft hyphen, zero-width joiner). Text that is words already is split at separators and
controls alone. Lower case is Unicode's simple mapping, one character for one: "İ"
becomes "i", "Σ" always "σ".

`regex`, RE2, Python and ICU each have another version of Unicode, and differ on more
than 20,000 characters. So Python alone decides: a graph gets the classes and the lower
case as explicit code points, and keeps them wherever it is served.
"""

import functools
import itertools

import numpy as np
import regex

from seqkit.types import Tensor

_CODE_POINTS = 0x110000
_WORD = r"\p{L}\p{M}\p{N}"
_IGNORED = r"\p{Z}\p{Cc}\p{Cf}"
_SPACE = r"\p{Z}\p{Cc}"
_WORDS = regex.compile(f"[{_WORD}]+|[^{_WORD}{_IGNORED}]")
_BETWEEN_SPACES = regex.compile(f"[^{_SPACE}]+")
# Without a flag for case: `regex` and RE2 ignore case differently.
_BREAK = "<[bB][rR] */?>"
_BREAKS = regex.compile(_BREAK)


def lower(text: str) -> str:
    """Return a text in lower case, character by character, so that its length stays.

    Args:
        text: str.

    Returns:
        str of the same length.

    Example:
    >>> lower("İΑΣ")
    'iασ'
    """
    # `str.lower` turns "İ" alone into two characters, and the lower case of "Σ" alone
    # depends on its neighbours.
    return text.replace("İ", "i").replace("Σ", "σ").lower()


def split_words(text: str) -> list[str]:
    """Split a text into words and single marks.

    Args:
        text: str.

    Returns:
        list of str, none of which is empty.

    Example:
    >>> split_words("Don't,  Zoë!")
    ['Don', "'", 't', ',', 'Zoë', '!']
    """
    return _WORDS.findall(text)


def split_spaces(text: str) -> list[str]:
    """Split a text at separators and controls; it consists of words already.

    Args:
        text: str.

    Returns:
        list of str, none of which is empty.

    Example:
    >>> split_spaces("Do n't,  Zoë !")
    ['Do', "n't,", 'Zoë', '!']
    """
    return _BETWEEN_SPACES.findall(text)


def spans_of_words(spelled: bytes) -> list[slice]:
    """Return the places of the words of `split_spaces` in UTF-8, whole or not.

    Args:
        spelled: bytes; bytes that form no character belong to words.

    Returns:
        list of slice of the bytes.

    Example:
    >>> spans_of_words("né à".encode())
    [slice(0, 3), slice(4, 6)]
    """
    text = spelled.decode("utf-8", "surrogateescape")
    sizes = [len(each.encode("utf-8", "surrogateescape")) for each in text]
    places = [0, *itertools.accumulate(sizes)]
    return [
        slice(places[word.start()], places[word.end()])
        for word in _BETWEEN_SPACES.finditer(text)
    ]


def break_lines(text: str) -> str:
    r"""Return a text with newlines for HTML's `<br>`, `<br/>` and `<br />`.

    Args:
        text: str.

    Returns:
        str.

    Example:
    >>> break_lines("Good.<br /><BR>Bad.")
    'Good.\n\nBad.'
    """
    return _BREAKS.sub("\n", text)


def code_points(text: str) -> np.ndarray:
    """Return the code points of a text.

    Args:
        text: str without surrogates.

    Returns:
        uint32 `(time,)`.
    """
    return np.frombuffer(text.encode("utf-32-le"), "<u4")


@functools.cache
def lower_code_points() -> np.ndarray:
    """Return the lower case of every code point.

    Returns:
        uint32 `(0x110000,)`, read only.
    """
    lowered = lower(_every_character()).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(lowered, "<u4")


def code_points_in_graph(texts: Tensor, lowercase: bool = False) -> Tensor:
    """Return the code points of texts; invalid UTF-8 becomes U+FFFD.

    Args:
        texts: string `tf.Tensor` `(batch,)`.
        lowercase: bool, whether to lower the texts.

    Returns:
        int32 `tf.RaggedTensor` `(batch, None)`.
    """
    import tensorflow as tf

    codes = tf.strings.unicode_decode(texts, "UTF-8", errors="replace")
    if lowercase:
        codes = codes.with_flat_values(_lower_in_graph(codes.flat_values))
    return codes


def split_words_in_graph(texts: Tensor, lowercase: bool = False) -> Tensor:
    """Split texts as `split_words` does, after `lower` where `lowercase`.

    Args:
        texts: string `tf.Tensor` `(batch,)`.
        lowercase: bool, whether to lower the texts first.

    Returns:
        string `tf.RaggedTensor` `(batch, None)`.
    """
    import tensorflow as tf

    ignored, word = _ranges(_IGNORED), _ranges(_WORD)
    texts = _valid_in_graph(texts, lowercase)
    # A space is ignored itself, so after this no other separator is left.
    texts = tf.strings.regex_replace(texts, f"[{ignored}]+", " ")
    return tf.strings.split(tf.strings.regex_replace(texts, f"[^{word} ]", r" \0 "))


def split_spaces_in_graph(texts: Tensor, lowercase: bool = False) -> Tensor:
    """Split texts as `split_spaces` does; see `split_words_in_graph`."""
    import tensorflow as tf

    texts = _valid_in_graph(texts, lowercase)
    texts = tf.strings.regex_replace(texts, f"[{_ranges(_SPACE)}]+", " ")
    return tf.strings.split(texts)


def split_characters_in_graph(texts: Tensor, lowercase: bool = False) -> Tensor:
    """Split texts into their characters; see `split_words_in_graph`."""
    import tensorflow as tf

    return tf.strings.unicode_split(_valid_in_graph(texts, lowercase), "UTF-8")


SPLITS = {
    "characters": (list, split_characters_in_graph),
    "words": (split_words, split_words_in_graph),
    "spaces": (split_spaces, split_spaces_in_graph),
}
"""By the name of a split: its function in Python, and its function in a graph."""


def break_lines_in_graph(texts: Tensor) -> Tensor:
    """Return strings `(batch,)` as `break_lines` does, in a graph."""
    import tensorflow as tf

    # Bytes in ASCII are characters, even between invalid bytes.
    return tf.strings.regex_replace(texts, _BREAK, "\n")


def look_up_in_graph(
    codes: Tensor, keys: np.ndarray, values: np.ndarray, default: int | Tensor
) -> Tensor:
    """Look code points up by binary search in constants, without a table.

    Args:
        codes: int32 `tf.Tensor` `(total,)`.
        keys: int `(n,)`, code points, ascending.
        values: int `(n,)`, the value of each key.
        default: int, or int32 `tf.Tensor` `(total,)`, the value of all other code
            points.

    Returns:
        int32 `tf.Tensor` `(total,)`.
    """
    import tensorflow as tf

    # One key beyond all code points, so that no search ends past the last key.
    keys = tf.constant([*keys.tolist(), _CODE_POINTS], tf.int32)
    values = tf.constant([*values.tolist(), 0], tf.int32)
    found = tf.searchsorted(keys, codes)
    return tf.where(tf.gather(keys, found) == codes, tf.gather(values, found), default)


def _valid_in_graph(texts, lowercase):
    """Return strings `(batch,)` as valid UTF-8, lowered where `lowercase`."""
    import tensorflow as tf

    return tf.strings.unicode_encode(code_points_in_graph(texts, lowercase), "UTF-8")


def _lower_in_graph(codes):
    """Lower code points `(total,)`."""
    lowered = lower_code_points()
    changed = np.flatnonzero(lowered != np.arange(_CODE_POINTS))
    return look_up_in_graph(codes, changed, lowered[changed], codes)


@functools.cache
def _ranges(classes):
    """Return the code points of classes as ranges in the syntax of RE2."""
    runs = regex.finditer(f"[{classes}]+", _every_character())
    return "".join(rf"\x{{{run.start():x}}}-\x{{{run.end() - 1:x}}}" for run in runs)


def _every_character():
    """Return a string whose index i holds code point i, surrogates included."""
    return "".join(map(chr, range(_CODE_POINTS)))
