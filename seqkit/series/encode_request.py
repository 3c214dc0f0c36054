"""Encode tables as the inputs of a served forecaster."""

from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.series.read_table import read_columns
from seqkit.series.tables_with_futures import with_futures

if TYPE_CHECKING:
    from seqkit.series.series import Series


def encode_request(
    codec: "Series", past: Any, future: Any = None, horizon: int | None = None
) -> dict[str, Any]:
    """Return the inputs of a served forecaster; see `Series.request`."""
    parts = with_futures(codec, past, future)
    rows = [_inputs(codec, *part[1:], horizon) for part in parts]
    if len(rows) == 1 and parts[0][0] is None and not isinstance(past, list | tuple):
        return rows[0]
    names = rows[0] if rows else ()
    return {name: [row[name] for row in rows] for name in names}


def _inputs(codec, past, future, horizon):
    """Return the inputs of one series."""
    values = codec.encode(past)
    if codec.columns and codec.columns.real:
        values = values[:, :-1]  # the graph adds the column of ones
    inputs = {"values": values, "lengths": len(values)}
    if codec.known:
        steps = _horizon(codec, future, horizon)
        inputs["future"] = codec.encode_future(past, future, steps)
    if codec.static:
        inputs["static"] = codec.encode_static(past)
    return inputs


def _horizon(codec, future, horizon):
    """Return the steps of the future: those given, or the rows of its table."""
    if horizon is not None:
        return whole_number("horizon", horizon)
    if future is not None:
        return len(next(iter(read_columns(future).values()), np.zeros(0)))
    known = ", ".join(codec.names[-codec.known :])
    raise ValueError(
        f"The columns {known} are known in the future, for as many steps as the model "
        "forecasts. Received horizon=None. Give the horizon of the model."
    )
