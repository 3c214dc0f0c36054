"""Images: files to pixels, pixels to feature vectors, and a cache of both."""

from seqkit.lazy_names import lazy_names

_PUBLIC = {
    "ImageEncoder": "seqkit.images.image_encoder",
    "read_image": "seqkit.images.read_image_file",
}

__all__ = sorted(_PUBLIC)
__getattr__ = lazy_names(__name__, _PUBLIC)
