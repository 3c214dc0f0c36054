"""Texts of scripts that write no spaces, told by their words."""

import logging
from collections.abc import Mapping
from itertools import islice

import regex

_SAMPLE = 20_000  # different words that are looked at
# Words are shorter than that, where they stand apart, and most sentences longer.
_RUNS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}ー]{4,}|[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{8,}"
)
_LETTER = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
)
_SHARE = 0.2  # of all characters: a quotation is no reason to warn

logger = logging.getLogger("seqkit")


def report_unspaced(words: Mapping[str, int]) -> None:
    """Log a warning where words are whole sentences, for want of spaces.

    Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without spaces between
    words. Where texts come as words already, most of these are short, and no warning is
    logged; nor is one for Korean, which has spaces.

    Args:
        words: dict from each word to its count, in the order of the texts.
    """
    every = letters = joined = 0
    for word, count in islice(words.items(), _SAMPLE):
        every += count * len(word)
        letters += count * len(_LETTER.findall(word))
        joined += count * sum(map(len, _RUNS.findall(word)))
    if letters and letters >= _SHARE * every and joined > letters / 2:
        logger.warning(
            "These texts are written without spaces, so that a word is a sentence, and "
            'new ones are unknown. Give `split="characters"`, or use '
            "`SubwordVocabulary`; words that are told apart need spaces between them."
        )
