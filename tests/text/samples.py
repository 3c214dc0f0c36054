"""Texts that are hard to get right, and vocabularies of them."""

import itertools

import hypothesis.strategies as st
import pytest
import tensorflow as tf

from seqkit.text import SubwordVocabulary
from seqkit.text import Vocabulary
from seqkit.text.checked_inputs import as_text

SPECIALS = ["[PAD]", "\ufffd", "[START]", "[END]"]
KNOWN = ["Hello, wörld! 12", "İΑΣ ß 你好😀\n\0", "[PAD] [START] \ufffd", "हिन्दी don't"]
SPLITS = ["characters", "words", "spaces"]
VOCABULARIES = [
    Vocabulary.from_texts(KNOWN, split, lowercase=switch, html_breaks=switch)
    for split, switch in itertools.product(SPLITS, [False, True])
]
SUBWORDS = [
    SubwordVocabulary.from_texts(KNOWN * 3, 290, "unigram"),
    SubwordVocabulary.from_texts(KNOWN * 3, 330, "bpe", lowercase=True),
]
VOCABULARIES += SUBWORDS
MARKS = [
    "\ud83d",
    "\ude00",
    "[END]",
    "\r\n",
    "\u2028",
    "Σ",
    "<br />",
    "<BR",
    " />",
    ">",
]
PIECES = [*"".join(KNOWN), *KNOWN, *MARKS]
TEXTS = st.lists(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(PIECES)).map("".join),
        st.lists(st.integers(0, 0x10FFFF).map(chr)).map("".join),  # surrogates too
        st.binary(),
    ),
    max_size=4,
)
each_split = pytest.mark.parametrize("split", SPLITS)


def tensor_of(texts):
    """Spells what a str holds for TensorFlow, whose strings are bytes."""
    texts = [t if isinstance(t, bytes) else as_text(t).encode() for t in texts]
    return tf.constant(texts, tf.string, shape=(len(texts),))


def strings_of(tensor):
    return [text.decode() for text in tensor.numpy()]
