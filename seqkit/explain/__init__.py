"""Explain a model: weights of words and of regions, and what its cells know."""

from seqkit.explain.alignment import Alignment
from seqkit.explain.alignment import attention
from seqkit.explain.caption_regions import Regions
from seqkit.explain.caption_regions import regions
from seqkit.explain.cell_activations import Cells
from seqkit.explain.cell_activations import cells
from seqkit.explain.cell_search import find_cells
from seqkit.explain.character_properties import text_properties
from seqkit.explain.explanation import Explanation
from seqkit.explain.found_cells import FoundCell
from seqkit.explain.found_cells import FoundCells
from seqkit.explain.saturated_gates import GateSaturation
from seqkit.explain.saturated_gates import gate_saturation
from seqkit.explain.word_weights import words

__all__ = [
    "Alignment",
    "Cells",
    "Explanation",
    "FoundCell",
    "FoundCells",
    "GateSaturation",
    "Regions",
    "attention",
    "cells",
    "find_cells",
    "gate_saturation",
    "regions",
    "text_properties",
    "words",
]
