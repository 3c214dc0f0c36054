"""Why a model gives its answer: attention, words and image regions."""

from seqkit.explain.alignment import Alignment
from seqkit.explain.alignment import attention
from seqkit.explain.caption_regions import Regions
from seqkit.explain.caption_regions import regions
from seqkit.explain.explanation import Explanation
from seqkit.explain.word_weights import words

__all__ = [
    "Alignment",
    "Explanation",
    "Regions",
    "attention",
    "regions",
    "words",
]
