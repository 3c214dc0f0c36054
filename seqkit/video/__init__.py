"""Clips of frames: files to pixels, and the codec that makes them a model's input."""

from seqkit.lazy_names import lazy_names

_PUBLIC = {
    "Video": "seqkit.video.video",
    "read_strip": "seqkit.video.jpeg_strip",
}

__all__ = sorted(_PUBLIC)
__getattr__ = lazy_names(__name__, _PUBLIC)
