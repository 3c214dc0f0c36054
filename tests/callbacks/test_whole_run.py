"""`Checkpoints.fit`, and `patience`: a run from its beginning to its export."""

import numpy as np
import pytest

import seqkit
from seqkit.callbacks import Checkpoints
from tests.callbacks.training import VALIDATION
from tests.callbacks.training import Killed
from tests.callbacks.training import Script
from tests.callbacks.training import X
from tests.callbacks.training import Y
from tests.callbacks.training import assert_same_weights
from tests.callbacks.training import build
from tests.callbacks.training import files
from tests.callbacks.training import kill


@pytest.fixture(autouse=True)
def exported(monkeypatch):
    """Lists what was exported, and when: the files of the folder then."""
    seen = []

    def export(model, folder):
        seen.append((model.get_weights(), files(folder)))

    monkeypatch.setattr(seqkit, "export", export)
    return seen


def whole_run(checkpoints, epochs, script, **arguments):
    model = build()
    history = checkpoints.fit(
        model,
        X,
        y=Y,
        epochs=epochs,
        callbacks=[script],
        batch_size=4,
        validation_data=VALIDATION,
        verbose=0,
        **arguments,
    )
    return model, history


def test_the_best_epoch_is_exported_before_the_backup_goes(tmp_path, exported):
    script = Script([3.0, 1.0, 2.0])
    whole_run(Checkpoints(tmp_path, "val_loss"), 3, script)
    ((weights, there),) = exported
    assert_same_weights(weights, script.weights[2])
    assert "backup" in there
    assert files(tmp_path) == ["best.json", "model.keras"]


def test_without_a_folder_or_export_nothing_is_exported(tmp_path, exported):
    whole_run(Checkpoints(None, "val_loss"), 1, Script([1.0]))
    whole_run(Checkpoints(tmp_path, "val_loss"), 1, Script([1.0]), export=False)
    assert exported == []


def test_a_killed_run_goes_on_where_it_was(tmp_path, exported):
    kill(tmp_path, [3.0, 2.0], kill_in=2)
    script = Script([0, 0, 1.0])
    whole_run(Checkpoints(tmp_path, "val_loss", resume=True), 3, script)
    assert [*script.weights] == [3]
    assert_same_weights(exported[0][0], script.weights[3])


def test_a_failing_export_leaves_the_run_unfinished(tmp_path, monkeypatch):
    def export(model, folder):
        raise OSError("full")

    monkeypatch.setattr(seqkit, "export", export)
    with pytest.raises(OSError, match="full"):
        whole_run(Checkpoints(tmp_path, "val_loss"), 1, Script([1.0]))
    assert Checkpoints(tmp_path, resume=True).epoch == 1


def test_nan_ends_the_run():
    with pytest.raises(FloatingPointError, match="Use a smaller learning rate"):
        Checkpoints(None, "val_loss").fit(build(), X, y=Y * np.nan, epochs=2, verbose=0)


SCORES = [3.0, 1.0, 2.0, 2.0, 2.0, 0.5]


def test_patience_ends_the_run_after_so_many_epochs_without_a_better(capsys):
    checkpoints = Checkpoints(None, "val_loss", patience=3)
    _, history = whole_run(checkpoints, 9, Script(SCORES))
    assert len(history.epoch) == 5  # the second was the best
    assert checkpoints.best["epoch"] == 2
    assert "No better epoch in 3: training ends." in capsys.readouterr().out


def test_patience_of_a_resumed_run_counts_the_epochs_before(tmp_path):
    kill(tmp_path, SCORES, kill_in=4)
    checkpoints = Checkpoints(tmp_path, "val_loss", patience=3, resume=True)
    _, history = whole_run(checkpoints, 9, Script(SCORES))
    assert history.epoch == [4]


def test_a_run_killed_after_its_early_end_trains_no_more(tmp_path, exported):
    script = Script(SCORES)
    checkpoints = Checkpoints(tmp_path, "val_loss", patience=2)

    def killed(model, folder):
        raise Killed

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(seqkit, "export", killed)
        whole_run(checkpoints, 9, script)
    again = Checkpoints(tmp_path, "val_loss", patience=2, resume=True)
    _, history = whole_run(again, 9, Script([]))
    assert history.epoch == []
    assert_same_weights(exported[-1][0], script.weights[2])


@pytest.mark.parametrize("patience", [0, 1.5, True])
def test_patience_is_a_whole_number(patience):
    with pytest.raises(ValueError, match="`patience` is an int of at least 1"):
        Checkpoints(patience=patience)
