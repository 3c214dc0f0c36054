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


@pytest.mark.slow
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
    with pytest.raises(ValueError, match='"min".*"max".*"auto".*Received \'best\''):
        Checkpoints(mode="best")


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
    again = Checkpoints(tmp_path, "val_loss", overwrite=True)
    fit(build(), 1, Script([1.0]), again)
    again.finish()
    assert files(tmp_path / "backup") == ["letters.txt"]


def test_the_best_epoch_is_told_at_the_end(tmp_path, capsys):
    fit(build(), 3, Script([3.0, 1.5, 2.0]), Checkpoints(tmp_path, "val_loss"))
    assert "Epoch 2 was the best: val_loss 1.5000" in capsys.readouterr().out


class Logs(keras.callbacks.Callback):
    """Puts scores into the logs of each epoch."""

    def __init__(self, *scores):
        super().__init__()
        self.scores = scores

    def on_epoch_end(self, epoch, logs=None):
        logs.update(self.scores[epoch])


def best_of(*scores, monitor="val_accuracy"):
    checkpoints = Checkpoints(monitor=monitor)
    fit(build(), len(scores), Logs(*scores), checkpoints)
    return checkpoints.best["epoch"]


@pytest.mark.slow
def test_of_equal_scores_the_lower_loss_is_better():
    def epochs(*losses):
        return [{"val_accuracy": 0.5, "val_loss": loss} for loss in losses]

    assert best_of(*epochs(3.0, 1.0, 2.0)) == 2
    assert best_of(*epochs(1.0, 1.0, 2.0)) == 1
    assert best_of(*epochs(1.0, np.nan)) == 1
    better = {"val_accuracy": 0.6, "val_loss": 9.0}
    assert best_of(*epochs(1.0), better) == 2


def test_an_epoch_without_validation_is_passed_over(tmp_path):
    model, script = build(), Logs({}, {"val_loss": 3.0}, {}, {"val_loss": 2.0}, {})
    checkpoints = Checkpoints(tmp_path, "val_loss")
    x = np.ones((4, 3), "float32")
    model.fit(
        x,
        x[:, :1],
        validation_data=(x, x[:, :1]),
        validation_freq=2,
        epochs=5,
        verbose=0,
        callbacks=[script, checkpoints],
    )
    assert checkpoints.best["epoch"] == 4
    assert Checkpoints(tmp_path, resume=True).epoch == 5


def test_no_validation_at_all_says_so_at_the_end(tmp_path):
    model, x = build(), np.ones((4, 3), "float32")
    checkpoints = Checkpoints(tmp_path, "val_loss")
    with pytest.raises(ValueError, match="Received 'val_loss'.*`validation_data`"):
        model.fit(x, x[:, :1], epochs=2, verbose=0, callbacks=[checkpoints])
    assert Checkpoints(tmp_path, resume=True).epoch == 2


@pytest.mark.parametrize("left", ["model", "backup"])
def test_a_folder_that_is_used_is_not_overwritten(tmp_path, left):
    checkpoints = Checkpoints(tmp_path, "val_loss")
    fit(build(), 2, Script([3.0, 1.5]), checkpoints)
    if left == "model":
        checkpoints.finish()
    before = (tmp_path / "model.keras").read_bytes()
    holds = "holds a run" if left == "model" else "holds an unfinished run"
    remedies = "`resume=True`.*`overwrite=True`.*another folder"
    with pytest.raises(ValueError, match=f"{holds} .best epoch 2, .*{remedies}"):
        Checkpoints(tmp_path, "val_loss")
    assert (tmp_path / "model.keras").read_bytes() == before
    fit(build(), 1, Script([7.0]), Checkpoints(tmp_path, "val_loss", overwrite=True))
    assert json.loads((tmp_path / "best.json").read_text())["val_loss"] == 7.0
    assert Checkpoints(tmp_path, resume=True).epoch == 1


def test_exports_alone_are_nothing_to_overwrite(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "saved_model.pb").touch()
    fit(build(), 1, Script([1.0]), Checkpoints(tmp_path, "val_loss"))
    assert files(tmp_path) == ["1", *WRITTEN]


def test_resuming_and_overwriting_exclude_each_other(tmp_path):
    with pytest.raises(ValueError, match="Received both"):
        Checkpoints(tmp_path, resume=True, overwrite=True)


def test_a_file_in_place_of_the_folder_says_so(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "within"):
        with pytest.raises(ValueError, match="saved in a folder.*is a file"):
            Checkpoints(path)


def test_ctrl_c_says_where_it_came_and_what_is_kept(tmp_path):
    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == stop_in:
                raise KeyboardInterrupt

    def stopped(checkpoints):
        with pytest.raises(KeyboardInterrupt) as caught, checkpoints:
            fit(build(), 9, Script([2.0, 1.0, 3.0]), checkpoints, Stop())
        return str(caught.value)

    stop_in = 3
    said = stopped(Checkpoints(tmp_path / "run", "val_loss"))
    assert said.startswith("Stopped in epoch 4. Kept in ")
    assert "model.keras (best epoch 2, val_loss 1.0000), and a backup of" in said
    assert said.endswith("`resume=True`.")
    assert Checkpoints(tmp_path / "run", resume=True).epoch == 3
    assert "Nothing is kept" in stopped(Checkpoints(None, "val_loss"))
    stop_in = 0
    assert "No epoch had ended" in stopped(Checkpoints(tmp_path / "new", "val_loss"))
    Checkpoints(tmp_path / "new")  # nothing is there that would be overwritten


def test_the_end_of_a_with_block_finishes(tmp_path):
    with Checkpoints(tmp_path, "val_loss") as checkpoints:
        fit(build(), 1, Script([1.0]), checkpoints)
        assert files(tmp_path) == WRITTEN
    assert files(tmp_path) == ["best.json", "model.keras"]
