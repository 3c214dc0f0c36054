r"""Split texts into characters and words, in Python and in graphs, with equal results.

A character is a Unicode code point. A word is a run of letters, marks and numbers
(`\p{L}\p{M}\p{N}`), or any other single character that is visible: not a separator
(`\p{Z}`), a control (`\p{Cc}`: newline, tab, NUL) or a format character (`\p{Cf}`:
soft hyphen, zero-width joiner). With `split="spaces"`, for text that was split into
words before, only separators and controls end a word. Lower case is Unicode's simple
mapping of one character to one: "İ" becomes "i", "Σ" always "σ".

`regex`, RE2, Python and ICU contain different versions of Unicode, and differ on more
than 20,000 characters. So a graph contains the character classes and the lower case of
this Python as constant code points, and splits equally on every server.
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
# Without the flag to ignore case, which `regex` and RE2 implement differently.
_BREAK = "<[bB][rR] */?>"
_BREAKS = regex.compile(_BREAK)


def lower(text: str) -> str:
    """Return a text in lower case, of the same number of characters.

    Args:
        text: str.

    Returns:
        str of the same length.

    Example:
    >>> lower("İΑΣ")
    'iασ'
    """
    # Only for these two characters `str.lower` differs from the mapping of one to one:
    # "İ" becomes two characters, and the lower case of "Σ" depends on its neighbours.
    return text.replace("İ", "i").replace("Σ", "σ").lower()


def split_words(text: str) -> list[str]:
    """Split a text into words and single other characters, such as punctuation.

    Args:
        text: str.

    Returns:
        list of str, which are not empty.

    Example:
    >>> split_words("Don't,  Zoë!")
    ['Don', "'", 't', ',', 'Zoë', '!']
    """
    return _WORDS.findall(text)


def split_spaces(text: str) -> list[str]:
    """Split a text at separators and controls alone.

    Args:
        text: str.

    Returns:
        list of str, which are not empty.

    Example:
    >>> split_spaces("Do n't,  Zoë !")
    ['Do', "n't,", 'Zoë', '!']
    """
    return _BETWEEN_SPACES.findall(text)


def spans_of_words(spelled: bytes) -> list[slice]:
    """Return the slices of UTF-8 bytes that `split_spaces` makes words.

    Args:
        spelled: bytes in UTF-8. Invalid bytes are parts of words.

    Returns:
        list of slice, of `spelled`.

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
    r"""Return a text in which `<br>`, `<br/>` and `<br />` are replaced by newlines.

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
        uint32 `(0x110000,)`, read only: entry i is the lower case of code point i.
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
    """Split texts as `split_words` does, in a graph.

    Args:
        texts: string `tf.Tensor` `(batch,)`.
        lowercase: bool, whether to lower the texts first.

    Returns:
        string `tf.RaggedTensor` `(batch, None)`.
    """
    import tensorflow as tf

    ignored, word = _ranges(_IGNORED), _ranges(_WORD)
    texts = _valid_in_graph(texts, lowercase)
    # The ignored characters include the space, so spaces are the only separators left.
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
"""From the name of a split to its function in Python and its function in a graph."""


def break_lines_in_graph(texts: Tensor) -> Tensor:
    """Return strings `(batch,)` as `break_lines` does, in a graph."""
    import tensorflow as tf

    # ASCII bytes are whole characters, even between invalid bytes.
    return tf.strings.regex_replace(texts, _BREAK, "\n")


def look_up_in_graph(
    codes: Tensor, keys: np.ndarray, values: np.ndarray, default: int | Tensor
) -> Tensor:
    """Look up code points by binary search in constants of the graph.

    Args:
        codes: int32 `tf.Tensor` `(total,)`.
        keys: int `(n,)`, code points, rising.
        values: int `(n,)`, the value of each key.
        default: int, or int32 `tf.Tensor` `(total,)`, the value of code points that are
            not in `keys`.

    Returns:
        int32 `tf.Tensor` `(total,)`.
    """
    import tensorflow as tf

    # A last key above all code points, so that each search finds a key.
    keys = tf.constant([*keys.tolist(), _CODE_POINTS], tf.int32)
    values = tf.constant([*values.tolist(), 0], tf.int32)
    found = tf.searchsorted(keys, codes)
    return tf.where(tf.gather(keys, found) == codes, tf.gather(values, found), default)


def _valid_in_graph(texts, lowercase):
    """Return strings `(batch,)` as valid UTF-8, in lower case if `lowercase`."""
    import tensorflow as tf

    return tf.strings.unicode_encode(code_points_in_graph(texts, lowercase), "UTF-8")


def _lower_in_graph(codes):
    """Return code points `(total,)` in lower case."""
    lowered = lower_code_points()
    changed = np.flatnonzero(lowered != np.arange(_CODE_POINTS))
    return look_up_in_graph(codes, changed, lowered[changed], codes)


@functools.cache
def _ranges(classes):
    """Return the code points of character classes as ranges in the syntax of RE2."""
    runs = regex.finditer(f"[{classes}]+", _every_character())
    return "".join(rf"\x{{{run.start():x}}}-\x{{{run.end() - 1:x}}}" for run in runs)


def _every_character():
    """Return a str whose character i is code point i, surrogates included."""
    return "".join(map(chr, range(_CODE_POINTS)))
