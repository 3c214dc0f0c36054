"""Parts of the recipe `forecast`: what it prints and draws beside the report."""

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import seqkit


def joined(tables: list[dict[str, Any]], time: str | None = None) -> dict[str, Any]:
    """Return tables of the same columns as one, one after the other.

    Raises:
        ValueError: a table lacks a column, or has times before the end of the one that
            it follows.
    """
    if len(tables) == 1:
        return tables[0]
    for table in tables[1:]:
        if gone := [name for name in tables[0] if name not in table]:
            raise ValueError(
                "The tables of validation and test have the columns of training. "
                f"Received one without {', '.join(map(repr, gone))}. Add them."
            )
    times = [_in_order(table[time]) for table in tables if time in table]
    for before, after in pairwise(times):
        if after.min() <= before.max():
            raise ValueError(
                "The tables of validation and test follow that of training in time. "
                f"Received times from {after.min()} after times up to {before.max()}. "
                "Leave out the rows that an earlier table holds."
            )
    return {
        name: np.concatenate([table[name] for table in tables]) for name in tables[0]
    }


def long_enough(parts: tuple, begins: list, columns: dict[str, Any]) -> list:
    """Return where parts begin; a share has at least the steps of the horizon.

    Args:
        parts: train, validation and test, as `begins` makes them.
        begins: for validation and test a share, a number of steps or a time.
        columns: dict with `horizon`, and `series` if there are several.
    """
    series, horizon = columns.get("series"), columns["horizon"]
    return [
        horizon
        if isinstance(begin, float) and _steps(part, series) < horizon
        else begin
        for begin, part in zip(begins, parts[1:], strict=True)
    ]


def _steps(table, series):
    """Return the number of rows of the longest series of a table."""
    columns = seqkit.series.read_columns(table)
    if series is not None:
        return max(np.unique(columns[series], return_counts=True)[1], default=0)
    return len(next(iter(columns.values())))


def _in_order(times):
    """Return times as numbers, or as texts in ISO 8601, which order like them."""
    try:
        return np.array(times, "float64")
    except (TypeError, ValueError):
        return np.array(list(map(str, times)), object)


def nearer(codec: "seqkit.Series", tables: list, horizon: int, season: int) -> int:
    """Return 1 or the season: whichever naive forecast has the smaller error."""
    errors = np.zeros(2)
    for table in tables:
        values = codec.encode(table)[:, 0]
        if len(values) < 2 * season + horizon:
            continue
        windows = np.lib.stride_tricks.sliding_window_view(values, 2 * season + horizon)
        naive = seqkit.reports.naive_forecasts(windows[:, :-horizon], horizon, season)
        for place, name in enumerate(("persistence", "seasonal naive")):
            errors[place] += np.nansum(np.abs(windows[:, -horizon:] - naive[name]))
    return 1 if errors[0] <= errors[1] else season


def directions(backtest: "seqkit.Backtest") -> str:
    """Return how often the direction of the next value is right, with its interval.

    Reference: Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953.
    """
    last = backtest.history[:, -1, 0]
    moved, guessed = (
        np.sign(each[:, 0, 0] - last) for each in (backtest.targets, backtest.values)
    )
    known = np.abs(moved) == 1
    count, share = known.sum(), (moved == guessed)[known].mean()
    ups = (moved > 0)[known].mean()
    middle = (share + 1.92 / count) / (1 + 3.84 / count)
    half = 1.96 * math.sqrt(share * (1 - share) / count + 0.96 / count**2)
    half /= 1 + 3.84 / count
    return (
        f"The direction is right in {share:.1%} of {count:,} steps, 95 % interval "
        f"{middle - half:.1%} to {middle + half:.1%}; up in {ups:.1%}."
    )


def against_truth(backtest: "seqkit.Backtest", table: Any, levels: tuple) -> str:
    """Return the pinball loss of the model beside that of the true quantiles."""
    from recipes._generated import seasonal_series

    origins = np.searchsorted(table["date"], backtest.times[:, 0])
    horizon = backtest.times.shape[1]
    true = seasonal_series.true_quantiles(table, origins, horizon, levels)
    report = seqkit.reports.forecast_report(
        backtest.targets[..., 0],
        true[..., levels.index(0.5)],
        true,
        levels,
        history=backtest.history[..., 0],
    )
    return (
        f"Pinball loss {backtest.report.model.pinball:.3f}; "
        f"of the true quantiles {report.model.pinball:.3f}."
    )


def write(
    folder: str | None,
    model: "seqkit.Forecaster",
    table: Any,
    backtest: "seqkit.Backtest",
) -> Path:
    """Write one window as JSON, for `seqkit run`, and three pictures.

    Args:
        folder: path of the model. None: nothing is written.
        model: `Forecaster`.
        table: the whole table, of which the last window is written.
        backtest: `Backtest` of the test part, which is drawn.

    Returns:
        Path of the JSON, `window.jsonl`; the pictures are `forecast.png`,
        `backtest.png` and `calibration.png`.
    """
    if folder is None:
        return Path("window.jsonl")
    folder, codec = Path(folder), model.codec
    path = folder / "window.jsonl"
    names = {"time": codec.time_column, "series": codec.series_column}
    parts = seqkit.data.split_by_time(table, None, model.horizon, **names)
    past, future = (codec.split(part)[0][1] for part in parts)
    inputs = codec.request(past, future, model.horizon)
    inputs["values"] = inputs["values"][-model.window :]
    inputs["lengths"] = len(inputs["values"])
    inputs = {name: np.asarray(each).tolist() for name, each in inputs.items()}
    path.write_text(f"{json.dumps(inputs)}\n", encoding="utf-8")
    try:
        last = backtest[len(backtest) - 1]
        truth = backtest.targets[-1]
        figures = {
            "forecast": last.plot(truth[:, 0] if truth.shape[1] == 1 else truth),
            "backtest": backtest.plot(),
            "calibration": backtest.report.plot(),
        }
    except ImportError as error:
        print(f"\nNo pictures: {error}")
        return path
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=100)
    print(f"\nThe last window: {path}; pictures: {', '.join(figures)} (.png)")
    return path


def with_defaults(columns: dict[str, Any], train: Any) -> dict[str, Any]:
    """Return the columns of your own table, with a horizon and a season chosen.

    Raises:
        ValueError: no target is given.
    """
    if not columns.get("target"):
        raise ValueError(
            "Your own table needs the name of the column to forecast. Received none. "
            'Give `target="units"`, say.'
        )
    plain = {name: columns.get(name) for name in ("time", "series")}
    codec = seqkit.Series.from_table(
        train,
        columns["target"],
        missing=True,
        transform=columns.get("transform"),
        **plain,
    )
    season = codec.season
    columns = {"horizon": season, **columns}
    if "season" in columns:
        return columns
    if season > 1:
        tables = [table for _, table in codec.split(train)][:100]
        columns = {
            **columns,
            "season": nearer(codec, tables, columns["horizon"], season),
        }
        print(
            f"Forecasts are measured from the value {columns['season']} steps before."
        )
    return {"season": 1, **columns}
