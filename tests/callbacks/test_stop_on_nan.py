import keras
import numpy as np
import pytest

from seqkit.callbacks import Checkpoints
from seqkit.callbacks import StopOnNaN
from tests.callbacks.training import build
from tests.callbacks.training import fit


@pytest.mark.parametrize("loss", [np.nan, np.inf, -np.inf])
def test_nan_stops_training_with_advice(loss):
    with pytest.raises(FloatingPointError, match=f"{loss} at batch 8.*smaller"):
        StopOnNaN().on_train_batch_end(7, {"loss": loss})


def test_numbers_do_not_stop_training():
    StopOnNaN().on_train_batch_end(0, {"loss": 1e30})
    StopOnNaN().on_train_batch_end(0, {})
    StopOnNaN().on_train_batch_end(0)


def test_nan_in_fit_is_neither_saved_nor_backed_up(tmp_path):
    model = build(optimizer=keras.optimizers.SGD(1e30))
    checkpoints = Checkpoints(tmp_path, "val_loss")
    with pytest.raises(FloatingPointError, match="The loss became"):
        fit(model, 2, StopOnNaN(), checkpoints)
    assert not (tmp_path / "model.keras").exists()
    assert checkpoints.best == {}
