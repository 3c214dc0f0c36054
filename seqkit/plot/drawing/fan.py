"""Read the fields of forecasts, and draw their bands of quantiles and their lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.plot.drawing.chart_frame import ChartFrame
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.time_axis import is_calendar
from seqkit.plot.drawing.time_axis import positions_of

HISTORY = INK
FORECAST = "#1b5e9e"
TRUTH = AGAINST
FAINTEST, STRONGEST = 0.22, 0.62  # shares of the colour of the outer and inner band
DOT = 3.5  # points, diameter
FIELDS = "values", "times"


@dataclass(frozen=True)
class Fan:
    """A forecast as the figures draw it.

    Args:
        values: float `(horizon, targets)`.
        levels: list of float, rising.
        quantiles: float `(levels, horizon, targets)`.
        positions: float `(horizon,)`.
        calendar: bool, whether positions are days since 1970.
        history: float `(steps, targets)`; no step is allowed.
        past: float `(steps,)`, the positions of the history.
        names: list of str, the targets.
    """

    values: np.ndarray
    levels: list[float]
    quantiles: np.ndarray
    positions: np.ndarray
    calendar: bool
    history: np.ndarray
    past: np.ndarray
    names: list[str]

    @property
    def bands(self) -> list[tuple[str, np.ndarray, np.ndarray, str]]:
        """The name, lower and upper line and colour of each band, the widest first."""
        pairs = len(self.levels) // 2
        bands = []
        for place in range(pairs):
            low, high = self.levels[place], self.levels[-1 - place]
            share = FAINTEST + (STRONGEST - FAINTEST) * place / max(pairs - 1, 1)
            name = f"{100 * (high - low):.3g} %"
            lines = self.quantiles[place], self.quantiles[-1 - place]
            bands.append((name, *lines, colour_of(share)))
        return bands

    def draw(self, page: Page, frame: ChartFrame, target: int) -> None:
        """Draw the bands and the line of one target."""
        positions, values = self.positions, self.values[:, target]
        for _, low, high, colour in self.bands:
            low, high = low[:, target], high[:, target]
            around = positions
            if len(positions) == 1:  # one step has no width: a box around it
                half = (frame.high - frame.low) / 100
                around = np.array([-half, half]) + positions
                low, high = np.repeat(low, 2), np.repeat(high, 2)
            page.paint_area(
                frame.across(around), frame.down(high), frame.down(low), colour
            )
        draw_series(page, frame, positions, values, FORECAST, 1.6)


def draw_series(
    page: Page,
    frame: ChartFrame,
    positions: np.ndarray,
    values: np.ndarray,
    colour: str,
    width: float,
) -> None:
    """Draw a line through values; a value between missing ones is a dot.

    Args:
        page: `Page`, opened.
        frame: `ChartFrame`.
        positions: float `(time,)`.
        values: float `(time,)`, NaN where missing.
        colour: str, `#rrggbb`.
        width: float, points.
    """
    if not np.isfinite(values).any():
        return
    across, down = frame.across(positions), frame.down(values)
    page.draw_line(across, down, colour, width)
    there = np.concatenate([[False], np.isfinite(values), [False]])
    alone = there[1:-1] & ~there[:-2] & ~there[2:]
    if alone.any():
        page.draw_line(across[alone], down[alone], colour, 0.0, dots=DOT)


def fan_of(forecast: Any) -> Fan:
    """Return a forecast as the figures draw it.

    Args:
        forecast: object with the fields of `seqkit.Forecast`: `values`, `times`, and if
            there are any `quantiles`, `history`, `history_times` and `names`.

    Raises:
        TypeError: `forecast` has no values or no times.
        ValueError: the fields do not agree.
    """
    missing = [field for field in FIELDS if not hasattr(forecast, field)]
    if missing:
        raise TypeError(
            "A forecast has `values` and `times`. Received "
            f"{type(forecast).__name__} without {' and '.join(missing)}. "
            "Give the answer of `model.forecast(table)`, one of them if it is a list."
        )
    values = _columns(forecast.values, "values")
    levels, quantiles = _quantiles(forecast)
    positions, calendar = positions_of(forecast.times), is_calendar(forecast.times)
    history, past = _history(forecast, calendar, values.shape[1])
    names = getattr(forecast, "names", None)
    names = [""] * values.shape[1] if names is None else [*map(str, names)]
    _check(values, quantiles, positions, history, past, names)
    quantiles = np.stack(quantiles) if levels else np.zeros((0, *values.shape))
    return Fan(values, levels, quantiles, positions, calendar, history, past, names)


def truth_of(truth: Any, steps: int, targets: int, name: str = "truth") -> np.ndarray:
    """Return true values as float `(steps, targets)`.

    Raises:
        ValueError: `truth` has another number of steps or targets.
    """
    truth = _columns(truth, name)
    if truth.shape != (steps, targets):
        raise ValueError(
            f"`{name}` has {steps:,} steps of {targets} targets, NaN where unknown. "
            f"Received shape {truth.shape}. Give the true values of the same times."
        )
    return truth


def _quantiles(forecast):
    """Return the levels, rising, and a list of the quantiles of each."""
    quantiles = getattr(forecast, "quantiles", None)
    quantiles = {} if quantiles is None else quantiles
    if not isinstance(quantiles, Mapping):
        raise TypeError(
            "`quantiles` of a forecast are a dict from level to values. Received "
            f"{type(quantiles).__name__}. Give `{{0.1: low, 0.9: high}}`."
        )
    levels = sorted(quantiles)
    return levels, [_columns(quantiles[level], "quantiles") for level in levels]


def _history(forecast, calendar, targets):
    """Return the history, float `(steps, targets)`, and its positions."""
    history = getattr(forecast, "history", None)
    if history is None or not len(history):
        return np.zeros((0, targets)), np.zeros(0)
    times = getattr(forecast, "history_times", None)
    past = positions_of(times, "history_times")
    if is_calendar(times) != calendar:
        raise ValueError(
            "`times` and `history_times` are both datetime64, or both numbers. "
            f"Received {np.asarray(forecast.times).dtype} and "
            f"{np.asarray(times).dtype}. Convert one of them."
        )
    return _columns(history, "history"), past


def _columns(values, name):
    """Return `(time,)` or `(time, targets)` as float `(time, targets)`."""
    values = np.asarray(values, "float64")
    if values.ndim not in (1, 2) or not values.size:
        raise ValueError(
            f"`{name}` have shape (time,) or (time, targets). Received shape "
            f"{values.shape}. Give one window, without an axis of windows."
        )
    values = values[:, None] if values.ndim == 1 else values
    return np.where(np.isfinite(values), values, np.nan)


def _check(values, spread, positions, history, past, names):
    """Raise ValueError unless the fields of a forecast agree."""
    agree = all(each.shape == values.shape for each in spread)
    agree &= len(positions) == len(values) and len(past) == len(history)
    agree &= history.shape[1] == values.shape[1] == len(names)
    if not agree or not np.isfinite(values).any():
        raise ValueError(
            "The fields of a forecast have the same steps and targets. Received "
            f"`values` {values.shape}, `times` {positions.shape}, `quantiles` "
            f"{[each.shape for each in spread]}, `history` {history.shape}, "
            f"`history_times` {past.shape} and names {list(names)}. "
            "Give the answer of `model.forecast(table)`, with a finite value."
        )
