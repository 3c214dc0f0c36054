"""Explain answers of a model by words or regions, and its memory by gradients."""

from seqkit.explain.alignment import Alignment
from seqkit.explain.alignment import attention
from seqkit.explain.caption_regions import Regions
from seqkit.explain.caption_regions import regions
from seqkit.explain.explanation import Explanation
from seqkit.explain.flow_of_gradients import GradientFlow
from seqkit.explain.gradients_through_time import gradient_flow
from seqkit.explain.word_weights import words

__all__ = [
    "Alignment",
    "Explanation",
    "GradientFlow",
    "Regions",
    "attention",
    "gradient_flow",
    "regions",
    "words",
]
