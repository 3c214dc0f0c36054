import itertools

import numpy as np
import pytest

from recipes import _event_baselines


def test_sta_lta_finds_where_the_energy_grows():
    random = np.random.default_rng(0)
    for onset in (400, 903):
        values = random.normal(size=(1500, 3))
        values[onset:] *= 9
        assert abs(_event_baselines.sta_lta(values) - onset) <= 2
    slopes = np.diff(values, axis=0)
    energy = (slopes**2).sum(axis=1)
    ratios = {
        step: energy[step : step + 30].mean() / energy[step - 300 : step].mean()
        for step in range(300, len(energy) - 30)
    }
    best = max(ratios, key=ratios.get)
    assert _event_baselines.sta_lta(values) == best + 1
    assert 0 <= _event_baselines.sta_lta(np.zeros((20, 1))) < 20


def test_the_constant_is_that_of_most_training_rows(capsys):
    noise = np.random.default_rng(0).normal(size=(500, 1))
    train = [(noise, [("P", 10), ("S", 10 + gap)]) for gap in (50, 52, 51, 90)]
    test = [(noise, [("P", 20), ("S", 20 + gap)]) for gap in (50, 91)]
    scores = _event_baselines.picks(train, test, ["P", "S"], 3, None, (5, 40))
    assert scores["S found"] == 0.5
    assert "after the true P" in capsys.readouterr().out
    assert set(scores) == {"P found", "S found"}


def test_the_threshold_is_the_best_of_the_training_part(capsys):
    random = np.random.default_rng(1)
    values = random.normal(size=(200, 3))
    labels = ["up" if row[1] + 0.5 * row[2] > 0.3 else "down" for row in values]
    train, test = ([(values[s], labels[s])] for s in (np.s_[:120], np.s_[120:]))

    def score(part, column, threshold, names):
        (numbers, known) = part[0]
        said = [names[int(row[column] > threshold)] for row in numbers]
        shares = []
        for name in ("down", "up"):
            own = [a for a, b in zip(said, known, strict=True) if b == name]
            shares.append(own.count(name) / len(own))
        return sum(shares) / 2

    tried = [
        (score(train, column, threshold, names), column, threshold, names)
        for column in range(3)
        for threshold in np.percentile(train[0][0][:, column], range(1, 100))
        for names in itertools.permutations(["down", "up"])
    ]
    best = max(tried)
    scores = _event_baselines.labels(train, test)
    assert scores["threshold"] == pytest.approx(score(test, *best[1:]))
    printed = capsys.readouterr().out
    assert "up if column 1 > " in printed and "always " in printed
