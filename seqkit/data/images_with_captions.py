"""Images with their captions: the batches that train a captioner."""

import os
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_numbers
from seqkit.data.batching.cut_rows import report_cut
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import framed
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import shifted
from seqkit.data.batching.fields import Lookup
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.read.captioned_images import match_captions
from seqkit.data.splits import check_share
from seqkit.data.splits import fingerprints
from seqkit.data.splits import in_validation
from seqkit.images.encode_and_cache import cached_images
from seqkit.images.encode_and_cache import check_on_bad
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf


def captions(
    images: Any,
    captions: Any,
    vocabulary: Codec,
    encoder: Any = None,
    batch_size: int = 64,
    *,
    size: tuple[int, int] | None = None,
    length: int | None = None,
    validation: float | None = None,
    on_bad: str = "raise",
    cache: bool | str | os.PathLike = True,
    buckets: int = 8,
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of images and their captions, each caption a row.

    With `encoder`, a row has the features of its image. They are computed once, with a
    progress bar, and kept on the disk in 16 bits. They are found again by the contents
    of the image and by the weights of the encoder. So no image is computed twice,
    whatever its file is called, and a run that was stopped goes on at that image. With
    `size`, a row has the pixels of its image, for an encoder that is trained; pixels
    are decoded once and kept in the same way.

    Captions are tokenised once. Captions of like length share a batch, padded on the
    right with 0, and each comes once an epoch, in an order of that epoch's own.

    Args:
        images: folder or zip file of JPEG and PNG files; or iterable of paths, bytes,
            PIL images or arrays, see `read_image`.
        captions: of a folder or zip file: dict from name to caption, or to a list of
            them, as `read_captions` returns it, or the path of a file for it; of an
            iterable: iterable of a caption, or of a list of captions, for each image.
        vocabulary: `seqkit.Vocabulary` or one like it.
        encoder: `seqkit.ImageEncoder`, frozen, which computes the features.
        batch_size: int, captions of a batch. The last batch holds the rest.
        size: pair of int, height and width of the pixels, in place of `encoder`.
        length: int or None, the bound on the tokens of a target, end included. Longer
            captions are cut there and lose their end, and a warning in the log of
            "seqkit" counts them. None: captions stay whole.
        validation: float between 0 and 1, the share of the images for a second data
            set, which is not shuffled, or None for one data set only. All captions of
            an image, and of its copies, are in the same part, which `seed` decides.
        on_bad: "raise": an image that cannot be read, captions of an image that is not
            there and empty captions are errors; "skip": they are left out, and
            warnings in the log of "seqkit" name and count them. (An image without any
            caption is always left out, with a warning.)
        cache: True: features and pixels are kept in `seqkit/images` of the user's
            cache, except those of arrays, which stay in memory; path: in that folder;
            False: in memory.
        buckets: int, the most groups of like length that batches are drawn from. More
            groups pad less.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of `((images, before), after)`: features float32
        `(batch, rows, columns, channels)` or pixels uint8 `(batch, height, width, 3)`;
        int32 `(batch, time)` from the start token to the last of the caption; int32
        `(batch, time)` from its first token to the end. With `validation` two data
        sets: for training and for validation.

    Raises:
        TypeError: images or captions are of another type.
        ValueError: an image or caption cannot be used, see `on_bad`; no image is left,
            or too few for two parts; a number is out of range.

    Example:
    >>> texts = read_captions("captions_train.tsv.gz")
    >>> every = [caption for each in texts.values() for caption in each]
    >>> vocabulary = Vocabulary.from_texts(every, split="words", lowercase=True)
    >>> encoder = ImageEncoder.from_application("mobilenet", size=(160, 160))
    >>> batches = captions("images_train.zip", texts, vocabulary, encoder)
    """
    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    length, seed = whole_numbers(length=length)["length"], numbers["seed"]
    check_share(validation)
    check_on_bad(on_bad)
    cache = False if cache is True and isinstance(images, np.ndarray) else cache
    pictures, texts = match_captions(images, captions, on_bad)
    kept = cached_images(pictures, encoder, size, cache=cache, on_bad=on_bad)
    usable = [place for place, key in enumerate(kept.keys) if key]
    image = np.repeat(usable, [len(texts[place]) for place in usable])  # (captions,)
    every = (caption for place in usable for caption in texts[place])
    blocks = encoded(every, vocabulary)
    rows, _ = gathered((block, *framed(*flat)) for block, *flat in blocks)
    report_cut(rows.lengths - 1, length, ended=True)
    before, after = shifted(rows, length)
    chosen = None
    if validation is not None:
        prints = fingerprints(kept.keys, seed).numpy()
        chosen = in_validation(prints[image], validation, "image")
    fields = (Lookup(kept.cache, kept.places[image]), before), after
    return train_and_validation(fields, chosen, **numbers)
