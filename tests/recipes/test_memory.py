import pytest

import seqkit
from recipes import memory
from recipes.__main__ import main

# Small enough for a second, so nothing is learned.
SMALL = {"lags": (1, 2), "epochs": 1, "batch_size": 2, "units": 2, "cell": "rnn"}


def test_parts_are_different_tasks_of_one_lag():
    train, validation, test = memory.load(lag=9)
    assert (len(train), len(validation), len(test)) == (3200, 256, 256)
    assert {len(task) for task in train + validation + test} == {12}
    assert train[:256] != validation != test


def test_an_export_reads_the_longest_task():
    vocabulary = seqkit.Vocabulary([*"ab"])
    model = memory.build(vocabulary, units=2, longest=320)
    assert model.endpoints()["serving_default"].longest >= 320 + 2


@pytest.mark.slow
def test_a_run_writes_two_pictures_and_an_export(tmp_path, capsys):
    pytest.importorskip("matplotlib")
    folder = tmp_path / "memory"
    memory.train(**SMALL, save_to=folder)
    said = capsys.readouterr().out
    assert "Accuracy by lag" in said and "rnn, mean of 64 rows" in said
    names = {path.name for path in folder.iterdir()}
    assert {"memory_span.png", "gradient_flow.png", "model.keras", "1"} <= names
    main(["run", str(folder), "a1?"])
    assert capsys.readouterr().out.startswith("a1?")
    main(["evaluate", str(folder)])
    said = capsys.readouterr().out
    assert "Test, lag 2" in said and "lag 40" not in said and "Guessing: 0.125" in said
    assert memory.train(**SMALL, save_to=folder, resume=True).units == 2
    with pytest.raises(ValueError, match="which training would overwrite"):
        memory.train(**SMALL, save_to=folder)
