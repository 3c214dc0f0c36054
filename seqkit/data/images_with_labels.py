"""Images and their labels, for classifiers: one to one."""

import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.data.batching.fields import Lookup
from seqkit.data.batching.pipeline import on_sides
from seqkit.data.batching.pipeline import whole_numbers
from seqkit.data.read.captioned_images import pictures_of
from seqkit.data.splits import check_share
from seqkit.data.splits import fingerprints
from seqkit.data.splits import in_stratified_validation
from seqkit.images.kept_features import keep_images
from seqkit.labels import check_rows
from seqkit.labels import label_targets
from seqkit.labels import strata_of


def labelled_images(
    images: Iterable[Any],
    labels: Iterable[Any],
    classes: Iterable[str],
    encoder: Any = None,
    batch_size: int = 32,
    *,
    size: tuple[int, int] | None = None,
    validation: float | None = None,
    on_bad: str = "raise",
    cache: bool | str | os.PathLike = True,
    seed: int | None = None,
) -> Any:
    """Build batches of images and their labels.

    Every image comes once an epoch, in an order of that epoch's own, as its features
    or its pixels, which are made once and kept as those of `captions` are.

    Args:
        images: iterable of paths, bytes, PIL images or arrays, see `read_image`.
        labels: iterable, the label or labels of each image, see `labelled`.
        classes: iterable of str, all labels that there are.
        encoder: `seqkit.ImageEncoder`, frozen, whose features are wanted.
        batch_size: int, images of a batch. The last one holds what remains.
        size: pair of int, height and width of the pixels wanted, in place of `encoder`.
        validation: float or None, see `labelled`. Copies of an image are on one side.
        on_bad: "raise" or "skip", see `captions`.
        cache: bool or path, see `captions`.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of features float32 `(batch, rows, columns, channels)` or
        pixels uint8 `(batch, height, width, 3)`, and of the targets of `labelled`. With
        `validation` two of them, for training and for validation.

    Raises:
        TypeError: an image or a label is of a wrong type.
        ValueError: an image cannot be read, or none can; there is not one label for
            each; a label is not in `classes`; the images are too few for two sides, or
            a number is out of range.

    Example:
    >>> paths = sorted(Path("flowers").glob("*/*.jpg"))
    >>> labels = [path.parent.name for path in paths]
    >>> classes = sorted(set(labels))
    >>> model = keras.Sequential(
    ...     [encoder, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5)]
    ... )
    >>> loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    >>> model.compile("adam", loss)
    >>> model.fit(labelled_images(paths, labels, classes, size=encoder.size))
    """
    numbers = whole_numbers(batch_size=batch_size, seed=seed)
    check_share(validation)
    cache = False if cache is True and isinstance(images, np.ndarray) else cache
    pictures, targets = pictures_of(images), label_targets(labels, classes)
    check_rows(images=len(pictures), labels=len(targets))
    kept = keep_images(pictures, encoder, size, cache=cache, on_bad=on_bad)
    usable = np.flatnonzero(kept.places >= 0)
    chosen, targets = None, targets[usable]
    if validation is not None:
        prints = fingerprints(kept.keys, numbers["seed"]).numpy()[usable]
        strata = strata_of(targets)
        chosen = in_stratified_validation(prints, strata, validation, "image")
    fields = Lookup(kept.store, kept.places[usable]), targets
    return on_sides(fields, chosen, **numbers)
