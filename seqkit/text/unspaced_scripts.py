"""Warn if texts are written without spaces between words, such as Chinese and Thai."""

import logging
from collections.abc import Mapping
from itertools import islice

import regex

_SAMPLE = 20_000  # the most distinct words that are examined
# Runs of letters that are longer than most words, and shorter than most sentences.
_RUNS = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}ー]{4,}|[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{8,}"
)
_LETTER = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
)
_SHARE = 0.2  # the least share of such letters, so that a quotation causes no warning

logger = logging.getLogger("seqkit")


def report_unspaced(words: Mapping[str, int]) -> None:
    """Log a warning if most words are whole sentences, since texts have no spaces.

    Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without spaces between
    words. There is no warning for texts that were split into words before, or for
    Korean, which has spaces.

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
            "These texts are written without spaces: each sentence counts as one word, "
            'and a new sentence is unknown. Give `split="characters"`, or use '
            "`SubwordVocabulary`; or put spaces between the words first."
        )
