"""Explain an answer of a model by the weights of words, or of regions of an image."""

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
