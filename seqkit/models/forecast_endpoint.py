"""The exported signature of a forecaster."""

from typing import Any

from keras import ops

from seqkit.endpoint_kinds import Numbers
from seqkit.endpoint_kinds import Seed
from seqkit.series.endpoint_kinds import Past
from seqkit.types import Endpoint
from seqkit.types import InputKind
from seqkit.types import OutputKind

LONGEST = 20_000  # the most steps of the past that an export reads


def forecast_endpoint(model: Any) -> Endpoint:
    """Return the signature of a `Forecaster`, which takes plain numbers.

    Args:
        model: Forecaster.
    """
    levels = () if model.output_kind == "point" else tuple(model.quantiles)
    inputs = input_kinds(model.codec, model.horizon)
    if model.autoregressive:
        inputs["seed"] = Seed()

    def forecast(**given):
        rows = ops.shape(given["values"])[0]
        seed = given.pop("seed", None)
        renamed = {"past": given.pop("values"), **given}
        if seed is None:
            answer = model.predict_values(renamed, levels)
        else:
            answer = model.sample_values(renamed, seed, levels)
        outputs = {"forecast": _without_target(answer["values"], model)}
        if levels:
            outputs["quantiles"] = _without_target(answer["quantiles"], model)
            own = ops.convert_to_tensor(levels, "float32")
            outputs["levels"] = ops.broadcast_to(own, (rows, len(levels)))
        return outputs

    return Endpoint(
        forecast,
        inputs,
        output_kinds(model, levels),
        LONGEST,
        columns=columns_of(model.codec, inputs["values"].columns),
    )


def input_kinds(codec: Any, horizon: int) -> dict[str, InputKind]:
    """Return the inputs: the past, the known future, and the static columns."""
    names = codec.names
    inputs = {"values": Past.of(codec)}
    if codec.known:
        known = ", ".join(names[len(names) - codec.known :])
        meaning = f"the known columns of the steps to forecast: {known}"
        inputs["future"] = Numbers(
            "float32", meaning, (horizon, codec.known), finite=True
        )
    if codec.static:
        meaning = f"the static columns: {', '.join(codec.static_names)}"
        inputs["static"] = Numbers("float32", meaning, (codec.static,), finite=True)
    return inputs


def columns_of(codec: Any, past: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the names of the columns of the inputs that are tables."""
    columns = {"values": past}
    if codec.known:
        columns["future"] = past[len(past) - codec.known :]
    return columns


def output_kinds(model: Any, levels: tuple[float, ...]) -> dict[str, OutputKind]:
    """Return the outputs: point forecasts, and quantiles if the model has levels."""
    point = "mean" if model.codec.transform is None else "median"
    targets = ", ".join(model.codec.names[: model.codec.targets])
    outputs = {"forecast": Numbers(meaning=f"the {point} of each step of {targets}")}
    if levels:
        outputs["quantiles"] = Numbers(meaning="the quantiles of each step, by level")
        outputs["levels"] = Numbers(meaning="the levels of the quantiles")
    return outputs


def _without_target(values, model):
    """Return values `(batch, horizon, targets, …)` without the axis of one target."""
    return values[:, :, 0] if model.codec.targets == 1 else values
