"""Draw the frames of a clip in rows, with the label of each below it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.image_arrays import as_pixels
from seqkit.plot.drawing.image_arrays import box_of
from seqkit.plot.drawing.image_arrays import column_width
from seqkit.plot.drawing.image_arrays import reduced
from seqkit.plot.drawing.legend import Remark
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 12
GAP = 6
HEAD = 10  # height of the line above a picture, for the number of its frame
SIZE = 9
SMALL = 7
LINE = 12
STRIP = 5  # height of the strip of colour below a picture
WRONG = "≠ "  # stands before the true label where the prediction is another


def frames(
    frames: np.ndarray,
    predicted: Sequence[str],
    true: Sequence[str] | None = None,
    *,
    weights: Sequence[float] | None = None,
    every: int = 1,
    columns: int = 10,
    note: str = "",
    title: str = "",
    width: float = 10.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw frames of a clip in rows, each above its predicted and its true label.

    A wrong prediction has a strip of orange under its picture, and `≠` before the true
    label. The number above a picture is the place of the frame, from 0.

    Args:
        frames: uint8 `(time, height, width)` or `(time, height, width, channels)` of 1
            or 3 channels, such as `codec.pixels(clip)`.
        predicted: list of str, the label of each frame.
        true: list of str, the right label of each frame. None: unknown.
        weights: list of float, one for each frame: the strip under a picture is blue
            for positive and orange for negative weights. None: no weights.
        every: int, draw each such frame: 1 for all, 5 for every fifth.
        columns: int, the number of pictures in a row.
        note: str, a remark below.
        title: str, written above.
        width: float, inches. The height depends on the number of frames.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there is no frame, frames, labels and weights differ in number, or
            the frames are no pictures.
        ImportError: Matplotlib is not installed.

    Example:
    >>> tagging = model.tag(clip)
    >>> figure = frames(model.codec.pixels(clip), tagging.tags, words, every=5)
    >>> figure.savefig("clip.png")
    """
    predicted = spelled_words(predicted, "predicted")
    true = None if true is None else spelled_words(true, "true")
    pictures = _checked(frames, predicted=predicted, true=true, weights=weights)
    places = range(0, len(pictures), whole_number("every", every))
    columns = min(whole_number("columns", columns), len(places))
    colours = _colours(predicted, true, weights)
    page = Page(width, title, ax)
    across = column_width(page.across, columns, MARGIN, GAP)
    pictures = {place: reduced(as_pixels(pictures[place])) for place in places}
    box = box_of(pictures[0], across)
    row_height = HEAD + box[1] + STRIP + LINE * (1 if true is None else 2) + GAP
    rows = -(-len(places) // columns)
    if not note and true is not None:
        note = "under each frame: the prediction, then the true label; ≠ orange: wrong"
    legend = Remark(note, page.across - 2 * MARGIN)
    page.open(2 * MARGIN + rows * row_height + legend.height)
    for index, place in enumerate(places):
        row, column = divmod(index, columns)
        left, top = MARGIN + column * (across + GAP), MARGIN + row * row_height
        number = cut(str(place), SMALL, across)
        page.write(left, top + HEAD - 3, number, SMALL, colour=FAINT)
        page.place(pictures[place], left, top + HEAD, *box)
        below = top + HEAD + box[1]
        if colours[place]:
            page.paint_boxes([(left, below, box[0], STRIP - 2)], [colours[place]])
        label = cut(shown(predicted[place]), SIZE, across)
        page.write(left, below + STRIP + SIZE - 1, label, SIZE)
        if true is not None:
            mark = "" if true[place] == predicted[place] else WRONG
            label = cut(shown(mark + true[place]), SIZE, across)
            baseline = below + STRIP + LINE + SIZE - 1
            page.write(left, baseline, label, SIZE, colour=FAINT)
    legend.draw(page, MARGIN, MARGIN + rows * row_height)
    return page.figure


def _checked(frames: Any, **given: Sequence[Any] | None) -> np.ndarray:
    """Return frames as uint8 `(time, height, width, 3)`; check all counts."""
    pictures = np.asarray(frames)
    if pictures.ndim == 3:
        pictures = pictures[..., None]
    if pictures.ndim != 4 or pictures.dtype != "uint8" or not pictures.size:
        raise ValueError(
            "Frames are uint8 of shape (time, height, width) or (time, height, width, "
            f"channels). Received shape {pictures.shape} of {pictures.dtype}. "
            "`codec.pixels(clip)` of a `Video` reads them."
        )
    counts = {name: len(each) for name, each in given.items() if each is not None}
    if set(counts.values()) != {len(pictures)}:
        raise ValueError(
            f"Each frame has one label, and one weight if weights are given. Received "
            f"{len(pictures)} frames and {counts}. Give lists of equal length."
        )
    return pictures.repeat(3, axis=-1) if pictures.shape[-1] == 1 else pictures


def _colours(predicted, true, weights) -> list[str]:
    """Return the colour of the strip under each picture; "" for none."""
    if weights is not None:
        return [colour_of(share) for share in scaled(np.asarray(weights))]
    if true is None:
        return [""] * len(predicted)
    return [
        "" if one == other else AGAINST
        for one, other in zip(predicted, true, strict=True)
    ]
