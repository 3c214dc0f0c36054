"""Forecast numbers over time, with intervals, beside the naive forecasts.

Data: generated daily sales whose true quantiles are known, by default; by name months
of passengers and of sunspots, temperatures, fine dust and shares (no licence stated);
or your own table. About 30,000 parameters, 3 minutes on one core. The report says which
baselines the model does not beat. Three pictures are written beside the model:
`forecast.png`, `backtest.png` and `calibration.png`.
"""

import math
from typing import Any

import seqkit
from seqkit.arguments import whole_number

STEPS = 8000  # of the generated sales
SHARE = 0.1  # of the table, for validation and for the test
UPDATES = 1500  # the fewest on your own table
EPOCHS = 8
DROPOUT = 0.2
WEIGHT_DECAY = 1e-3
PATIENCE = 8  # epochs without a better one, on your own table
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
# The columns of each table, and what was chosen on its validation part.
GENERATED = {
    "time": "date",
    "target": "units",
    "known": ("holiday", "promotion"),
    "calendar": ("weekday", "day_of_year"),
    "transform": "log",
    "horizon": 28,
    "window": 56,
}
WEATHER = ("DEWP", "TEMP", "PRES", "cbwd", "Iws", "Is", "Ir")
SETS = {
    "airline-passengers": {
        **{"time": "time", "target": "Passengers", "horizon": 36, "window": 24},
        **{"validation": None, "test": 36, "epochs": 38, "dropout": 0.3},
        # By the book (Box & Jenkins 1970, section 9.2); its 108 months are too few to
        # choose by a part of them.
        **{"season": 12, "transform": "log", "scale": "training"},
    },
    "monthly-sunspots": {
        **{"time": "time", "target": "Sunspots", "horizon": 1, "window": 36},
        **{"validation": 240, "test": 240, "epochs": 20, "season": 1},
    },
    "daily-min-temperatures": {
        **{"time": "time", "target": "Temp", "horizon": 1, "window": 36},
        **{"validation": 365, "test": 365, "epochs": 15},
        "calendar": ("day_of_year",),
    },
    "beijing-pm25": {
        **{"time": "time", "target": "pm2.5", "horizon": 24, "window": 72},
        **{"validation": 4380, "test": 8760, "epochs": 5, "dropout": 0.4},
        **{"past": WEATHER, "calendar": ("hour", "day_of_year"), "scale": "training"},
    },
    # Days of trade are not regular in time: their steps are counted.
    "sp500-2000": {
        **{"target": "close", "horizon": 1, "window": 20, "transform": "log"},
        **{"validation": 500, "test": 500, "season": 1},
    },
}
# The arguments of `Series.from_table` among them.
READ = "time target series past known static calendar transform".split()
Columns = tuple[str, ...]


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    columns: dict[str, Any] | None = None,
) -> tuple[Any, Any, Any]:
    """Return a whole table, and where its validation part and its test part begin.

    Args:
        data: None for generated sales, a name in `SETS`, or the path of a table.
        validation: path of a table that follows that of `data`. None: its last steps.
        test: path of a table that follows that of `validation`. None: the last steps.
        columns: dict with the column of times, `time`, of tables by path.

    Returns:
        The table, and for each part a number of steps, a share of them, or the time of
        its first step, as `seqkit.data.split_by_time` takes them.
    """
    from recipes import _datasets
    from recipes import _forecasts
    from recipes._datasets import time_series
    from recipes._generated import seasonal_series

    _datasets.check_paths(*SETS, data=data, validation=validation, test=test)
    if data is None:
        return seasonal_series.daily_sales(STEPS), SHARE, SHARE
    if data in SETS:
        table = time_series.table(data)
        if data == "daily-min-temperatures":  # two days are missing
            table = seqkit.data.resample(table, "D", time="time")
        return table, SETS[data]["validation"], SETS[data]["test"]
    time = (columns or {}).get("time")
    read = seqkit.series.read_columns
    tables = [read(path) for path in (data, validation, test) if path is not None]
    starts = [table[time][0] if time else len(table) for table in tables[1:]]
    if validation is None:
        starts = [SHARE, *starts]
    if test is None:
        starts = [*starts, SHARE]
    return _forecasts.joined(tables, time), *starts


def split(table: Any, validation: Any, test: Any, columns: dict[str, Any]) -> tuple:
    """Return train, validation (or None) and test parts of a table."""
    names = {"time": columns.get("time"), "series": columns.get("series")}
    parts = seqkit.data.split_by_time(table, validation, test, **names)
    return parts if len(parts) == 3 else (parts[0], None, parts[1])


def build(
    train: Any,
    columns: dict[str, Any],
    *,
    units: int = 64,
    depth: int = 1,
    cell: str = "gru",
) -> "seqkit.Forecaster":
    """Build a model of the training part of a table.

    Args:
        train: table.
        columns: dict like an entry of `SETS`: the arguments of `Series.from_table`,
            `season`, `horizon` and `window`.
    """
    own = {"missing": True, "difference": columns.get("season")}
    read = {name: value for name, value in columns.items() if name in READ}
    return seqkit.Forecaster(
        seqkit.Series.from_table(train, **own, **read),
        columns["horizon"],
        units,
        depth,
        cell,
        columns.get("window"),
        quantiles=LEVELS,
        dropout=columns.get("dropout", DROPOUT),
        scale=columns.get("scale", "window"),
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    time: str | None = None,
    target: str | None = None,
    horizon: int | None = None,
    window: int | None = None,
    series: str | None = None,
    past: Columns = (),
    known: Columns = (),
    static: Columns = (),
    calendar: Columns = (),
    season: int | None = None,
    transform: str | None = None,
    epochs: int | None = None,
    batch_size: int = 64,
    learning_rate: float = 3e-3,
    units: int = 48,
    depth: int = 1,
    cell: str = "gru",
    save_to: str | None = "saved_models/forecast",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.Forecaster":
    """Train a forecaster, and return it with the weights of its best epoch.

    Args:
        data: None for generated sales; "airline-passengers", "monthly-sunspots",
            "daily-min-temperatures", "beijing-pm25" or "sp500-2000"; or the path of a
            CSV, TSV or Parquet file.
        validation: path of a table that follows that of `data`, by which the best epoch
            is chosen. None: a tenth of the steps, before the test part, or the horizon
            if that is longer.
        test: path of a table that follows, on which forecasts are scored. None: the
            last tenth of the steps, or the horizon if that is longer.
        time: the column of times, in ISO 8601. None: steps are counted.
        target: the column to forecast, of your own table.
        horizon: int, steps to forecast. None: that of a named table, or one season.
        window: int, the last steps that the model reads. None: chosen by the horizon.
        series: the column with the name of each row's series.
        past: columns that are known in the past only.
        known: columns that are known in the future too.
        static: columns that are constant in each series.
        calendar: calendar numbers, such as "hour", "weekday", "month".
        season: int, steps of a season, from which forecasts are measured; 1: from the
            last value. None: of your own table, the season or the last value, whichever
            forecasts the training part better.
        transform: "log", "log1p" or "sqrt", of the target.
        epochs: int, passes over the windows. None: 8, or that of a named table. On your
            own data at least 1,500 updates; training ends after 8 epochs without
            improvement.
        batch_size: int, windows in a batch.
        learning_rate: float, the initial learning rate of AdamW; it falls to 0 by a
            cosine.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers of the encoder and of the decoder.
        cell: "gru", "lstm" or "rnn".
        save_to: folder for `model.keras`, the exported versions and the pictures. None:
            nothing is written.
        seed: int, for the weights and the order of the windows.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _forecasts
    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    given = {
        "time": time,
        "target": target,
        "horizon": horizon,
        "window": window,
        "series": series,
        "past": past,
        "known": known,
        "static": static,
        "calendar": calendar,
        "season": season,
        "transform": transform,
    }
    own = data is not None and data not in SETS
    columns = GENERATED if data is None else SETS.get(data, {})
    columns |= {name: each for name, each in given.items() if each not in (None, ())}
    files = {"data": data, "validation": validation, "test": test}
    whole, *begins = load(**files, columns=columns)
    parts = split(whole, *begins, columns)
    if own:
        columns = _forecasts.with_defaults(columns, parts[0])
        begins = _forecasts.long_enough(parts, begins, columns)
        parts = split(whole, *begins, columns)
    patience = PATIENCE if own and epochs is None else None
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "loss" if parts[1] is None else "val_loss",
        patience=patience,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    model = build(parts[0], columns, units=units, depth=depth, cell=cell)
    sizes = model.codec, model.horizon, model.window
    training = seqkit.data.windows(parts[0], *sizes, batch_size=batch_size, seed=seed)
    validating = None
    if parts[1] is not None:
        validating = seqkit.data.windows(
            parts[1], *sizes, batch_size=512, before=parts[0], shuffle=False
        )
    epochs = epochs or columns.get("epochs", EPOCHS)
    if patience:
        epochs = max(epochs, math.ceil(UPDATES / len(training)))
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY, global_clipnorm=1.0)
    )
    checkpoints.fit(model, training, validation_data=validating, epochs=epochs)
    backtest = judge(model, whole, begins[-1], data)
    example = _forecasts.write(save_to, model, whole, backtest)
    _next_steps.tell(save_to, "forecast", example, **files)
    if own and save_to is not None and not known:
        forecast = f"seqkit.load({str(save_to)!r}).forecast({str(data)!r})"
        print(f'  python -c "import seqkit; print({forecast})"', flush=True)
    return model


def judge(model: "seqkit.Forecaster", table: Any, start: Any, data: str | None):
    """Print the scores of a model and of its baselines; return the `Backtest`."""
    from recipes import _forecasts

    backtest = seqkit.backtest(model, table, start, stride=1)
    print(f"\n{backtest}")
    report = backtest.report
    rows = {"model": report.model, **report.baselines}
    if model.horizon > 1:
        each = "  ".join(
            f"{name} {row.rmse_by_step[-1]:.4g}" for name, row in rows.items()
        )
        print(f"\nRMSE of step {model.horizon}: {each}")
    if model.codec.difference == 1 and model.horizon == 1:
        print(_forecasts.directions(backtest))
    if data is None:
        print(_forecasts.against_truth(backtest, table, LEVELS))
    return backtest


def evaluate(
    model: "seqkit.Forecaster",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `mase`, `rmse`, `mae` and `pinball` of the model, `coverage_80`, the
        share of the targets in the 80 % interval, and `persistence_rmse`.
    """
    from recipes import _forecasts

    columns = {"time": model.codec.time_column, "series": model.codec.series_column}
    table, *begins = load(data=data, validation=validation, test=test, columns=columns)
    if data is not None and data not in SETS:
        parts = split(table, *begins, columns)
        columns["horizon"] = model.horizon
        begins = _forecasts.long_enough(parts, begins, columns)
    report = judge(model, table, begins[-1], data).report
    return {
        "mase": report.model.mase,
        "rmse": report.model.rmse,
        "mae": report.model.mae,
        "pinball": report.model.pinball,
        "coverage_80": report.model.coverage[0.8],
        "persistence_rmse": report.baselines["persistence"].rmse,
    }


def demo(*, save_to: str = "saved_models/forecast") -> None:
    """Train on generated sales, forecast the next days, and ask the exported model."""
    model = train(save_to=save_to)
    table, _, _ = load()
    days = model.horizon
    past = {name: column[:-days] for name, column in table.items()}
    future = {name: column[-days:] for name, column in table.items()}
    forecast = model.forecast(past, future)
    print(f"\n{days} days of sales:", forecast.values.round().astype(int).tolist())
    served = seqkit.serving.Served(save_to)
    inputs = {
        "values": model.codec.encode(past)[-model.window :],
        "future": model.codec.encode_future(past, future, days),
    }
    answer = served(**inputs)["forecast"]
    print(f"\n{served.path} says:", [round(value) for value in answer])
