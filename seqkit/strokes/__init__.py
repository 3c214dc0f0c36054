"""Drawings: the codec that makes the movements of a pen the input of a model."""

from seqkit.lazy_names import lazy_names

_PUBLIC = {
    "Drawing": "seqkit.strokes.drawing",
    "Strokes": "seqkit.strokes.strokes",
    "read_drawings": "seqkit.strokes.drawing_files",
}

__all__ = sorted(_PUBLIC)
__getattr__ = lazy_names(__name__, _PUBLIC)
