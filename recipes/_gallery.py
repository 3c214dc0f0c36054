"""A page and a picture of captions: the best ones, then the worst."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import seqkit

SHOWN = 8  # pictures that are best, and as many that are worst


def write(
    folder: str,
    images: Sequence[Any],
    references: list[list[str]],
    texts: list[str],
    scores: Sequence[float],
) -> None:
    """Write `gallery.html` and `gallery.png` into a folder.

    Args:
        folder: made if it is not there.
        images: pictures, as `generate` takes them.
        references: the true captions of each.
        texts: the caption that the model wrote for each.
        scores: of each of `texts`.
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
