"""Features of frames by a frozen image encoder, computed once and kept in a cache."""

import hashlib
import os

import keras
import numpy as np

from seqkit.images.encode_and_cache import open_cache
from seqkit.images.image_cache import key_of
from seqkit.images.image_encoder import ImageEncoder

_BATCH = 32  # frames that are encoded together


class CachedFeatures:
    """The features of frames: the mean of the grid of an encoder, by pixels.

    The cache is that of images, with a folder for each encoder and its weights. Equal
    frames are encoded once.

    Args:
        encoder: `seqkit.ImageEncoder`.
        cache: True, a path, or False, see `seqkit.data.labelled_images`.
    """

    def __init__(self, encoder: ImageEncoder, cache: bool | str | os.PathLike):
        self.encoder = encoder
        self.cache = cache
        self._pooled = self._key = self._store = self._compute = None

    def __call__(self, frames: np.ndarray) -> np.ndarray:
        """Return float32 `(time, features)` of uint8 `(time, height, width, 3)`."""
        self._open()
        keys = [key_of(frame) for frame in frames]
        unknown = {
            key: frame
            for key, frame in zip(keys, frames, strict=True)
            if key not in self._store
        }
        names = list(unknown)
        for first in range(0, len(names), _BATCH):
            batch = names[first : first + _BATCH]
            pixels = np.stack([unknown[name] for name in batch])
            self._store.add(batch, self._compute(pixels))
        self._store.flush()
        found = self._store[[self._store.place(key) for key in keys]]
        return found[:, 0, 0].astype("float32")  # (time, features)

    def _open(self):
        """Open the cache of the encoder's present weights, unless it is open."""
        key = _print_of(self.encoder.weights)  # they may have changed since
        if key != self._key:
            self._pooled = self._pooled or _with_pooling(self.encoder)
            self._store, self._compute = open_cache(self._pooled, None, self.cache)
            self._key = key


def _print_of(weights):
    """Return a hash of weights, which is faster than the key of an encoder."""
    made = hashlib.blake2b(digest_size=16)
    for weight in weights:
        made.update(np.ascontiguousarray(keras.ops.convert_to_numpy(weight)).tobytes())
    return made.hexdigest()


def _with_pooling(encoder):
    """Return an encoder of the same weights whose grid has one place, the mean."""
    images = keras.Input((*encoder.size, 3))
    pool = keras.layers.GlobalAveragePooling2D(keepdims=True)
    backbone = keras.Model(images, pool(encoder.backbone(images)), name="pooled")
    return ImageEncoder(backbone, encoder.size, encoder.preprocessing)
