"""A figure as a sheet of paper, measured in points from its upper left corner."""

from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing import fonts as letters
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import colour_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS = 72
"""Points of an inch."""


class Page:
    """A sheet to write and paint on.

    Args:
        figure: `Figure`, empty; it gets as high as the page.
        height: float, points.
    """

    def __init__(self, figure: "Figure", height: float):
        width = POINTS * figure.get_figwidth()
        figure.set_figheight(height / POINTS)
        self.axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()

    def write(
        self,
        left: float,
        baseline: float,
        text: str,
        size: float,
        *,
        colour: str = INK,
        weight: str = "normal",
        align: str = "left",
        angle: float = 0.0,
    ):
        """Write one line, `$` and all other signs as they are.

        Args:
            left: float, where it begins; its middle or end, as `align` says.
            baseline: float, where its letters stand.
            text: str, `drawable`.
            size: float, of the letters.
            colour: str, `#rrggbb`.
            weight: str, "normal" or "bold".
            align: str, "left", "center" or "right".
            angle: float, degrees upward, turned around its beginning.
        """
        self.axes.text(
            left,
            baseline,
            text,
            color=colour,
            fontproperties=letters.properties(text, size, weight),
            horizontalalignment=align,
            verticalalignment="baseline",
            rotation=angle,
            rotation_mode="anchor",
            parse_math=False,
        )

    def paint(self, left: float, top: float, width: float, height: float, colour: str):
        """Paint a box with round corners, and a hair of paper around it."""
        from matplotlib.patches import FancyBboxPatch

        round_corners = "round,pad=0,rounding_size=2.5"
        box = FancyBboxPatch(
            (left, top),
            width,
            height,
            boxstyle=round_corners,
            facecolor=colour,
            edgecolor=PAPER,
            linewidth=0.6,
        )
        self.axes.add_patch(box)

    def paint_scale(
        self, left: float, top: float, width: float, height: float, weakest: float
    ):
        """Paint the colours of the shares from `weakest` to 1."""
        from matplotlib.colors import to_rgb

        shares = np.linspace(weakest, 1.0, 256)
        colours = np.array([to_rgb(colour_of(share)) for share in shares])
        self.place(colours[None], left, top, width, height)

    def place(
        self, pixels: np.ndarray, left: float, top: float, width: float, height: float
    ):
        """Place a picture, stretched to a box.

        Args:
            pixels: uint8 or float from 0 to 1, `(rows, columns, 3)`.
            left: float, of the box.
            top: float, of the box.
            width: float, of the box.
            height: float, of the box.
        """
        limits = self.axes.axis()
        extent = (left, left + width, top + height, top)
        self.axes.imshow(pixels, extent=extent, aspect="auto")
        self.axes.axis(limits)
