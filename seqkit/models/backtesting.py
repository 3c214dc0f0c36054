"""Forecast from many origins of a table, and compare with what happened."""

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

import keras
import numpy as np

from seqkit.arguments import flag
from seqkit.arguments import whole_number
from seqkit.data.series_windows import windows
from seqkit.data.time_splits import split_by_time
from seqkit.data.window_starts import Windows
from seqkit.data.window_starts import windows_of
from seqkit.models.backtest_answer import Backtest
from seqkit.reports.forecast import forecast_report
from seqkit.series.read_table import take_rows
from seqkit.series.transforms import transformed

if TYPE_CHECKING:
    from seqkit.models.forecaster import Forecaster

# A value this many deviations from the codec's mean is flagged: its unit is wrong, say.
FAR_DEVIATIONS = 50
RIDGE_NUMBERS = 2e8  # the most numbers of the windows that train the ridge regression


def backtest(
    model: "Forecaster",
    table: Any,
    start: Any,
    stride: int | None = None,
    refit: bool = False,
    *,
    epochs: int = 1,
    seed: int = 0,
) -> Backtest:
    """Forecast from many origins of a table, and compare with what happened.

    The origins are `start` and every `stride` steps after it. A forecast reads only
    what was known at its origin. The baselines are naive forecasts, and a ridge
    regression on the model's inputs, trained on the windows before `start`.

    Args:
        model: `Forecaster`, trained on steps before `start`.
        table: table of past and future, see `Series.from_table`.
        start: the first step that is forecast: str or datetime64, a time; or int, the
            number of last steps of each series that are forecast.
        stride: int, steps between origins. None: the horizon of the model.
        refit: bool. True: before each origin but the first, a copy of the model trains
            on all windows before that origin; the codec stays. False: the model
            forecasts as it is.
        epochs: int, passes over the windows for `refit`.
        seed: int, for sample paths and `refit`.

    Returns:
        `Backtest`, whose `print` shows one table.

    Raises:
        ValueError: no window begins at `start` or later, or there are too few steps
            before it.

    Reference: Hyndman & Athanasopoulos 2021, section 5.10,
        https://otexts.com/fpp3/tscv.html.
    """
    stride = model.horizon if stride is None else whole_number("stride", stride)
    codec, sizes = model.codec, (model.horizon, model.window)
    names = {"time": codec.time_column, "series": codec.series_column}
    train, test = split_by_time(table, validation=None, test=start, **names)
    found = windows_of(test, codec, *sizes, stride, before=train)
    levels = [] if model.output_kind == "point" else list(model.quantiles)
    if flag("refit", refit):
        answer = _refitted(model, table, found, levels, epochs, seed)
    else:
        answer = model.forecast_windows(_inputs(found, codec), levels, seed=seed)
    ridge = _ridge_inputs(train, found, codec, sizes)
    report = forecast_report(
        found.targets(),
        answer["values"],
        answer.get("quantiles"),
        levels or None,
        history=found.past()[..., : codec.targets],
        season=codec.season,
        names=list(codec.names[: codec.targets]),
        **_training(train, found, codec),
        **ridge,
    )
    far = report.far | _far(found.past()[..., : codec.targets], codec)
    return Backtest(
        replace(report, far=far),
        answer["values"],
        answer.get("quantiles"),
        levels,
        found.targets(),
        found.past()[..., : codec.targets],
        found.future_times(),
        found.past_times(),
        list(codec.names[: codec.targets]),
        [found.ids[place] for place in found.series],
        _remarks(found, codec, bool(ridge)),
    )


def _training(train, found, codec) -> dict[str, Any]:
    """Return the series of the training part, and the one of each window."""
    parts = codec.split(train)
    values = [codec.encode(part)[:, : codec.targets] for _, part in parts]
    places = {name: place for place, (name, _) in enumerate(parts)}
    own = [places.get(found.ids[series]) for series in found.series]
    unknown = None in own or len(places) < len(parts)
    return {"training": values, "series": None if unknown else np.array(own)}


def _remarks(found, codec, ridge):
    """Return what a reader of the scores has to know, a list of str."""
    remarks = []
    if not ridge:
        remarks.append(
            "no ridge regression: no series has a whole window before `start`"
        )
    seen = codec.trained(found.future_times()[:, 0])
    if seen.any():
        remarks.append(
            f"no test: {seen.sum():,} of {len(found):,} windows begin in the training "
            "data of the codec"
        )
    return remarks


def _far(history, codec):
    """Return which windows have values far from those that the codec was made from."""
    values = transformed(codec.transform, history)
    mean, deviation = codec.mean[: codec.targets], codec.deviation[: codec.targets]
    apart = np.abs(values - np.array(mean)) / np.array(deviation)
    return (apart > FAR_DEVIATIONS).any(axis=(1, 2))


def _inputs(found: Windows, codec: Any, rows: Any = None) -> dict[str, np.ndarray]:
    """Return the inputs of windows for the model, a dict of arrays, batch first."""
    inputs = {"past": found.past(rows)}
    if codec.known:
        inputs["future"] = found.future(rows)
    if codec.static:
        inputs["static"] = found.static(rows)
    return inputs


def _refitted(model, table, found, levels, epochs, seed):
    """Forecast window by window, by a copy that trains on all windows before it."""
    keras.utils.set_random_seed(seed)
    copy = type(model).from_config(model.get_config())
    copy.set_weights(model.get_weights())
    answers = []
    origins = found.future_times()[:, 0]
    for origin in np.unique(origins):
        rows = np.flatnonzero(origins == origin)
        if answers:
            batches = windows(
                _before(table, model.codec, origin),
                model.codec,
                model.horizon,
                model.window,
                autoregressive=model.autoregressive,
                seed=seed,
            )
            copy.fit(batches, epochs=epochs, verbose=0)
        inputs = _inputs(found, model.codec, rows)
        answers.append((rows, copy.forecast_windows(inputs, levels, seed=seed)))
    order = np.argsort(np.concatenate([rows for rows, _ in answers]))
    return {
        name: np.concatenate([answer[name] for _, answer in answers])[order]
        for name in answers[0][1]
    }


def _before(table, codec, origin):
    """Return the table of each series up to a time, without series that have no row."""
    parts = [part for _, part in codec.split(table)]
    counts = [np.searchsorted(codec.times(part), origin) for part in parts]
    both = zip(parts, counts, strict=True)
    return [take_rows(part, slice(0, count)) for part, count in both if count]


def _ridge_inputs(train, found, codec, sizes) -> dict[str, np.ndarray]:
    """Return the inputs of the ridge regression, flat; none if there are no windows."""
    try:
        before = windows_of(train, codec, *sizes)
    except ValueError:  # the training part is shorter than one window
        return {}
    numbers = sizes[0] * codec.known + sizes[1] * codec.features
    step = -(-len(before) * numbers // int(RIDGE_NUMBERS))
    rows = np.arange(0, len(before), max(step, 1))
    return {
        "inputs": _flat(_inputs(found, codec)),
        "training_inputs": _flat(_inputs(before, codec, rows)),
        "training_targets": before.targets(rows),
    }


def _flat(inputs):
    """Return the inputs of windows as one array `(windows, numbers)`."""
    arrays = [inputs[name] for name in sorted(inputs)]
    return np.concatenate([each.reshape(len(each), -1) for each in arrays], axis=1)
