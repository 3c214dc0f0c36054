"""A forecaster learns a noisy wave that a seasonal naive forecast cannot follow."""

import keras
import numpy as np
import pytest

import seqkit
from recipes._generated.seasonal_series import many_series
from seqkit import data

pytestmark = pytest.mark.slow
SEASON, HORIZON, WINDOW = 12, 6, 24
STEPS, TESTED = 1_500, 400
NOISE = 0.3


def make_wave():
    """A season, a slow wave and noise; float64 `(STEPS,)`."""
    steps = np.arange(STEPS)
    draw = np.random.default_rng(0)
    season = np.sin(2 * np.pi * steps / SEASON)
    slow = 2 * np.sin(2 * np.pi * steps / 97)
    return 20 + season + slow + NOISE * draw.normal(size=STEPS)


@pytest.mark.parametrize("options", [{}, {"autoregressive": True, "output": "normal"}])
def test_a_noisy_wave_is_forecast_with_honest_intervals(options):
    keras.utils.set_random_seed(0)
    values = make_wave()
    train = values[:-TESTED]
    codec = seqkit.Series.from_table(train, "0", difference=SEASON)
    model = seqkit.Forecaster(codec, HORIZON, 24, window=WINDOW, **options)
    model.compile(keras.optimizers.Adam(5e-3, global_clipnorm=1.0))
    batches = data.windows(
        train,
        codec,
        HORIZON,
        WINDOW,
        batch_size=32,
        seed=0,
        autoregressive=model.autoregressive,
    )
    model.fit(batches, epochs=12, verbose=0)
    found = seqkit.backtest(model, values, start=TESTED, stride=1)
    report = found.report
    naive = report.baselines["seasonal naive"].rmse
    assert report.model.rmse < 0.75 * naive
    # The noise alone has the RMSE `NOISE`, that of two steps 1.41 times as much.
    assert report.model.rmse < 1.5 * NOISE
    low, high = (found.quantiles[..., found.levels.index(q)] for q in (0.1, 0.9))
    covered = ((found.targets >= low) & (found.targets <= high)).mean()
    assert 0.7 < covered < 0.9


def test_series_that_were_never_seen_are_forecast():
    """Their levels differ by a factor of thousands; each window has its own scale."""
    keras.utils.set_random_seed(0)
    table = many_series(count=60, steps=200, seed=1)
    unseen = np.isin(table["id"], [f"series {number}" for number in range(50, 60)])
    train = {name: column[~unseen] for name, column in table.items()}
    others = {name: column[unseen] for name, column in table.items()}
    codec = seqkit.Series.from_table(
        train, "value", time="time", series="id", transform="log", difference=7
    )
    model = seqkit.Forecaster(codec, 7, 24, window=28)
    model.compile(keras.optimizers.Adam(3e-3, global_clipnorm=1.0))
    batches = data.windows(train, codec, 7, 28, stride=2, batch_size=64, seed=0)
    model.fit(batches, epochs=6, verbose=0)
    report = seqkit.backtest(model, others, start=100, stride=7).report
    assert report.model.mase < 0.85 * report.baselines["seasonal naive"].mase
    assert report.model.mase < 0.85 * report.baselines["persistence"].mase
