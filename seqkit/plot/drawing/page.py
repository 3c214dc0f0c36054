"""A page to write and paint on; positions are points from its upper left corner."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing import fonts
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import channels
from seqkit.plot.drawing.new_figure import figure_of
from seqkit.plot.drawing.new_figure import new_figure
from seqkit.plot.drawing.text_lines import broken

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 72
"""Points in an inch."""
# All lengths are points.
TITLE = 13  # size of the letters
TITLE_LINE = 18
TITLE_MARGIN = 16
TITLE_WIDTH = 420  # a new figure is widened up to this width for its title
LEAST = 216  # the least width of a layout; narrower axes show the layout shrunk
WIDEST = 3  # a layout is at most this many times as wide as the axes that show it


class Page:
    """A sheet to draw on: a new Matplotlib figure, or axes of the user's.

    A page is built in two steps, since the height depends on the layout. The
    constructor sets `across`, the available width. The caller lays out its texts in
    this width, then calls `open` with the height, then writes and paints.

    Args:
        width: float, inches. With `ax` the width of the axes is used instead.
        title: str, written above the picture.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Attributes:
        across: float, points, the available width.
        figure: `matplotlib.figure.Figure`, which the public functions return.
        scale: float up to 1, by which the page is shrunk to fit into its axes.

    Raises:
        ValueError: `width` is not a positive number.
        TypeError: `ax` is no Matplotlib axes.
        ImportError: Matplotlib is not installed.
    """

    def __init__(self, width: float, title: str = "", ax: "Axes | None" = None):
        self.figure = new_figure(width) if ax is None else figure_of(ax)
        self.axes = ax
        self.title = title
        self.across = POINTS * width if ax is None else max(_size_of(ax)[0], LEAST)
        self.scale = 1.0

    def across_for(self, height_of: Callable[[float], float]) -> float:
        """Return the width of a layout that fits into its axes after shrinking.

        Args:
            height_of: function from the width of a layout to its height, in points.

        Returns:
            float, points: `across`; or more, if the axes of the user are too low for
            the layout, which then is shrunk.
        """
        across = self.across
        if self.axes is None:
            return across
        wide, high = _size_of(self.axes)
        # Two lines are reserved for the title.
        while (height_of(across) + 2 * TITLE_LINE) * wide / across > high:
            if across > WIDEST * self.across:
                break
            across *= 1.1
        return across

    def open(self, height: float, across: float | None = None) -> None:
        """Set the size of the page, and write the title.

        A page that does not fit into the axes of the user is shrunk as a whole.

        Args:
            height: float, points that the picture needs below the title.
            across: float, points that the picture needs from left to right. None:
                `self.across`.
        """
        across = self.across if across is None else across
        if self.title and self.axes is None:
            widest = fonts.measure(self.title, TITLE, "bold") + 2 * TITLE_MARGIN
            across = max(across, min(widest, TITLE_WIDTH))
        room = across - 2 * TITLE_MARGIN
        lines = broken(self.title, TITLE, room, "bold") if self.title else []
        head = TITLE_LINE * len(lines) + (TITLE_LINE / 2 if lines else 0)
        down, spare = height + head, 0.0
        if self.axes is None:
            self.figure.set_size_inches(across / POINTS, down / POINTS)
            self.axes = self.figure.add_axes((0, 0, 1, 1))
        else:
            wide, high = _size_of(self.axes)
            self.scale = min(1.0, wide / across, high / down)
            spare, down = wide / self.scale - across, high / self.scale
        self.axes.set_axis_off()
        # A picture that is narrower than the axes is centred in them.
        self.axes.set_xlim(-spare / 2, across + spare / 2)
        self.axes.set_ylim(down - head, -head)
        for place, line in enumerate(lines):
            baseline = TITLE_LINE * (place + 1) - head
            self.write(TITLE_MARGIN, baseline, line, TITLE, weight="bold")

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
    ) -> None:
        """Write one line of text; `$` begins no formula.

        Args:
            left: float, points, where the line begins; if `align` is "center" or
                "right", where its middle or its end is.
            baseline: float, points from the top to the baseline of the letters.
            text: str, as `fonts.drawable` returns it.
            size: float, points, of the letters.
            colour: str, `#rrggbb`.
            weight: str, "normal" or "bold".
            align: str, "left", "center" or "right".
            angle: float, degrees by which the text is turned upward around its start.
        """
        self.axes.text(
            left,
            baseline,
            text,
            color=colour,
            fontproperties=fonts.properties(text, size * self.scale, weight),
            horizontalalignment=align,
            verticalalignment="baseline",
            rotation=angle,
            rotation_mode="anchor",
            parse_math=False,
        )

    def paint(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        colour: str,
        edge: str = PAPER,
    ) -> None:
        """Paint a box with round corners and a thin edge.

        Args:
            left: float, points, the left edge of the box.
            top: float, points, its upper edge.
            width: float, points.
            height: float, points.
            colour: str, `#rrggbb`.
            edge: str, `#rrggbb`, the colour of the edge.
        """
        from matplotlib.patches import FancyBboxPatch

        box = FancyBboxPatch(
            (left, top),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=2.5",
            facecolor=colour,
            edgecolor=edge,
            linewidth=0.6 * self.scale,
        )
        self.axes.add_patch(box)

    def paint_boxes(
        self, boxes: Sequence[tuple[float, ...]], colours: Sequence[str]
    ) -> None:
        """Paint many boxes without edges; each is (left, top, width, height), points.

        Neighbours leave no gap, and a thousand boxes take no longer than a few.
        """
        from matplotlib.collections import PolyCollection

        corners = [
            [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            for x, y, width, height in boxes
        ]
        painted = PolyCollection(corners, facecolors=list(colours), linewidths=0)
        painted.set_antialiased(False)
        self.axes.add_collection(painted, autolim=False)

    def paint_scale(
        self, left: float, top: float, width: float, height: float, colours: Sequence
    ) -> None:
        """Paint a box filled with `colours`, each `#rrggbb`, from left to right."""
        strip = np.array([[channels(colour) for colour in colours]], "uint8")
        self.place(strip, left, top, width, height)  # strip: (1, colours, 3)

    def paint_area(
        self,
        across: Sequence[float],
        above: Sequence[float],
        below: Sequence[float],
        colour: str,
    ) -> None:
        """Paint the area between two lines.

        Args:
            across: float `(positions,)`, points from the left edge.
            above: float `(positions,)`, points from the top to the upper line; NaN
                interrupts the area.
            below: float `(positions,)`, points from the top to the lower line.
            colour: str, `#rrggbb`.
        """
        self.axes.fill_between(across, above, below, color=colour, linewidth=0)

    def draw_line(
        self,
        across: Sequence[float],
        down: Sequence[float],
        colour: str,
        width: float,
        style: str = "-",
        dots: float = 0.0,
    ) -> None:
        """Draw a line through several positions of the page.

        Args:
            across: list of float, points from the left edge, one for each position.
            down: list of float, points from the top; NaN interrupts the line.
            colour: str, `#rrggbb`.
            width: float, points.
            style: str, as Matplotlib's: "-", "--" or ":".
            dots: float, points, the diameter of a dot at each position. 0: no dots.
        """
        (line,) = self.axes.plot(
            across, down, style, color=colour, linewidth=width * self.scale
        )
        line.set_solid_capstyle("butt")
        if dots:
            line.set_marker("o")
            line.set_markersize(dots * self.scale)

    def draw_arrow(
        self,
        start: Sequence[float],
        end: Sequence[float],
        colour: str,
        width: float,
        short: float = 0.0,
    ) -> None:
        """Draw an arrow from one position of the page to another.

        Args:
            start: pair of float, points from the left edge and from the top.
            end: pair of float.
            colour: str, `#rrggbb`.
            width: float, points, of the line.
            short: float, points by which the arrow is short of both positions, at most
                a quarter of its length each.
        """
        start, end = np.asarray(start, float), np.asarray(end, float)
        length = float(np.hypot(*(end - start)))
        if not length:
            return
        gap = (end - start) * min(short, length / 4) / length
        arrow = {
            "arrowstyle": f"-|>,head_width={0.2 * self.scale},"
            f"head_length={0.4 * self.scale}",
            "color": colour,
            "linewidth": width * self.scale,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        self.axes.annotate("", end - gap, start + gap, arrowprops=arrow)

    def place(
        self, pixels: np.ndarray, left: float, top: float, width: float, height: float
    ) -> None:
        """Draw a picture, stretched to a box.

        Args:
            pixels: uint8 or float from 0 to 1, `(rows, columns, 3)`.
            left: float, points, the left edge of the box.
            top: float, points, the upper edge of the box.
            width: float, points, of the box.
            height: float, points, of the box.
        """
        limits = self.axes.axis()
        extent = (left, left + width, top + height, top)
        self.axes.imshow(pixels, extent=extent, aspect="auto")
        self.axes.axis(limits)


def _size_of(axes) -> tuple[float, float]:
    """Return the width and the height of axes in points."""
    inches = axes.get_figure(root=True).dpi_scale_trans
    box = axes.get_window_extent().transformed(inches.inverted())
    return float(POINTS * box.width), float(POINTS * box.height)
