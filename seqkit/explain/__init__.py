"""Explain answers of a model by words or regions, and its memory by gradients."""

from seqkit.explain.alignment import Alignment
from seqkit.explain.alignment import attention
from seqkit.explain.caption_regions import Regions
from seqkit.explain.caption_regions import regions
from seqkit.explain.explanation import Explanation
from seqkit.explain.flow_of_gradients import GradientFlow
from seqkit.explain.gradients_through_time import gradient_flow
from seqkit.explain.growing_lags import memory_span
from seqkit.explain.recalled_letters import recall_arrays
from seqkit.explain.recalled_letters import recall_tasks
from seqkit.explain.span_of_memory import MemorySpan
from seqkit.explain.word_weights import words

__all__ = [
    "Alignment",
    "Explanation",
    "GradientFlow",
    "MemorySpan",
    "Regions",
    "attention",
    "gradient_flow",
    "memory_span",
    "recall_arrays",
    "recall_tasks",
    "regions",
    "words",
]
