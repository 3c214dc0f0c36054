"""Sounds: the codec that makes files and samples the input of a model."""

from seqkit.lazy_names import lazy_names

_PUBLIC = {
    "Sound": "seqkit.sound.sound",
    "read_sound": "seqkit.sound.read_sound_file",
}

__all__ = sorted(_PUBLIC)
__getattr__ = lazy_names(__name__, _PUBLIC)
