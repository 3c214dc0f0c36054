"""Forecasts for the tests of figures."""

from types import SimpleNamespace

import numpy as np

DAYS = np.datetime64("2023-12-20", "D")


def forecast_of(horizon, steps, targets=1, levels=(0.1, 0.25, 0.5, 0.75, 0.9), **more):
    """Builds an object with the fields of `Forecast`: a line that rises by 1 a step."""
    line = np.arange(float(steps + horizon))[:, None] + 100 * np.arange(targets)
    line = line[:, 0] if targets == 1 else line
    times = DAYS + np.arange(steps + horizon)
    fields = {
        "values": line[steps:],
        "quantiles": {level: line[steps:] + 10 * (level - 0.5) for level in levels},
        "times": times[steps:],
        "names": [f"y{place}" for place in range(targets)],
        "history": line[:steps] if steps else None,
        "history_times": times[:steps] if steps else None,
    }
    return SimpleNamespace(**fields | more)


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def lines_of(figure, colour):
    return [line for line in figure.axes[0].lines if line.get_color() == colour]


def bands_of(figure):
    """Returns the corners of each painted band, the first painted first."""
    return [area.get_paths()[0].vertices for area in figure.axes[0].collections]
