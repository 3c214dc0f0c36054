"""Write a web page and a figure of the best and the worst captions of a model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import seqkit

SHOWN = 8  # number of best captions, and of worst captions


def write(
    folder: str,
    images: Sequence[Any],
    references: list[list[str]],
    texts: list[str],
    scores: Sequence[float],
) -> None:
    """Write `gallery.html` and `gallery.png` into a folder.

    Args:
        folder: path; the folder is created if necessary.
        images: pictures, as `generate` takes them.
        references: list with the true captions of each picture.
        texts: the caption that the model wrote for each picture.
        scores: the score of each of `texts`.
    """
    order = sorted(range(len(texts)), key=lambda row: -scores[row])
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
    print(f"The best and the worst captions: {folder / 'gallery.html'}")
