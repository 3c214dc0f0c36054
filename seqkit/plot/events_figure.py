"""Draw numbers over time with the events in them: traces, probabilities and marks."""

from collections.abc import Iterable
from collections.abc import Sequence
from numbers import Real
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.event_lists import Event
from seqkit.event_lists import read_events
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import OTHER_TINT
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import TINTS
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
LINE = 14
SMALL = 8.5
TRACE = 44  # height of one channel
MOST_TRACES = 480  # the most height of all channels together
CHART = 56  # height of the probabilities
MIDDLE = 0.36  # times the size of letters: from the middle of a line to the baseline
NAMES = 0.25  # the largest share of the width for the names on the left
TICKS = 6  # about how many numbers there are on the axis of time
GRID = "#d3d6da"
COLOURS = FOR, AGAINST, "#3b9a72", "#b0568c", "#8a7a12", "#5c62c4"
BACKGROUND = "none"


def events(
    values: Any,
    probabilities: Any = None,
    events: Iterable[Event] | None = None,
    truth: Iterable[Event] | None = None,
    *,
    names: Sequence[str] | None = None,
    channels: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    rate: float | None = None,
    title: str = "",
    width: float = 7.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a strip of events: a trace for each channel, and below the probabilities.

    Found events are solid vertical lines, true events dashed ones. The traces are
    scaled one by one, to fill their height.

    Args:
        values: float `(time, channels)` or `(time,)`; NaN interrupts a trace.
        probabilities: float `(n, tags)` from 0 to 1. They cover the same time as
            `values`; n may differ from its number of steps. None: no chart of them.
        events: list of `seqkit.Event`, or of pairs of a kind and a step of `values`:
            the found events. None: none are drawn.
        truth: list of the same form, the true events. None: none are drawn.
        names: list of str, the tags of `probabilities`; the tag "none" is not drawn.
            None: "0", "1", and so on.
        channels: list of str, the names of the channels. None: "0", "1", and so on.
        labels: list of str, a label for each step, which colours the background; "none"
            is white. None: the background is white.
        rate: float, steps of `values` in a second. None: the axis counts steps.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: an event is no pair of a str and a number.
        ValueError: `values` or `probabilities` have another shape, names or labels
            differ from them in number, an event is outside of the values, or `rate` is
            not above 0.
        ImportError: Matplotlib is not installed.

    Reference: Zhu & Beroza 2019, figures 2 and 3, https://arxiv.org/abs/1803.03211.

    Example:
    >>> answer = model.tag(values)
    >>> plot.events(values, answer.probabilities, answer.events(), names=answer.names)
    """
    values = _checked_values(values)
    steps = len(values)
    names, probabilities = _checked_probabilities(probabilities, names)
    channels = _checked_names(channels, values.shape[1], "channels")
    labels = None if labels is None else _checked_names(labels, steps, "labels")
    found = read_events(events or [], "events", length=steps)
    true = read_events(truth or [], "truth", length=steps)
    _check_rate(rate)
    kinds = dict.fromkeys([*names, *(event.kind for event in true + found)])
    kinds = [kind for kind in kinds if kind != BACKGROUND]
    colours = {kind: COLOURS[place % len(COLOURS)] for place, kind in enumerate(kinds)}
    tints = _tints(labels or [], kinds)

    page = Page(width, title, ax)
    channels = [cut(shown(name), SMALL, NAMES * page.across) for name in channels]
    left = MARGIN + max(measure(name, SMALL) for name in [*channels, "1"]) + GAP
    right = page.across - MARGIN
    others = {label: tint for label, tint in tints.items() if tint != PAPER}
    legend = _legend({**others, **colours}, right - left)
    trace = min(TRACE, MOST_TRACES / len(channels))
    top, below = MARGIN, MARGIN + trace * len(channels)
    bottom = below if probabilities is None else below + GAP + CHART
    page.open(bottom + 2 * LINE + GAP + legend.height + MARGIN, page.across)
    places = left + (right - left) * np.arange(steps) / max(steps - 1, 1)

    _paint_labels(page, labels, tints, places, top, bottom)
    for place, name in enumerate(channels):
        middle = top + trace * (place + 0.5)
        page.write(MARGIN, middle + SMALL * MIDDLE, name, SMALL, colour=FAINT)
        down = middle - 0.45 * trace * _scaled(values[:, place])
        page.draw_line(places, down, INK, 0.6)
    if probabilities is not None:
        # Each probability is that of the middle of its part of the steps.
        parts = steps / len(probabilities) * (np.arange(len(probabilities)) + 0.5)
        middles = left + (right - left) * (parts - 0.5) / max(steps - 1, 1)
        _write_scale(page, left, right, bottom)
        for name, shares in zip(names, probabilities.T, strict=True):
            if name in colours:
                page.draw_line(middles, bottom - CHART * shares, colours[name], 1.2)
    for style, marks in (("--", true), ("-", found)):
        for event in marks:
            x = left + (right - left) * event.step / max(steps - 1, 1)
            page.draw_line([x, x], [top, below], colours[event.kind], 1.2, style)
    _write_time(page, steps, rate, left, right, bottom)
    marks = _meaning(found, true)
    page.write(right, bottom + 2 * LINE, marks, SMALL, colour=FAINT, align="right")
    legend.draw(page, left, bottom + 2 * LINE + GAP)
    return page.figure


def _write_scale(page, left, right, bottom):
    """Draw the lines of probability 0 and 1, and write both numbers."""
    for share in (0, 1):
        y = bottom - CHART * share
        page.draw_line([left, right], [y, y], GRID, 0.6)
        baseline = y + SMALL * MIDDLE
        page.write(
            left - GAP / 2, baseline, str(share), SMALL, align="right", colour=FAINT
        )


def _paint_labels(page, labels, tints, places, top, bottom):
    """Paint the background of each run of equal labels."""
    if not labels:
        return
    starts = [
        step
        for step, label in enumerate(labels)
        if not step or label != labels[step - 1]
    ]
    ends = [*starts[1:], len(labels) - 1]
    boxes = [
        (places[start], top, places[end] - places[start], bottom - top)
        for start, end in zip(starts, ends, strict=True)
    ]
    page.paint_boxes(boxes, [tints[labels[start]] for start in starts])


def _write_time(page, steps, rate, left, right, bottom):
    """Write numbers of seconds or steps below the chart, and the name of the axis."""
    from matplotlib.ticker import MaxNLocator

    last = max(steps - 1, 1) / (rate or 1)
    locator = MaxNLocator(TICKS, integer=rate is None, steps=[1, 2, 5, 10])
    for tick in locator.tick_values(0, last):
        if 0 <= tick <= last:
            x = left + (right - left) * tick / last
            page.write(x, bottom + LINE, f"{tick:g}", SMALL, align="center")
    name = "step" if rate is None else "seconds"
    page.write(left, bottom + 2 * LINE, name, SMALL, colour=FAINT)


def _meaning(found, true):
    """Return the meaning of solid and dashed lines, as far as there are any."""
    parts = [("found: solid", found), ("true: dashed", true)]
    return ", ".join(text for text, events in parts if events)


def _legend(colours, across):
    """Return the legend of kinds and labels."""
    names = [cut(shown(name), SMALL, across / 2) for name in colours]
    return Swatches(names, list(colours.values()), across)


def _tints(labels, kinds):
    """Return the colour of each label by its name; "none" is white.

    A label that is also a kind gets the pale form of the colour of the kind.
    """
    known = [label for label in dict.fromkeys(labels) if label != BACKGROUND]
    order = [*kinds, *(label for label in known if label not in kinds)]
    tints = [*TINTS[: len(COLOURS)], *[OTHER_TINT] * len(order)]
    places = {label: order.index(label) for label in known}
    # The colours of kinds repeat, so those of their labels do too.
    tint = {
        label: TINTS[place % len(COLOURS)] if label in kinds else tints[place]
        for label, place in places.items()
    }
    return tint | {BACKGROUND: PAPER}


def _scaled(trace):
    """Return a trace from -1 to 1 around its middle; infinity interrupts it too."""
    trace = np.where(np.isfinite(trace), trace, np.nan)
    known = trace[~np.isnan(trace)]
    low, high = (known.min(), known.max()) if len(known) else (0.0, 0.0)
    return (trace - (low + high) / 2) / ((high - low) / 2 or 1.0)


def _checked_values(values):
    """Return values as float `(time, channels)`."""
    values = np.asarray(values, "float64")
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or 0 in values.shape:
        raise ValueError(
            "`values` are numbers over time, (time, channels), at least one of each. "
            f"Received shape {values.shape}. Give one sequence, without a batch axis."
        )
    return values


def _checked_probabilities(probabilities, names):
    """Return the names of tags as a list, and probabilities `(n, tags)` or None."""
    if probabilities is None:
        return [], None
    probabilities = np.asarray(probabilities, "float64")
    fits = probabilities.ndim == 2 and len(probabilities) > 0
    # The second condition is false for NaN too.
    if not fits or not np.all((probabilities >= 0) & (probabilities <= 1.001)):
        raise ValueError(
            "`probabilities` are from 0 to 1, (n, tags), of one sequence. Received "
            f"shape {probabilities.shape}. Give `model.tag(values).probabilities`."
        )
    return _checked_names(names, probabilities.shape[1], "names"), probabilities


def _checked_names(names, count, argument):
    """Return names as a list of str; "0", "1", … if there are none."""
    if names is None:
        return [str(place) for place in range(count)]
    names = [str(name) for name in list_of(names, argument)]
    if len(names) != count:
        raise ValueError(
            f"`{argument}` are {count} here: one for each "
            f"{ {'names': 'tag', 'channels': 'channel', 'labels': 'step'}[argument] }. "
            f"Received {len(names)}. Give as many."
        )
    return names


def _check_rate(rate):
    """Raise ValueError unless the rate is None or a finite number above 0."""
    if rate is not None and not (isinstance(rate, Real) and 0 < rate < float("inf")):
        raise ValueError(
            "`rate` is the number of steps in a second, above 0. "
            f"Received {rate!r:.60}. Give None to count steps."
        )
