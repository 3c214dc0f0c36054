"""Draw how the norm of a gradient changes on its way back through the steps."""

from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.named_lines import LINE
from seqkit.plot.drawing.named_lines import MIDDLE
from seqkit.plot.drawing.named_lines import SIZE
from seqkit.plot.drawing.named_lines import draw_named_lines
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
SMALL = 8.5
HEIGHT = 220
NAMES = 0.4  # the largest share of the width for the names of the lines
TICKS = 6  # about how many grid lines and numbers of steps
DECADES = 16  # the most powers of ten below the largest norm; smaller ones are left out
GRID = "#d3d6da"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def gradient_flow(
    flows: Mapping[str, Any],
    *,
    clipping: float | None = 1.0,
    title: str = "",
    width: float = 6.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw norms of gradients by steps back from the loss, with a line for each cell.

    The scale of the norms is logarithmic, so a gradient that vanishes or explodes by
    the same factor in each step is a straight line. A norm of 0, and norms of less than
    10⁻¹⁶ of the largest, are left out.

    Args:
        flows: dict from a name, such as "lstm", to a `GradientFlow` of
            `explain.gradient_flow`; or to its norms, float `(steps,)` or
            `(depth, steps)`. Each layer has a line.
        clipping: float, the norm at which the optimizer clips the gradient of the
            weights, drawn as a dashed line; seqkit's models have 1. None: no line.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: `flows` are not a dict.
        ValueError: there is no flow, a flow has no norm above 0 or another shape, or
            `clipping` is no number above 0.
        ImportError: Matplotlib is not installed.

    Reference: Pascanu et al. 2013, section 3.2, https://arxiv.org/abs/1211.5063.

    Example:
    >>> flows = {"rnn": 0.5 ** np.arange(50), "lstm": 0.99 ** np.arange(50)}
    >>> plot.gradient_flow(flows).savefig("flow.png")
    """
    lines = _lines(flows)
    _check_clipping(clipping)
    page = Page(width, title, ax)
    high = max(HEIGHT, LINE * len(lines))
    page.open(2 * MARGIN + 3 * LINE + high, page.across)
    names = [cut(shown(name), SIZE, NAMES * page.across) for name in lines]
    powers = _logarithms(list(lines.values()))  # (lines, steps)
    ticks = _ticks(powers, clipping)
    labels = [f"10{str(int(tick)).translate(RAISED)}" for tick in ticks]
    left = MARGIN + max(measure(label, SMALL) for label in labels) + GAP
    right = page.across - MARGIN - max(measure(name, SIZE) for name in names) - GAP
    top, bottom = MARGIN + LINE, MARGIN + LINE + high

    def down(power):
        return bottom - (power - ticks[0]) / (ticks[-1] - ticks[0]) * high

    page.write(MARGIN, top - GAP, "norm of the gradient", SMALL, colour=FAINT)
    for tick, label in zip(ticks, labels, strict=True):
        page.draw_line([left, right], [down(tick)] * 2, GRID, 0.6)
        baseline = down(tick) + SMALL * MIDDLE
        page.write(left - GAP, baseline, label, SMALL, colour=FAINT, align="right")
    if clipping is not None:
        y = down(np.log10(clipping))
        page.draw_line([left, right], [y, y], INK, 0.8, "--")
        _write_legend(page, f"clipped above {clipping:g}", right, top - GAP)
    across = _write_steps(page, powers.shape[1], left, right, bottom)
    draw_named_lines(page, names, across, down(powers), right + GAP, bottom, dots=0)
    return page.figure


def _write_legend(page, text, right, baseline):
    """Write the meaning of the dashed line above the upper right corner."""
    page.write(right, baseline, text, SMALL, colour=FAINT, align="right")
    end, y = right - measure(text, SMALL) - GAP / 2, baseline - SMALL * MIDDLE
    page.draw_line([end - 2 * GAP, end], [y, y], INK, 0.8, "--")


def _write_steps(page, steps, left, right, bottom):
    """Write the numbers of steps back; return the position of each step."""
    from matplotlib.ticker import MaxNLocator

    across = left + (right - left) * np.arange(steps) / max(steps - 1, 1)
    for tick in MaxNLocator(TICKS, integer=True, steps=[1, 2, 5, 10]).tick_values(
        0, steps - 1
    ):
        if 0 <= tick < steps:
            x = across[int(tick)]
            page.write(x, bottom + LINE, f"{tick:g}", SMALL, align="center")
    middle, below = (left + right) / 2, bottom + 2 * LINE
    text = "steps back from the loss"
    page.write(middle, below, text, SMALL, colour=FAINT, align="center")
    return across


def _lines(flows):
    """Return the norms of each line by its name; raise an error if there is none."""
    if not isinstance(flows, Mapping):
        raise TypeError(
            "`flows` are a dict from a name to a flow. Received "
            f'{type(flows).__name__}. Give `{{"lstm": flow}}`.'
        )
    lines = {}
    for name, flow in flows.items():
        norms = np.asarray(getattr(flow, "norms", flow), "float64")
        if norms.ndim not in (1, 2) or not np.any(norms > 0):
            raise ValueError(
                "A flow has norms of shape (steps,) or (depth, steps), some above 0. "
                f"Received shape {norms.shape} for {name!r}. "
                "Give the result of `explain.gradient_flow`."
            )
        layers = np.atleast_2d(norms)
        for level, line in enumerate(layers):
            more = f", layer {level + 1}" if len(layers) > 1 else ""
            lines[f"{name}{more}"] = line
    if not lines:
        raise ValueError(
            "There is at least one flow. Received an empty dict. "
            'Give `{"lstm": explain.gradient_flow(model, batch)}`.'
        )
    return lines


def _logarithms(lines):
    """Return log10 of the lines `(lines, steps)`, NaN where no norm is drawn."""
    steps = max(map(len, lines))
    powers = np.full((len(lines), steps), np.nan)
    for row, line in zip(powers, lines, strict=True):
        drawn = np.isfinite(line) & (line > 0)
        row[: len(line)][drawn] = np.log10(line[drawn])
    powers[powers < np.nanmax(powers) - DECADES] = np.nan
    return powers


def _ticks(powers, clipping):
    """Return whole powers of ten for the grid lines, around all lines."""
    around = [np.nanmin(powers), np.nanmax(powers)]
    around += [] if clipping is None else [np.log10(clipping)]
    lowest, highest = np.floor(min(around)), np.ceil(max(around) + 1e-9)
    step = max(1, int(np.ceil((highest - lowest) / TICKS)))
    return np.arange(lowest, highest + step, step)


def _check_clipping(clipping):
    if clipping is None:
        return
    real = isinstance(clipping, Real) and not isinstance(clipping, bool)
    if not real or not 0 < clipping < np.inf:
        raise ValueError(
            f"`clipping` is a norm, a number above 0. Received {clipping!r:.80}. "
            "Give the `global_clipnorm` of the optimizer, or None."
        )
