"""Images and what is said of them, for captioners."""

import os
from typing import Any

import numpy as np

from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import framed
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import report_cut
from seqkit.data.batching.encode import shifted
from seqkit.data.batching.fields import Lookup
from seqkit.data.batching.pipeline import on_sides
from seqkit.data.batching.pipeline import whole_numbers
from seqkit.data.read.captioned_images import match
from seqkit.data.splits import check_share
from seqkit.data.splits import fingerprints
from seqkit.data.splits import in_validation
from seqkit.images.kept_features import check_on_bad
from seqkit.images.kept_features import keep_images


def captions(
    images: Any,
    captions: Any,
    vocabulary: Any,
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
) -> Any:
    """Build batches of images and their captions, each caption a row.

    With `encoder` a row has the features of its image, which are computed once, with a
    progress bar, and kept on the disk in 16 bits: by what the encoder computes and what
    the image holds, so that nothing is computed twice, whatever files are called, and
    a run that is stopped goes on where it was. With `size` it has the pixels, for an
    encoder that is trained; they are decoded once and kept alike.

    Captions are tokenised once. Those of like length share a batch, padded on the
    right with 0, and each comes once an epoch, in an order of that epoch's own.

    Args:
        images: folder or zip file of JPEG and PNG files; or iterable of paths, bytes,
            PIL images or arrays, see `read_image`.
        captions: of a folder or zip file: dict from name to caption, or to a list of
            them, as `read_captions` gives it, or the path that it reads; of an
            iterable: iterable of a caption, or of a list of them, for each image.
        vocabulary: `seqkit.Vocabulary` or one like it.
        encoder: `seqkit.ImageEncoder`, frozen, whose features are wanted.
        batch_size: int, captions of a batch. The last one holds what remains.
        size: pair of int, height and width of the pixels wanted, in place of `encoder`.
        length: int or None, the bound on the tokens of a target, end included. Longer
            captions are cut there and lose their end, and a warning in the log of
            "seqkit" counts them. None: none is cut.
        validation: float between 0 and 1, the share of the images for a second data
            set, which is not shuffled, or None for one only. All captions of an image,
            and of its copies, are on one side, the same in each run with the same
            `seed`.
        on_bad: "raise": an image that cannot be read, captions whose image is not
            there and empty captions are errors; "skip": they are left out, and
            warnings in the log of "seqkit" name and count them. (An image without any
            caption is left out, with a warning, in any case.)
        cache: True: what is made of images is kept in `seqkit/images` of the user's
            cache, but for arrays, which stay in memory; path of another folder; False:
            in memory.
        buckets: int, the most groups of like length that batches are drawn from. More
            pad less.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of `((images, before), after)`: features float32
        `(batch, rows, columns, channels)` or pixels uint8 `(batch, height, width, 3)`;
        int32 `(batch, time)` from the start token to the last of the caption; int32
        `(batch, time)` from its first token to the end. With `validation` two of them,
        for training and for validation.

    Raises:
        TypeError: images or captions are of another type.
        ValueError: what `on_bad` says; no image is left, or too few for two sides; a
            number is out of range.

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
    pictures, texts = match(images, captions, on_bad)
    kept = keep_images(pictures, encoder, size, cache=cache, on_bad=on_bad)
    usable = [place for place, key in enumerate(kept.keys) if key]
    image = np.repeat(usable, [len(texts[place]) for place in usable])  # (captions,)
    said = (caption for place in usable for caption in texts[place])
    blocks = encoded(said, vocabulary)
    rows, _ = gathered((block, *framed(*flat)) for block, *flat in blocks)
    report_cut(rows.lengths - 1, length)
    before, after = shifted(rows, length)
    chosen = None
    if validation is not None:
        prints = fingerprints(kept.keys, seed).numpy()
        chosen = in_validation(prints[image], validation, "image")
    fields = (Lookup(kept.store, kept.places[image]), before), after
    return on_sides(fields, chosen, **numbers)
