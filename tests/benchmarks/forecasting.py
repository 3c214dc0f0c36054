"""Training a forecaster on many series, its wait for data, and forecasts a second."""

import time
from collections.abc import Iterator

import keras

import seqkit
from recipes._generated.seasonal_series import many_series
from seqkit import data
from seqkit.data.batching.prefetch import untuned
from seqkit.data.window_starts import windows_of
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import seconds

SERIES = STEPS = 1_000
WINDOW, HORIZON, UNITS, BATCH = 96, 24, 64, 256
BATCHES = 20  # of a round of training
ROUNDS = 2
FORECASTS = 10


def rows() -> Iterator[Row | str]:
    """Yield the rows of a forecaster on `many_series`."""
    if keras.backend.backend() != "tensorflow":
        yield "forecasting: skipped, `data` needs TensorFlow's backend"
        return
    table = many_series(SERIES, STEPS)
    codec = seqkit.Series.from_table(
        table, "value", time="time", series="id", transform="log", difference=7
    )
    begin = time.perf_counter()
    batches = data.windows(table, codec, HORIZON, WINDOW, batch_size=BATCH, seed=0)
    yield Row("forecasting: make the data set", time.perf_counter() - begin, "s")
    model = seqkit.Forecaster(codec, HORIZON, UNITS, window=WINDOW)
    yield from training(model, batches)
    yield from answering(model, table)


def training(model, batches):
    """Times `fit`, and the share of it that waits for the next batch."""
    endless = untuned(batches.repeat())
    model.fit(endless, steps_per_epoch=2, verbose=0, shuffle=False)
    best = min(
        seconds(
            lambda: model.fit(
                endless, steps_per_epoch=BATCHES, verbose=0, shuffle=False
            )
        )
        for _ in range(ROUNDS)
    )
    windows = BATCHES * BATCH
    yield Row(
        f"fit, GRU {UNITS}, {WINDOW} + {HORIZON} steps", windows / best, "windows/s"
    )
    alone = min(seconds(lambda: drain(batches)) for _ in range(ROUNDS))
    yield Row("the same data alone", windows / alone, "windows/s")
    yield Row("data alone, share of the time of `fit`", 100 * alone / best, "%")
    yield Row(
        "share of training that waits for data", 100 * waiting(model, batches), "%"
    )


def drain(batches):
    """Takes batches, and does nothing with them."""
    for _ in batches.take(BATCHES):
        pass


def waiting(model, batches):
    """Trains batch by batch, and returns the share of the time that waits for them."""
    iterator = iter(batches)
    model.train_on_batch(*next(iterator))
    waited, begin = 0.0, time.perf_counter()
    for _ in range(BATCHES):
        first = time.perf_counter()
        batch = next(iterator)
        waited += time.perf_counter() - first
        model.train_on_batch(*batch)
    return waited / (time.perf_counter() - begin)


def answering(model, table):
    """Times `forecast_windows` on one window and on a batch."""
    found = windows_of(table, model.codec, HORIZON, WINDOW, stride=STEPS)
    for count in (1, BATCH):
        inputs = {"past": found.past(slice(count))}
        model.forecast_windows(inputs)
        best = min(
            seconds(lambda inputs=inputs: model.forecast_windows(inputs))
            for _ in range(FORECASTS)
        )
        yield Row(f"forecast, batch of {count}", count / best, "forecasts/s")
