import json

import numpy as np
import pytest

import seqkit
from recipes import _asking
from recipes import _event_files
from recipes import events
from recipes._datasets import earthquakes
from recipes._generated import tremors
from tests.recipes.shell import shell


@pytest.fixture
def tiny(monkeypatch):
    """Make the generated data small."""
    monkeypatch.setattr(events, "COUNT", 12)
    monkeypatch.setattr(events, "HELD_OUT", 4)
    monkeypatch.setattr(tremors, "STEPS", 40)


@pytest.fixture
def table(tmp_path):
    """Writes a table whose label is whether the second column is above 0."""
    random = np.random.default_rng(0)
    values = random.normal(size=(200, 2)).round(3)
    lines = [
        f"{row},{a},{b},{'on' if b > 0 else 'off'}" for row, (a, b) in enumerate(values)
    ]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["second,one,other,state", *lines]) + "\n")
    return str(path)


def records(count=40):
    """Records like the real ones: silence, and noise from P on, more from S on."""
    random = np.random.default_rng(0)
    waveforms = random.normal(size=(count, 5000, 3)).astype("float32")
    s_index = random.permutation(np.arange(1100, 1900))[:count]
    for waves, step in zip(waveforms, s_index, strict=True):
        waves[1000:] *= 10
        waves[step:] *= 10
    return {
        "waveforms": waveforms,
        "p_index": np.full(count, 1000),
        "s_index": s_index,
    }


def test_rows_have_the_onsets_of_two_kinds():
    rows = tremors.tremors(60)
    assert {kind for _, onsets in rows for kind, _ in onsets} == {"knock", "rumble"}
    for values, onsets in rows:
        assert values.shape == (200, 2) and np.isfinite(values).all()
        steps = [step for _, step in onsets]
        assert (np.diff(steps) >= tremors.APART).all()
        assert all(10 <= step < 190 for step in steps)
    again, other = tremors.tremors(60), tremors.tremors(60, seed=1)
    np.testing.assert_array_equal(rows[3][0], again[3][0])
    assert not np.array_equal(rows[3][0], other[3][0])


def test_an_onset_changes_nothing_before_it(monkeypatch):
    plain, random = np.zeros((200, 2)), np.random.default_rng(0)
    monkeypatch.setattr(tremors, "_noise", lambda random: plain.copy())
    for _ in range(5):
        values, onsets = tremors._row(random)
        if onsets:
            first = onsets[0][1]
            assert not values[:first].any() and values[first : first + 9].any()


def test_windows_of_earthquakes_have_both_events_anywhere(monkeypatch):
    monkeypatch.setattr(earthquakes, "seismograms", records)
    parts = events.load(data="seismic_phasenet", fold=2)
    assert [len(part) for part in parts] == [28 * 12, 4 * 5, 8 * 5]
    given = records()
    apart = given["s_index"] - 1000
    sides = []
    for part in parts:
        found = [dict(targets) for _, targets in part]
        assert all(100 <= each["P"] <= 1000 for each in found)
        sides.append({each["S"] - each["P"] for each in found})
        for values, targets in part[:4]:
            assert values.shape == (3000, 3) and values.dtype == "float32"
            step = round(dict(targets)["P"])
            energy = (values.astype(float) ** 2).max(axis=1)
            assert energy[step : step + 90].max() > 9 * np.median(energy[:step])
    assert sides[2] == {*map(float, apart[2::5])}
    assert len(sides[0] | sides[1] | sides[2]) == 40
    starts = [dict(targets)["P"] for _, targets in parts[2]]
    assert np.std(starts) > 200  # of numbers spread over 900 steps
    with pytest.raises(ValueError, match="from 0 to 4. Received 5"):
        events.load(data="seismic_phasenet", fold=5)


def test_features_of_earthquakes_do_not_hang_on_gain_or_offset():
    window = records(1)["waveforms"][0, :3000]
    made = events.features(window, "seismic_phasenet")
    assert made.shape == (300, 7 * 3) and made.dtype == "float32"
    louder = events.features(1000 * window + 7, "seismic_phasenet")
    np.testing.assert_allclose(louder, made, atol=2e-3)
    energy = ((window - window.mean(axis=0)) ** 2).reshape(300, 10, 3).mean(axis=1)
    logs = np.log(energy + 1e-6 * energy.max(axis=0))
    np.testing.assert_allclose(made[:, :3], logs - np.median(logs, axis=0), atol=1e-3)
    dead = window * [1, 0, 1]
    assert np.isfinite(made := events.features(dead, "seismic_phasenet")).all()
    assert not made[:, 1::3].any()


def test_features_see_a_tone_in_its_band():
    time = np.arange(3000) / 100
    tone = np.where(time < 15, 0, np.sin(2 * np.pi * 8 * time)) + np.sin(20 * time) / 99
    made = events.features(np.stack([tone] * 3, 1), "seismic_phasenet")
    rise = made[200] - made[100]
    bands = rise.reshape(7, 3)[2:, 0]
    assert bands.argmax() == 2  # from 6 to 12 Hz


def test_features_of_other_data():
    values = np.arange(100.0).reshape(50, 2)
    means = events.features(values, "eeg-eye-state")
    expected = np.array([values[s : s + 16].mean(0) for s in (0, 16, 32)])
    np.testing.assert_allclose(means, expected - expected.mean(axis=0))
    assert events.features(values, None) is values


@pytest.mark.slow
def test_a_model_of_events_trains_and_is_judged(eagerly, tiny, capsys):
    model = events.train(epochs=1, units=2, save_to=None)
    assert model.tags == ["none", "knock", "rumble"] and model.crf is None
    scores = events.evaluate(model)
    assert set(scores) == {"knock_found", "rumble_found", "f1"}
    printed = capsys.readouterr().out
    assert "4 sequences, events within 3 steps" in printed
    assert "STA/LTA as knock" in printed


@pytest.mark.slow
def test_a_model_of_a_table_trains_and_is_judged(eagerly, table, capsys, monkeypatch):
    monkeypatch.setattr(events, "WINDOW", 20)
    options = {"data": table, "label": "state", "time": "second"}
    model = events.train(**options, epochs=1, units=2, save_to=None)
    assert model.tags == ["off", "on"] and model.codec.features == 2
    assert set(model.class_weights) == {"off", "on"}
    scores = events.evaluate(model, **options)
    assert set(scores) == {"accuracy", "balanced_accuracy"}
    printed = capsys.readouterr().out
    assert "balanced accuracy" in printed and "40 examples" in printed
    assert "on if column 1 > " in printed  # the threshold by which it was made


def test_found_events_are_in_raw_steps(monkeypatch):
    monkeypatch.setattr(earthquakes, "seismograms", records)
    part = events.load(data="seismic_phasenet")[2][:2]
    shares = np.zeros((300, 3), "float32")
    shares[[20, 40, 150], [1, 1, 2]] = [0.2, 0.9, 0.02]
    names = ["none", "P", "S"]
    said = seqkit.Tagging([""] * 300, [""] * 300, 0.0, None, None, shares, names)

    class Model:
        def tag(self, rows):
            return [said] * len(rows)

    # The highest peak of each kind; the middle of steps 400 to 409 is 404.5.
    expected = [("P", 404.5, 0.9), ("S", 1504.5, 0.02)]
    for found in events.answers(Model(), part, "seismic_phasenet"):
        assert [each[:2] for each in found] == [each[:2] for each in expected]


def test_a_row_is_left_for_the_command(tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    row = np.float32([[1, 2], [3, 4]])

    class Model:
        def tag(self, row):
            return seqkit.Tagging([], [], 0.0, None, None, np.full((2, 2), 0.5))

    path = _event_files.write(str(tmp_path), Model(), row, row, names=["none", "P"])
    assert json.loads(path.read_text()) == {"values": row.tolist()}
    assert (tmp_path / "events.png").read_bytes()[:4] == b"\x89PNG"
    assert not _event_files.write(None, Model(), row, row).exists()


def test_the_command_prints_events_in_words():
    answer = {"kinds": ["P", "S", ""], "steps": [7, 9, -1], "heights": [0.9, 0.5, 0]}
    assert _asking.shown(answer) == "P 7 0.90, S 9 0.50"


@pytest.mark.slow
def test_onsets_are_learned_and_the_export_finds_them(tmp_path, capsys):
    folder = tmp_path / "saved"
    model = events.train(save_to=str(folder))
    assert events.evaluate(model)["f1"] > 0.85
    files = sorted(path.name for path in folder.iterdir())
    assert files == [
        "1",
        "best.json",
        "events.png",
        "model.keras",
        "recipe.json",
        "row.jsonl",
    ]
    values, _ = events.load()[-1][0]
    said = model.tag(values).events(events.THRESHOLD)
    lines = (folder / "row.jsonl").read_text()
    done = shell("run", str(folder), "--signature", "events", stdin=lines)
    expected = ", ".join(f"{kind} {step} {p:.2f}" for kind, step, p in said)
    assert done.stdout.strip() == expected


@pytest.mark.dataset
def test_named_sets_are_as_published(real_data):
    parts = events.load(data="eeg-eye-state")
    counts = [sum(len(labels) for _, labels in part) for part in parts]
    assert counts[1:] == [2546, 2547] and parts[2][0][0].shape == (1024, 14)
    assert max(values.max() for part in parts for values, _ in part) < 10_000
    *_, test = events.load(data="seismic_phasenet", fold=4)
    assert len(test) == 24 * 5
