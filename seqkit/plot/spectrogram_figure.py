"""Draw the features of a sound over time, with its tokens under their frames."""

from collections.abc import Sequence
from numbers import Real
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.chart_frame import ChartFrame
from seqkit.plot.drawing.chart_frame import tick_texts
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import channels
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
LINE = 14
SMALL = 8.5
LETTERS = 10
LETTER_LINE = 15
HEIGHT = 130  # of the spectrogram
BAR = 3  # height of the mark of a token's frames
TICKS = 8  # about how many seconds are written
SEPARATOR = "#b9bec5"
# Percentiles of the features that are white and black.
PALEST, DARKEST = 2, 99.5


def spectrogram(
    features: Any,
    seconds_per_step: float = 0.01,
    tokens: Sequence[str] | None = None,
    first: Sequence[int] | None = None,
    last: Sequence[int] | None = None,
    *,
    stride: int = 1,
    title: str = "",
    width: float = 7.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a spectrogram: time runs to the right, features upward, and black is strong.

    Each token is centred under its frames, which a bar marks. A thin line separates two
    tokens. Tokens that would overlap are written on several lines.

    Args:
        features: float `(frames, features)`, such as `codec.encode(path)`. Frames of
            NaN at the end are padding.
        seconds_per_step: float, seconds from one frame to the next.
        tokens: list of str, such as the characters that are said. None: none.
        first: list of int, the first step of each token, by a CTC alignment.
        last: list of int, the last step of each token.
        stride: int, the frames of one step of the alignment, `model.stride`.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: `tokens` are no list.
        ValueError: `features` have another shape or no finite value; tokens and steps
            differ in number; a step is outside of the sound; or an argument is out of
            its range.
        ImportError: Matplotlib is not installed.

    Example:
    >>> found = model.align(path)
    >>> plot.spectrogram(
    ...     codec.encode(path), 0.01, found.tokens, found.first, found.last, stride=2
    ... )
    """
    features = _checked_features(features)
    frames, bins = features.shape
    _check_seconds(seconds_per_step)
    stride = whole_number("stride", stride)
    tokens, edges = _checked_tokens(tokens, first, last, stride, frames)
    page = Page(width, title, ax)
    ticks = [0, bins]
    left = MARGIN + max(measure(text, SMALL) for text in tick_texts(ticks)) + GAP
    seconds = frames * seconds_per_step
    frame = ChartFrame(
        left, page.across - MARGIN, MARGIN, MARGIN + HEIGHT, 0.0, seconds, ticks
    )
    edges = frame.across(edges * seconds_per_step)  # (tokens, 2), points
    lines = _lines(tokens, edges)
    strip = 2 * GAP + LETTER_LINE * (max(lines) + 1) if tokens else 0
    bottom = frame.bottom + strip
    page.open(bottom + 2 * LINE + MARGIN, page.across)
    frame.draw_grid(page)
    page.write(left, MARGIN - GAP / 2, "feature", SMALL, colour=FAINT)
    pixels = _pixels(features)
    page.place(pixels, left, frame.top, frame.right - left, HEIGHT)
    _write_tokens(page, tokens, edges, lines, frame.bottom, bottom)
    _write_seconds(page, frame, seconds, bottom)
    return page.figure


def _pixels(features):
    """Return greys, uint8 `(features, frames, 3)`; NaN is white."""
    known = features[np.isfinite(features)]
    low, high = np.percentile(known, [PALEST, DARKEST])
    share = (features - low) / ((high - low) or 1.0)
    share = np.clip(np.nan_to_num(share, posinf=1.0, neginf=0.0), 0, 1)
    share = share.T[::-1, :, None]  # (features, frames, 1)
    paper, ink = np.array(channels(PAPER)), np.array(channels(INK))
    return np.round(paper + share * (ink - paper)).astype("uint8")


def _lines(tokens, edges):
    """Return the line of each token, 0 the upper one, so that no two overlap."""
    free, lines = [], []
    for token, (begin, end) in zip(tokens, edges, strict=True):
        half = measure(token, LETTERS) / 2
        middle = (begin + end) / 2
        line = 0
        while line < len(free) and middle - half < free[line]:
            line += 1
        free[line : line + 1] = [middle + half + 1]
        lines.append(line)
    return lines


def _write_tokens(page, tokens, edges, lines, top, bottom):
    """Write each token under the bar of its frames, with lines between two tokens."""
    # Half a point is left free on each side, so that neighbours can be told apart.
    bars = [
        (begin + 0.5, top + 2, max(end - begin - 1, 0.5), BAR) for begin, end in edges
    ]
    if bars:
        page.paint_boxes(bars, [FOR] * len(bars))
    for (_, end), (begin, _) in zip(edges[:-1], edges[1:], strict=True):
        x = (end + begin) / 2
        page.draw_line([x, x], [top, bottom], SEPARATOR, 0.4)
    for token, (begin, end), line in zip(tokens, edges, lines, strict=True):
        baseline = top + GAP + LETTER_LINE * (line + 1) - (LETTER_LINE - LETTERS) / 2
        page.write((begin + end) / 2, baseline, token, LETTERS, align="center")


def _write_seconds(page, frame, seconds, bottom):
    """Write round numbers of seconds, and the name of the axis."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(TICKS, steps=[1, 2, 5, 10]).tick_values(0, seconds)
    places = [tick for tick in found if 0 <= tick <= seconds]
    texts = tick_texts(found)[: len(places)]
    for place, text in zip(places, texts, strict=True):
        x = min(float(frame.across(place)), page.across - measure(text, SMALL) / 2)
        page.write(x, bottom + LINE, text, SMALL, colour=FAINT, align="center")
    page.write(frame.left, bottom + 2 * LINE, "seconds", SMALL, colour=FAINT)


def _checked_features(features):
    """Return features as float64 `(frames, features)`, without padding."""
    features = np.asarray(features, "float64")
    if features.ndim == 2:
        real = np.flatnonzero(np.isfinite(features).any(axis=1))
        features = features[: real[-1] + 1 if real.size else 0]
    if features.ndim != 2 or 0 in features.shape:
        raise ValueError(
            "`features` are (frames, features) of one sound, with at least one finite "
            f"frame. Received shape {features.shape} without padding. Give "
            "`codec.encode(path)`."
        )
    return features


def _check_seconds(seconds):
    """Raise ValueError unless the seconds of a frame are a finite number above 0."""
    if not (isinstance(seconds, Real) and 0 < seconds < float("inf")):
        raise ValueError(
            "`seconds_per_step` is the seconds from one frame to the next, above 0. "
            f"Received {seconds!r:.60}. Give `codec.seconds_per_step`."
        )


def _checked_tokens(tokens, first, last, stride, frames):
    """Return tokens as they are drawn, and float64 `(tokens, 2)`, begin and end."""
    tokens = [] if tokens is None else spelled_words(tokens, "tokens")
    steps = [np.asarray([] if each is None else each) for each in (first, last)]
    counts = [len(tokens), *(each.size for each in steps)]
    if len({*counts}) > 1:
        raise ValueError(
            "Each token has a first and a last step. Received "
            f"{counts[0]} tokens, {counts[1]} first and {counts[2]} last steps. Give "
            "those of one alignment, `model.align(path)`."
        )
    begin, end = (np.ravel(each).astype("float64") for each in steps)
    right = (begin >= 0) & (end >= begin) & (begin * stride < frames)
    right[1:] &= begin[1:] > end[:-1]
    if not right.all():
        place = int(np.argmin(right))
        raise ValueError(
            f"The steps of tokens rise, and lie inside of the sound, {frames} frames. "
            f"Received step {begin[place]:g} to {end[place]:g} of {stride} frames for "
            f"token {place}, {tokens[place]!r:.40}, the first being 0. Give the stride "
            "of the model as `stride`."
        )
    ends = np.minimum((end + 1) * stride, frames)
    shown_tokens = ["␣" if token == " " else shown(token) for token in tokens]
    return shown_tokens, np.stack([begin * stride, ends], axis=1)
