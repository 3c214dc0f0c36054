import json

import keras
import numpy as np
import pytest

import seqkit
from seqkit.callbacks import Checkpoints
from tests.callbacks.training import WRITTEN
from tests.callbacks.training import Script
from tests.callbacks.training import X
from tests.callbacks.training import assert_same_weights
from tests.callbacks.training import build
from tests.callbacks.training import files
from tests.callbacks.training import fit


def test_fit_ends_with_the_best_epoch(tmp_path):
    script = Script([3.0, 1.0, 2.0])
    model = build()
    fit(model, 3, script, Checkpoints(tmp_path, "val_loss"))
    assert_same_weights(model.get_weights(), script.weights[2])
    saved = keras.saving.load_model(tmp_path / "model.keras")
    assert_same_weights(saved.get_weights(), script.weights[2])
    np.testing.assert_array_equal(saved(X), model(X))
    best = json.loads((tmp_path / "best.json").read_text())
    assert best["epoch"] == 2
    assert best["val_loss"] == 1.0
    assert files(tmp_path) == WRITTEN


def test_saved_language_model_says_the_same(tmp_path):
    vocabulary = seqkit.Vocabulary.from_texts(["anna", "emma"])
    model = seqkit.LanguageModel(vocabulary, units=4, length=6)
    batches = seqkit.data.next_token(["anna", "emma"], vocabulary)
    checkpoints = Checkpoints(tmp_path)
    model.fit(
        batches,
        validation_data=batches,
        epochs=1,
        verbose=0,
        shuffle=False,
        callbacks=[checkpoints],
    )
    assert set(checkpoints.best) >= {"epoch", "val_nats_per_token"}
    ids = np.array([[2, 4, 5]])
    np.testing.assert_array_equal(seqkit.load(tmp_path)(ids), model(ids))


def test_more_is_better_where_mode_is_max():
    script = Script([1.0, 3.0, 2.0])
    model = build()
    checkpoints = Checkpoints(monitor="val_loss", mode="max")
    fit(model, 3, script, checkpoints)
    assert checkpoints.best["epoch"] == 2
    assert_same_weights(model.get_weights(), script.weights[2])


def test_equal_score_keeps_the_earlier_epoch():
    checkpoints = Checkpoints(monitor="val_loss")
    fit(build(), 2, Script([1.0, 1.0]), checkpoints)
    assert checkpoints.best["epoch"] == 1


def test_any_number_is_better_than_nan():
    checkpoints = Checkpoints(monitor="val_loss")
    fit(build(), 3, Script([np.nan, 2.0, np.nan]), checkpoints)
    assert checkpoints.best["epoch"] == 2


def test_no_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    checkpoints = Checkpoints(None, "val_loss", resume=True)
    assert checkpoints.epoch == 0
    script = Script([1.0, 2.0])
    model = build()
    fit(model, 2, script, checkpoints)
    assert_same_weights(model.get_weights(), script.weights[1])
    assert files(tmp_path) == []


def test_unknown_monitor_says_which_scores_there_are(tmp_path):
    with pytest.raises(ValueError, match="one of loss, val_loss. Received 'val_nats"):
        fit(build(), 1, Checkpoints(tmp_path))


def test_unknown_mode_says_which_there_are():
    with pytest.raises(ValueError, match='"min".*"max".*Received \'auto\''):
        Checkpoints(mode="auto")


def test_early_stopping_works_beside_it(tmp_path):
    script = Script([2.0, 1.0, 3.0, 4.0, 5.0])
    stop = keras.callbacks.EarlyStopping("val_loss", patience=2)
    model = build()
    history = fit(model, 5, script, stop, Checkpoints(tmp_path, "val_loss"))
    assert len(history.epoch) == 4
    assert_same_weights(model.get_weights(), script.weights[2])
    assert files(tmp_path) == WRITTEN


def test_finish_removes_the_backup_and_nothing_of_others(tmp_path):
    checkpoints = Checkpoints(tmp_path, "val_loss")
    fit(build(), 1, Script([1.0]), checkpoints)
    checkpoints.finish()
    assert files(tmp_path) == ["best.json", "model.keras"]
    checkpoints.finish()  # once more harms nothing

    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "letters.txt").write_text("dear")
    fit(build(), 1, Script([1.0]), again := Checkpoints(tmp_path, "val_loss"))
    again.finish()
    assert files(tmp_path / "backup") == ["letters.txt"]


def test_the_best_epoch_is_told_at_the_end(tmp_path, capsys):
    fit(build(), 3, Script([3.0, 1.5, 2.0]), Checkpoints(tmp_path, "val_loss"))
    assert "Epoch 2 was the best: val_loss 1.5000" in capsys.readouterr().out
