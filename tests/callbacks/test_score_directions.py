import keras
import numpy as np
import pytest

from seqkit.callbacks import Checkpoints
from seqkit.callbacks import DecodedMetrics
from seqkit.callbacks.score_directions import better
from tests.callbacks.training import Script
from tests.callbacks.training import build
from tests.callbacks.training import fit


@pytest.mark.parametrize(
    "name", ["val_bleu_4", "bleu4", "exact", "tag_accuracy", "macro_f1", "rouge_l"]
)
def test_more_of_what_is_right_is_better(name):
    assert better(name) == "max"


@pytest.mark.parametrize(
    "name", ["val_loss", "accuracy_loss", "val_nats_per_token", "wer", "error_rate"]
)
def test_less_of_what_is_wrong_is_better(name):
    assert better(name) == "min"


@pytest.mark.parametrize("name", ["val_charm", "", "val_", "accuracy_error"])
def test_other_names_are_not_guessed(name):
    assert better(name) is None


def test_a_metric_of_the_model_decides():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[keras.metrics.R2Score(name="charm")])
    model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
    assert better("val_charm", model) == "max"


def judged(name, *callbacks, scores=(1.0, 3.0, 2.0), **arguments):
    """Trains a model whose texts get these scores, epoch by epoch."""
    model, left = build(), list(scores)
    model.generate = lambda inputs, **arguments: ["a"]
    judge = DecodedMetrics(["b"], ["c"], {name: lambda *_: left.pop(0)}, **arguments)
    history = fit(model, len(scores), judge, *callbacks)
    return model, history.history


def test_keras_callbacks_know_which_way_decoded_scores_are_better(tmp_path):
    callbacks = [
        keras.callbacks.EarlyStopping("val_bleu"),
        keras.callbacks.ModelCheckpoint(
            tmp_path / "best.keras", "val_bleu", save_best_only=True
        ),
        keras.callbacks.ReduceLROnPlateau("val_bleu"),
    ]
    judged("bleu", *callbacks)
    assert {each.monitor_op for each in callbacks} == {keras.ops.greater}
    assert callbacks[1].best == 3.0
    keras.saving.load_model(tmp_path / "best.keras")
    stop = keras.callbacks.EarlyStopping("val_wer")
    judged("wer", stop)
    assert stop.monitor_op == keras.ops.less


def test_what_keras_callbacks_are_told_is_in_no_log():
    model, history = judged("bleu")
    assert set(history) == {"loss", "val_loss", "val_bleu"}
    x = np.ones((1, 3))
    assert isinstance(model.evaluate(x, x[:, :1], verbose=0), float)
    judge = DecodedMetrics(["b"], ["c"], {"exact": lambda *_: 1.0})
    model.generate = lambda inputs, **arguments: ["a"]
    for _ in range(2):
        fit(model, 1, judge)
    assert [metric.name for metric in model.metrics] == ["loss", "announced_scores"]


def test_two_callbacks_tell_their_scores_side_by_side():
    stops = [keras.callbacks.EarlyStopping(name) for name in ("val_bleu", "val_wer")]
    other = DecodedMetrics(["b"], ["c"], {"wer": lambda *_: 1.0})
    judged("bleu", other, *stops)
    less, greater = keras.ops.less, keras.ops.greater
    assert [stop.monitor_op for stop in stops] == [greater, less]


def test_a_score_of_unknown_direction_says_what_to_give():
    with pytest.raises(ValueError, match="Pass `mode='max'`"):
        judged("charm", keras.callbacks.EarlyStopping("val_charm"))
    with pytest.raises(ValueError, match="'val_charm' is better.*`mode=\"min\"` or"):
        judged("charm", Checkpoints(None, "val_charm"))
    judged("charm", checkpoints := Checkpoints(None, "val_charm", mode="max"))
    assert checkpoints.best["epoch"] == 2


def test_checkpoints_in_mode_auto_know_as_much():
    judged("exact", checkpoints := Checkpoints(None, "val_exact"))
    assert (checkpoints.best["epoch"], checkpoints.mode) == (2, "max")
    checkpoints = Checkpoints(None, "val_loss")
    fit(build(), 3, Script([2.0, 1.0, 3.0]), checkpoints)
    assert (checkpoints.best["epoch"], checkpoints.mode) == (2, "min")


def test_a_score_repeated_from_an_epoch_before_is_not_compared():
    class Falling(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["val_loss"] = 1.0 / (epoch + 1)

    checkpoints = Checkpoints(None, "val_exact")
    scores = (1.0, 2.0, 2.0, 2.0, 2.0)
    _, history = judged("exact", Falling(), checkpoints, scores=scores, every=2)
    assert history["val_exact"] == [1, 2, 2, 2, 2]
    # Epochs 1, 2 and 4 are decoded; of the equal ones the last has the lowest loss.
    assert checkpoints.best["epoch"] == 4
