"""Small forecasters, and the windows of small tables that they read."""

import numpy as np

from seqkit import Forecaster
from seqkit import Series
from seqkit.data.window_starts import windows_of
from tests.models.signals import wild

NAN = np.nan
HORIZON, WINDOW, SEASON = 3, 6, 4
LEVELS = (0.1, 0.5, 0.9)


def make_values(steps=40, seed=0):
    """A wave of `SEASON` steps around 100, with noise; float64 `(steps,)`."""
    draw = np.random.default_rng(seed)
    wave = 10 * np.sin(2 * np.pi * np.arange(steps) / SEASON)
    return 100 + wave + draw.normal(size=steps)


VALUES = make_values()
PLAIN = Series.from_table(VALUES, target="0")
SEASONAL = Series.from_table(VALUES, target="0", difference=SEASON)


def make_sales(steps=20, names=("north", "south")):
    """A long table: two targets, and covariates of every kind, numbers and text."""
    draw = np.random.default_rng(1)
    rows = steps * len(names)
    day = np.datetime64("2024-02-26") + np.arange(steps)
    return {
        "shop": np.repeat(np.array(names), steps),
        "day": np.tile(day, len(names)),
        "units": draw.uniform(5, 9, rows),
        "returns": draw.uniform(1, 2, rows),
        "wind": draw.choice(["NW", "S"], rows),
        "price": draw.uniform(20, 30, rows),
        "size": np.repeat(np.arange(1.0, len(names) + 1), steps),
    }


SALES = make_sales()
COLUMNS = {
    "target": ["units", "returns"],
    "time": "day",
    "series": "shop",
    "past": "wind",
    "known": "price",
    "static": "size",
    "calendar": "weekday",
}
FULL = Series.from_table(SALES, **COLUMNS)


def part(table, first, last, *, names=None):
    """The rows `first` to `last - 1` of each series of `make_sales`."""
    shops = table["shop"]
    kept = np.zeros(len(shops), bool)
    for name in names or dict.fromkeys(shops.tolist()):
        kept[np.flatnonzero(shops == name)[first:last]] = True
    return {name: column[kept] for name, column in table.items()}


def build(codec=PLAIN, **arguments):
    """A small forecaster without dropout, with wild weights, far from undecided."""
    small = {"units": 4, "window": WINDOW, "dropout": 0.0, "quantiles": LEVELS}
    small |= {"scale": "training", "cell": "rnn"}
    return wild(Forecaster(codec, HORIZON, **(small | arguments)))


def batch_of(model, table=VALUES, rows=slice(0, 4)):
    """Inputs and targets of some windows of a table, as `data.windows` builds them."""
    codec = model.codec
    found = windows_of(table, codec, model.horizon, model.window)
    inputs = {"past": found.past(rows)}
    if codec.known:
        inputs["future"] = found.future(rows)
    if codec.static:
        inputs["static"] = found.static(rows)
    if model.autoregressive:
        inputs["previous"] = found.previous(rows)
    return inputs, found.targets(rows)
