"""Explain a model: words and regions that decide, cells, gradients and memory."""

from seqkit.explain.alignment import Alignment
from seqkit.explain.alignment import attention
from seqkit.explain.caption_regions import Regions
from seqkit.explain.caption_regions import regions
from seqkit.explain.cell_activations import Cells
from seqkit.explain.cell_activations import cells
from seqkit.explain.cell_search import find_cells
from seqkit.explain.character_properties import text_properties
from seqkit.explain.explanation import Explanation
from seqkit.explain.flow_of_gradients import GradientFlow
from seqkit.explain.found_cells import FoundCell
from seqkit.explain.found_cells import FoundCells
from seqkit.explain.frame_weights import FrameWeights
from seqkit.explain.frame_weights import frames
from seqkit.explain.gradients_through_time import gradient_flow
from seqkit.explain.growing_lags import memory_span
from seqkit.explain.recalled_letters import recall_arrays
from seqkit.explain.recalled_letters import recall_tasks
from seqkit.explain.saturated_gates import GateSaturation
from seqkit.explain.saturated_gates import gate_saturation
from seqkit.explain.span_of_memory import MemorySpan
from seqkit.explain.word_weights import words

__all__ = [
    "Alignment",
    "Cells",
    "Explanation",
    "FoundCell",
    "FoundCells",
    "FrameWeights",
    "GateSaturation",
    "GradientFlow",
    "MemorySpan",
    "Regions",
    "attention",
    "cells",
    "find_cells",
    "frames",
    "gate_saturation",
    "gradient_flow",
    "memory_span",
    "recall_arrays",
    "recall_tasks",
    "regions",
    "text_properties",
    "words",
]
