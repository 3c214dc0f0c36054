"""A forecast as lines of text: the times, the values and their quantiles."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqkit.models.answers import Forecast


def printed_forecast(forecast: "Forecast") -> str:
    """Return a line for each step: its time, and each target with its quantiles.

    The first line is the id of the series, if there is one.

    Args:
        forecast: `Forecast`, of any number of targets.
    """
    levels = [f"{100 * level:g} %" for level in forecast.quantiles]
    head = ["", *(each for name in forecast.names for each in (name, *levels))]
    shape = len(forecast.times), len(forecast.names)
    given = [forecast.values, *forecast.quantiles.values()]
    numbers = np.stack([np.reshape(each, shape) for each in given], axis=-1)
    rows = [
        [_shown(time), *(f"{number:.5g}" for number in row.ravel())]
        for time, row in zip(forecast.times, numbers, strict=True)
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in [head, *rows]
    ]
    return "\n".join(
        [*([] if forecast.series is None else [str(forecast.series)]), *lines]
    )


def _shown(time):
    """Return a time in ISO 8601, without midnight, or the number of a step."""
    if not isinstance(time, np.datetime64):
        return str(time)
    text = str(time).removesuffix(".000000").removesuffix(":00")
    return text.removesuffix("T00:00")
