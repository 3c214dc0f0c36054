"""Images: files to pixels, pixels to feature vectors, and a cache of both."""

import importlib

_PUBLIC = {
    "ImageEncoder": "seqkit.images.image_encoder",
    "read_image": "seqkit.images.read_image_file",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name):
    """Import a public name at its first use: reading a file needs no Keras."""
    if name not in _PUBLIC:
        raise AttributeError(f"`seqkit.images` has no `{name}`.")
    return getattr(importlib.import_module(_PUBLIC[name]), name)
