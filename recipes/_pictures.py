"""What captioning reads: pictures and what is said of them, and what it draws."""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import seqkit
from recipes import _pairs

Captioned = tuple[Sequence[Any], list[list[str]]]
"""Pictures, as `generate` takes them, and the captions of each."""
SHOWN = 8  # pictures of a gallery that are best, and as many that are worst


def scenes(count: int, unseen: int) -> tuple[Captioned, Captioned, Captioned]:
    """Draw scenes to train on, and others to choose and to test by; see `_scenes`."""
    from recipes import _scenes

    parts = (
        _scenes.scenes(count),
        _scenes.scenes(unseen, seed=1, unseen=True),
        _scenes.scenes(unseen, seed=2, unseen=True),
    )
    return tuple(
        (drawn.images, [[caption] for caption in drawn.captions]) for drawn in parts
    )


def flickr8k() -> tuple[Captioned, Captioned, Captioned]:
    """Read 6,000 photographs to train on, and 500 each to choose and to test by."""
    from recipes import _datasets

    training, judges = map(_read, _datasets.flickr8k())
    choosing, judges = (tuple(side[half::2] for side in judges) for half in (0, 1))
    return training, choosing, judges


def own(
    images: str, captions: str | None, *others: str | None
) -> tuple[Captioned, Captioned, Captioned]:
    """Read a folder or zip file of pictures, and part it by the pictures.

    Args:
        images: path of the folder or zip file.
        captions: path of the table of captions.
        others: paths of two tables, to choose and to test by; see `_pairs.parted`.

    Raises:
        ValueError: there is no table of captions, or there are too few pictures.
    """
    if captions is None:
        raise ValueError(
            "Pictures of your own come with a table of captions. "
            f"Received `data={images}` alone. "
            "Give `captions=captions.tsv`, or `data=flickr8k`."
        )
    pairs, *given = (
        None if table is None else list(zip(*_read((images, table)), strict=True))
        for table in (captions, *others)
    )
    parts = _pairs.parted(pairs, *given, same=_same)
    return tuple(tuple(map(list, zip(*part, strict=True))) for part in parts)


def _read(files) -> Captioned:
    return seqkit.data.read_captioned(*files)


def _same(picture):
    """Return what is equal for copies of a picture, whatever they are called."""
    content = picture if isinstance(picture, bytes) else picture.read_bytes()
    return hashlib.sha256(content).digest()


def mobilenet() -> "seqkit.ImageEncoder":
    """Build an encoder for photographs, which are squashed to 224 by 224 pixels."""
    from recipes import _datasets

    return seqkit.ImageEncoder.from_application(
        "mobilenet", "conv_pw_12_relu", (224, 224), _datasets.mobilenet()
    )


def small_encoder() -> "seqkit.ImageEncoder":
    """Build a CNN for drawings of 64 by 64 pixels, of few colours and shapes.

    The last convolutions skip places, so that each place of the grid knows what is left
    of it and above; without them it was not learned within minutes.
    """
    import keras

    def convolved(values, filters, size=3, **arguments):
        values = keras.layers.Conv2D(
            filters, size, padding="same", use_bias=False, **arguments
        )(values)
        return keras.layers.BatchNormalization(momentum=0.9)(values)

    def active(values):
        return keras.layers.Activation("relu")(values)

    pictures = keras.Input((64, 64, 3))
    values = active(convolved(pictures, 24, 5, strides=2))
    values = active(convolved(values, 48, strides=2))
    values = keras.layers.MaxPooling2D()(active(convolved(values, 64)))
    values = active(convolved(values, 96))
    for _ in range(2):
        values = active(values + convolved(values, 96, dilation_rate=2))
    return seqkit.ImageEncoder(keras.Model(pictures, values), preprocessing="scaled")


def bleu_4(texts: list[str], references: list[list[str]]) -> float:
    """Return BLEU of up to four words, in percent."""
    return seqkit.reports.caption_report(references, texts).bleu[-1]


def cider(texts: list[str], references: list[list[str]]) -> float:
    """Return CIDEr-D, in percent."""
    return seqkit.reports.caption_report(references, texts).cider_d


METRICS = {"bleu_4": bleu_4, "cider": cider, "exact": _pairs.share_exact}


def write_gallery(folder: str, pictures: Captioned, texts: list[str], scores) -> None:
    """Write `gallery.html` and `gallery.png`: the best captions, then the worst.

    Args:
        folder: where to; made if it is not there.
        pictures: with their references.
        texts: list of str, the captions written.
        scores: float `(captions,)`.
    """
    images, references = pictures
    order = np.argsort(-scores, kind="stable")
    rows = [*order[:SHOWN], *order[SHOWN:][-SHOWN:]]
    shown = (
        [seqkit.images.read_image(images[row]) for row in rows],
        [texts[row] for row in rows],
        [references[row] for row in rows],
        [scores[row] for row in rows],
    )
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    page = seqkit.plot.gallery_html(*shown)
    (folder / "gallery.html").write_text(page, encoding="utf-8")
    seqkit.plot.gallery(*shown).savefig(folder / "gallery.png")
    print(f"The best and the worst: {folder / 'gallery.html'}")


def png(pixels: np.ndarray) -> bytes:
    """Pack a picture, uint8 `(height, width, 3)`, into a file."""
    from PIL import Image

    Image.fromarray(pixels).save(file := io.BytesIO(), "PNG")
    return file.getvalue()
