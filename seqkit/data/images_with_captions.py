"""Build the batches that train a captioner, from images and their captions."""

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
    """Build batches of images and their captions; each row of a batch is one caption.

    With `encoder`, a row has the features of its image. They are computed once, with a
    progress bar, and cached on the disk as floats of 16 bits. The cache is keyed by the
    contents of the image and the weights of the encoder. So no image is encoded twice,
    even under another file name, and a run that was stopped continues at the image that
    was next. With `size`, a row has the pixels of its image instead, to train the
    encoder too; pixels are decoded once and cached in the same way.

    Captions are tokenised once. Captions of similar length share a batch, padded on the
    right with 0. Each is in one batch of an epoch, in a new order in each epoch.

    Args:
        images: folder or zip file of JPEG and PNG files; or iterable of paths, bytes,
            PIL images or arrays, see `read_image`.
        captions: for a folder or zip file: dict from the name of an image to its
            caption, or to a list of captions, as `read_captions` returns it; or the
            path of a file that `read_captions` reads. For an iterable of images:
            iterable of a caption, or of a list of captions, for each image.
        vocabulary: `seqkit.Vocabulary` or another vocabulary.
        encoder: `seqkit.ImageEncoder`, frozen, which computes the features.
        batch_size: int, captions of a batch. The last batch holds the rest.
        size: pair of int, height and width of the pixels, given instead of `encoder`.
        length: int or None, the most tokens of a target, end token included. Longer
            captions are cut and lose their end token; a warning of the logger "seqkit"
            counts them. None: captions are not cut.
        validation: float between 0 and 1, the share of the images in a second data
            set, which is not shuffled. None: one data set only. All captions of an
            image, and of its copies, are in the same data set, which depends on `seed`.
        on_bad: "raise": an image that cannot be read, captions of a missing image and
            empty captions raise ValueError. "skip": they are left out, and warnings of
            the logger "seqkit" name and count them. An image without a caption is
            always left out, with a warning.
        cache: True: features and pixels are cached in the folder `seqkit/images` of the
            user's cache folder; if `images` is an array, in memory. A path: they are
            cached in that folder. False: in memory.
        buckets: int, the most groups of similar length; a batch is drawn from one
            group. More groups need less padding.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of `((images, before), after)`: features float32
        `(batch, rows, columns, channels)` or pixels uint8 `(batch, height, width, 3)`;
        `before`, int32 `(batch, time)`, from the start token to the last token of the
        caption; `after`, int32 `(batch, time)`, from its first token to the end token.
        With `validation`, a tuple of two data sets, for training and for validation.

    Raises:
        TypeError: images or captions are of another type.
        ValueError: an image or caption cannot be used, see `on_bad`; no image is left,
            or too few for training and validation; a number is out of range.

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
