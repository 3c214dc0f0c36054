"""Draw how often the gates of each unit are shut or open: a dot for each unit."""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import Swatches
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
LINE = 15
SIZE = 10
SMALL = 8.5
DOT = 3.0  # diameter
TICKS = (0, 0.5, 1)
GRID = "#d3d6da"
COLOURS = FOR, AGAINST, "#3b9a72", "#b0568c", "#8a7a12", "#5c62c4"

Shares = tuple[Sequence[float], Sequence[float]]


def gate_saturation(
    layers: Sequence[Mapping[str, Shares]],
    *,
    title: str = "",
    width: float = 7.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a dot for each unit: how often its gate is open, and how often shut.

    Each gate has a square. From left to right is the share of time in which the gate is
    open (over 0.9), upward the share in which it is shut (under 0.1). So the dot of a
    unit is at the lower right if its gate is always open, at the upper left if it is
    always shut, and at the lower left if it is never saturated. The layers have
    different colours.

    Args:
        layers: list of dict, one for each layer, from the name of a gate to a pair
            (shut, open), each float `(units,)` from 0 to 1; such as the `layers` of
            `explain.gate_saturation`. All layers have the same gates.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there is no gate, the layers have different gates, or a pair does
            not have two equally long lists of shares from 0 to 1.
        ImportError: Matplotlib is not installed.

    Reference: Karpathy et al. 2015, figure 3, https://arxiv.org/abs/1506.02078.

    Example:
    >>> gates = {"forget": ([0.1, 0.0], [0.7, 0.9])}
    >>> gate_saturation([gates]).savefig("gates.png")
    """
    layers = _checked(layers)
    page, gates = Page(width, title, ax), list(layers[0])
    left = MARGIN + SMALL + GAP + measure("0.5", SMALL) + GAP
    side = (page.across - left - MARGIN - 2 * GAP * (len(gates) - 1)) / len(gates)
    top = MARGIN + LINE
    below = top + side + LINE
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(layers))]
    names = [f"layer {place}" for place in range(len(layers))]
    legend = Swatches(names, colours, page.across - left - MARGIN)
    page.open(below + LINE + legend.height + MARGIN, page.across)
    for place, gate in enumerate(gates):
        begin = left + place * (side + 2 * GAP)
        _draw_square(page, begin, top, side, with_shares=place == 0)
        name = cut(shown(gate), SIZE, side)
        page.write(begin + side / 2, top - GAP, name, SIZE, align="center")
        for colour, shares in zip(colours, layers, strict=True):
            shut, opened = shares[gate]
            across, down = begin + side * opened, top + side * (1 - shut)
            page.draw_line(across, down, colour, 0.0, dots=DOT)
    middle = left + (page.across - MARGIN - left) / 2
    page.write(
        middle,
        below + SMALL,
        "share of time open (> 0.9)",
        SMALL,
        align="center",
        colour=FAINT,
    )
    page.write(
        MARGIN + SMALL,
        top + side,
        "share of time shut (< 0.1)",
        SMALL,
        angle=90,
        colour=FAINT,
    )
    legend.draw(page, left, below + LINE)
    return page.figure


def _draw_square(page, left, top, side, with_shares):
    """Draw the frame of one gate: the unit square below its diagonal."""
    for tick in TICKS:
        across, down = left + side * tick, top + side * (1 - tick)
        page.draw_line([left, left + side], [down, down], GRID, 0.6)
        page.draw_line([across, across], [top, top + side], GRID, 0.6)
        bottom = top + side + SMALL + 2
        page.write(across, bottom, f"{tick:g}", SMALL, align="center", colour=FAINT)
        if with_shares:
            middle = down + SMALL * 0.36
            page.write(
                left - GAP / 2, middle, f"{tick:g}", SMALL, align="right", colour=FAINT
            )
    # No dot is beyond it, since a gate is not open and shut at once.
    page.draw_line([left, left + side], [top, top + side], GRID, 0.6)


def _checked(layers):
    """Return the layers with arrays in place of lists."""
    layers = list_of(layers, "layers", "dict")
    gates = [list(layer) for layer in layers]
    if not gates or not gates[0] or any(names != gates[0] for names in gates):
        raise ValueError(
            "`layers` are dicts with the same gates, at least one of each. "
            f"Received {gates!r:.80}. "
            "Give `explain.gate_saturation(model, text).layers`."
        )
    return [
        {name: _checked_pair(name, pair) for name, pair in layer.items()}
        for layer in layers
    ]


def _checked_pair(name, pair):
    arrays = [np.asarray(shares, float) for shares in pair]
    fits = len(arrays) == 2 and arrays[0].shape == arrays[1].shape
    if not fits or not all(((0 <= each) & (each <= 1)).all() for each in arrays):
        raise ValueError(
            "A gate has a pair of lists, the shares of time in which each unit is shut "
            f"and open, from 0 to 1. Received {pair!r:.80} for {name!r}. "
            "Give two lists of equal length."
        )
    return arrays
