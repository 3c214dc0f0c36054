"""Build the batches that train a classifier of images, from images and labels."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_numbers
from seqkit.data.batching.fields import Lookup
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.read.captioned_images import pictures_of
from seqkit.data.splits import check_share
from seqkit.data.splits import fingerprints
from seqkit.data.splits import in_stratified_validation
from seqkit.images.encode_and_cache import cached_images
from seqkit.labels import check_rows
from seqkit.labels import label_targets
from seqkit.labels import strata_of

if TYPE_CHECKING:
    import tensorflow as tf


def labelled_images(
    images: Iterable[Any],
    labels: Iterable[Any],
    label_names: Iterable[str],
    encoder: Any = None,
    batch_size: int = 32,
    *,
    size: tuple[int, int] | None = None,
    validation: float | None = None,
    on_bad: str = "raise",
    cache: bool | str | os.PathLike = True,
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of images and their labels.

    Each image is in one batch of an epoch, in a new order in each epoch. A batch has
    the features or the pixels of its images, which are computed once and cached, as by
    `captions`.

    Args:
        images: iterable of paths, bytes, PIL images or arrays, see `read_image`.
        labels: iterable, the label or labels of each image, see `labelled`.
        label_names: iterable of str, the names of all possible labels.
        encoder: `seqkit.ImageEncoder`, frozen, which computes the features.
        batch_size: int, images of a batch. The last batch holds the rest.
        size: pair of int, height and width of the pixels, given instead of `encoder`.
        validation: float or None, see `labelled`. Copies of an image are in the same
            data set.
        on_bad: "raise" or "skip", see `captions`.
        cache: bool or path, see `captions`.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of features float32 `(batch, rows, columns, channels)` or
        pixels uint8 `(batch, height, width, 3)`, and of the targets of `labelled`. With
        `validation`, a tuple of two data sets, for training and for validation.

    Raises:
        TypeError: an image or a label is of a wrong type.
        ValueError: an image cannot be read, see `on_bad`, or no image can; images and
            labels differ in number; a label is not in `label_names`; the images are too
            few for training and validation; or a number is out of range.

    Example:
    >>> paths = sorted(Path("flowers").glob("*/*.jpg"))
    >>> labels = [path.parent.name for path in paths]
    >>> names = label_names(labels)
    >>> model = keras.Sequential(
    ...     [encoder, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5)]
    ... )
    >>> loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    >>> model.compile("adam", loss)
    >>> model.fit(labelled_images(paths, labels, names, size=encoder.size))
    """
    numbers = whole_numbers(batch_size=batch_size, seed=seed)
    check_share(validation)
    cache = False if cache is True and isinstance(images, np.ndarray) else cache
    pictures, targets = pictures_of(images), label_targets(labels, label_names)
    check_rows(images=len(pictures), labels=len(targets))
    kept = cached_images(pictures, encoder, size, cache=cache, on_bad=on_bad)
    usable = np.flatnonzero(kept.places >= 0)
    chosen, targets = None, targets[usable]
    if validation is not None:
        prints = fingerprints(kept.keys, numbers["seed"]).numpy()[usable]
        strata = strata_of(targets)
        chosen = in_stratified_validation(prints, strata, validation, "image")
    fields = Lookup(kept.cache, kept.places[usable]), targets
    return train_and_validation(fields, chosen, **numbers)
