import json
import zipfile

import keras
import numpy as np
import pytest

import seqkit
from seqkit.callbacks import Checkpoints
from tests.callbacks.training import STEPS
from tests.callbacks.training import WRITTEN
from tests.callbacks.training import Killed
from tests.callbacks.training import Script
from tests.callbacks.training import assert_same_weights
from tests.callbacks.training import build
from tests.callbacks.training import files
from tests.callbacks.training import fit
from tests.callbacks.training import kill
from tests.callbacks.training import resume


@pytest.mark.slow
def test_resumed_run_ends_as_an_uninterrupted_one(tmp_path):
    scores = [5.0, 3.0, 4.0, 2.0, 6.0]
    whole, straight = build(), Script(scores)
    checkpoints = Checkpoints(tmp_path / "whole", "val_loss")
    fit(whole, 5, straight, checkpoints)
    kill(tmp_path / "killed", scores, kill_in=3, epochs=5)
    script = Script(scores)
    resumed, again = resume(tmp_path / "killed", 5, script)
    assert sorted(script.weights) == [4, 5]
    # The optimizer's moments and its step on the schedule decide the weights.
    assert_same_weights(script.weights[5], straight.weights[5])
    assert_same_weights(resumed.get_weights(), whole.get_weights())
    assert int(resumed.optimizer.iterations) == 5 * STEPS
    assert again.best == checkpoints.best
    assert files(tmp_path / "killed") == WRITTEN
    texts = [(tmp_path / run / "best.json").read_text() for run in ("whole", "killed")]
    assert texts[0] == texts[1]


def test_best_of_the_killed_run_is_kept(tmp_path):
    before = kill(tmp_path, [2.0, 1.0, 3.0, 4.0], kill_in=3)
    model, checkpoints = resume(tmp_path, 4, Script([0, 0, 0, 4.0]))
    assert checkpoints.best["epoch"] == 2
    assert_same_weights(model.get_weights(), before.weights[2])


def test_schedule_and_learning_rate_go_on(tmp_path):
    kill(tmp_path, [1.0, 1.0, 1.0], kill_in=2)
    checkpoints = Checkpoints(tmp_path, "val_loss", resume=True)
    model = build()
    checkpoints.set_model(model)
    checkpoints.on_train_begin()
    assert checkpoints.epoch == 2
    assert int(model.optimizer.iterations) == 2 * STEPS
    schedule = keras.optimizers.schedules.CosineDecay(0.1, 100)
    np.testing.assert_allclose(
        model.optimizer.learning_rate, schedule(2 * STEPS), rtol=1e-6
    )


def test_rate_set_by_another_callback_goes_on(tmp_path):
    model = build(optimizer=keras.optimizers.Adam(0.1))
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    with pytest.raises(Killed):
        script = Script([1.0, 1.0], kill_in=2)
        fit(model, 3, halve, script, Checkpoints(tmp_path, "val_loss"))
    model = build(optimizer=keras.optimizers.Adam(0.1))
    checkpoints = Checkpoints(tmp_path, "val_loss", resume=True)
    checkpoints.set_model(model)
    checkpoints.on_train_begin()
    np.testing.assert_allclose(model.optimizer.learning_rate, 0.1 / 4, rtol=1e-6)


def test_resume_without_backup_begins_anew(tmp_path):
    assert Checkpoints(tmp_path / "nothing", resume=True).epoch == 0
    script = Script([1.0, 2.0])
    resume(tmp_path, 2, script)
    assert sorted(script.weights) == [1, 2]


def test_overwriting_removes_the_backup_of_another_run(tmp_path):
    kill(tmp_path, [1.0, 1.0, 1.0], kill_in=3)
    kill(tmp_path, [5.0], kill_in=1, overwrite=True)
    assert Checkpoints(tmp_path, resume=True).epoch == 1
    assert json.loads((tmp_path / "best.json").read_text())["val_loss"] == 5.0


def test_kill_after_the_last_epoch_leaves_nothing_to_train(tmp_path):
    before = kill(tmp_path, [1.0, 2.0], kill_in=2)
    model, _ = resume(tmp_path, 2, script := Script([]))
    assert script.weights == {}
    assert_same_weights(model.get_weights(), before.weights[1])
    assert files(tmp_path) == WRITTEN


def test_kill_between_fit_and_finish_leaves_nothing_to_train(tmp_path):
    before = Script([2.0, 1.0])
    fit(build(), 2, before, Checkpoints(tmp_path, "val_loss"))
    model, _ = resume(tmp_path, 2, script := Script([]))
    assert script.weights == {}
    assert_same_weights(model.get_weights(), before.weights[2])


def test_forgotten_initial_epoch_says_what_to_give(tmp_path):
    kill(tmp_path, [1.0, 1.0], kill_in=2)
    with pytest.raises(ValueError, match="initial_epoch=checkpoints.epoch"):
        fit(build(), 5, Checkpoints(tmp_path, "val_loss", resume=True))


def test_resumed_callback_serves_a_second_fit(tmp_path):
    kill(tmp_path, [1.0, 1.0], kill_in=2)
    model, checkpoints = resume(tmp_path, 3, Script([0, 0, 2.0]))
    assert checkpoints.epoch == 0
    fit(model, 1, Script([0.5]), checkpoints)
    assert json.loads((tmp_path / "best.json").read_text())["val_loss"] == 0.5


def test_resume_with_another_monitor_begins_to_compare_anew(tmp_path):
    kill(tmp_path, [1.0, 1.0], kill_in=2)
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = json.dumps({"epoch": 1, "val_accuracy": 0.5}).encode()
    _, checkpoints = resume(tmp_path, 3, Script([0, 0, 7.0]))
    assert checkpoints.best["epoch"] == 3


def test_resume_with_another_width_says_so(tmp_path):
    kill(tmp_path, [1.0], kill_in=1)
    with pytest.raises(
        ValueError, match="of another model: .*Build the model as before"
    ):
        resume(tmp_path, 3, model=build(units=5))


def test_resume_with_other_letters_says_so(tmp_path):
    vocabulary, other = map(seqkit.Vocabulary.from_texts, (["anna"], ["bob"]))
    assert len(vocabulary) == len(other)
    checkpoints = Checkpoints(tmp_path, "loss")
    model = seqkit.LanguageModel(vocabulary, units=4)
    model.optimizer.build(model.trainable_variables)
    checkpoints.set_model(model)
    checkpoints.on_train_begin()
    checkpoints.on_epoch_end(0, {"loss": 1.0})
    checkpoints = Checkpoints(tmp_path, "loss", resume=True)
    checkpoints.set_model(seqkit.LanguageModel(vocabulary, units=4))
    checkpoints.on_train_begin()
    checkpoints.set_model(seqkit.LanguageModel(other, units=4))
    with pytest.raises(ValueError, match="it has other vocabulary. Build"):
        checkpoints.on_train_begin()


def test_a_finished_run_is_not_trained_again(tmp_path, capsys):
    with Checkpoints(tmp_path, "val_loss") as checkpoints:
        model = build()
        fit(model, 2, Script([2.0, 1.0]), checkpoints)
    before = (tmp_path / "model.keras").read_bytes()
    again = Checkpoints(tmp_path, "val_loss", resume=True)
    assert (again.finished, again.epoch) == (True, 0)
    assert_same_weights(again.load().get_weights(), model.get_weights())
    said = "is finished (best epoch 2, val_loss 1.0000): there is nothing to resume"
    assert said in capsys.readouterr().out
    with pytest.raises(ValueError, match="nothing to resume.*`overwrite=True`"):
        fit(build(), 9, Script([9.0]), again)
    assert (tmp_path / "model.keras").read_bytes() == before


def test_a_finished_run_beside_files_of_others_is_finished(tmp_path):
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "letters.txt").touch()
    with Checkpoints(tmp_path, "val_loss") as checkpoints:
        fit(build(), 1, Script([2.0]), checkpoints)
    assert Checkpoints(tmp_path, resume=True).finished


def test_a_run_killed_before_its_first_backup_is_not_finished(tmp_path):
    checkpoints = Checkpoints(tmp_path, "val_loss")
    checkpoints.set_model(model := build())
    checkpoints.on_train_begin()
    checkpoints.folder.save_best(model, {"epoch": 1, "val_loss": 0.5})
    again = Checkpoints(tmp_path, "val_loss", resume=True)
    assert (again.finished, again.epoch) == (False, 0)
    fit(build(), 1, Script([9.0]), again)
    assert json.loads((tmp_path / "best.json").read_text())["val_loss"] == 9.0
