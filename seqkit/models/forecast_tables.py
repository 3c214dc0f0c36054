"""From tables to the inputs of a forecaster, and from its outputs to forecasts."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.models.answers import Forecast
from seqkit.series.series import Series

ROWS = 256  # the most rows of a batch


def inputs_of(codec: Series, table: Any, future: Any, horizon: int, window: int):
    """Return the inputs of a model for one series, a dict of arrays without batch axis.

    Raises:
        ValueError: the series has no step, or see `Series.encode` and
            `Series.encode_future`.
    """
    past = codec.encode(table)[-window:]
    if not len(past):
        raise ValueError(
            "A forecast needs at least one step of the past. Received a series of 0 "
            "steps. Give the rows before the first step to forecast."
        )
    inputs = {"past": past}
    if codec.known:
        inputs["future"] = codec.encode_future(table, future, horizon)
    if codec.static:
        inputs["static"] = codec.encode_static(table)
    return inputs


def stacked(rows: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the inputs of rows, batch first; pasts are padded with NaN."""
    steps = max((len(row["past"]) for row in rows), default=1)
    batch = {
        name: np.stack([row[name] for row in rows])
        for name in rows[0]
        if name != "past"
    }
    width = rows[0]["past"].shape[1]
    batch["past"] = np.full((len(rows), steps, width), np.nan, "float32")
    for line, row in zip(batch["past"], rows, strict=True):
        line[: len(row["past"])] = row["past"]
    return batch


def in_batches(function: Callable[..., dict[str, Any]], arguments: tuple):
    """Call a function on batches of at most `ROWS` rows, and join its results.

    Args:
        function: takes nests of arrays, batch first, and returns a dict of tensors.
        arguments: tuple of nests of arrays, all with the same rows.

    Returns:
        dict of NumPy arrays, batch first.
    """
    rows = len(keras.tree.flatten(arguments)[0])
    parts = []
    for first in range(0, rows, ROWS):
        part = keras.tree.map_structure(
            lambda leaf, first=first: leaf[first : first + ROWS], arguments
        )
        parts.append(keras.tree.map_structure(ops.convert_to_numpy, function(*part)))
    return keras.tree.map_structure(lambda *leaves: np.concatenate(leaves), *parts)


def answer_of(
    codec: Series, part: tuple, found: dict[str, np.ndarray], levels: tuple[float, ...]
) -> Forecast:
    """Return the forecast of one series.

    Args:
        codec: Series.
        part: an item of `with_futures`.
        found: dict of `values` `(horizon, targets)`, `quantiles`
            `(horizon, targets, levels)` and `samples` `(samples, horizon, targets)`.
        levels: tuple of float.
    """
    name, table, _ = part
    targets = codec.targets

    def plain(values):
        return values[..., 0] if targets == 1 else values

    quantiles = {
        level: plain(found["quantiles"][..., place])
        for place, level in enumerate(levels)
    }
    samples = found.get("samples")
    return Forecast(
        values=plain(found["values"]),
        quantiles=quantiles,
        times=codec.times_after(table, len(found["values"])),
        names=list(codec.names[:targets]),
        history=plain(codec.encode(table)[:, :targets]),
        history_times=codec.times(table),
        samples=None if samples is None else plain(samples),
        series=name,
    )
