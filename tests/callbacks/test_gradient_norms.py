import zipfile

import keras
import numpy as np
import pytest

import seqkit
from seqkit.callbacks import GradientNorms
from tests.callbacks.training import VALIDATION
from tests.callbacks.training import X
from tests.callbacks.training import Y
from tests.callbacks.training import assert_same_weights

BATCH, BATCHES = 4, 2


def linear(optimizer, run_eagerly=True, **compile_arguments):
    """One matrix, whose gradient of the squared error is 2 X'(Xw - y) / rows."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(optimizer, "mse", run_eagerly=run_eagerly, **compile_arguments)
    return model


def fit(model, *callbacks, epochs=1, **arguments):
    return model.fit(
        X,
        Y,
        batch_size=BATCH,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=list(callbacks),
        **arguments,
    ).history


def descend(model, rate, limit=np.inf):
    """Train by hand: the norms of the gradients of one epoch."""
    weights, norms = model.get_weights()[0].astype("float64"), []
    for begin in range(0, len(X), BATCH):
        x, y = X[begin : begin + BATCH], Y[begin : begin + BATCH]
        gradient = 2 * x.T @ (x @ weights - y) / BATCH
        norms.append(np.linalg.norm(gradient))
        weights -= rate * gradient * min(1.0, limit / norms[-1])
    return np.array(norms)


@pytest.mark.parametrize(
    "compile_arguments",
    [
        {"run_eagerly": False},
        {"run_eagerly": False, "steps_per_execution": 2},
        {"run_eagerly": True},
    ],
    ids=["graph", "several steps", "eager"],
)
def test_the_norm_is_the_mean_over_the_updates(compile_arguments):
    model = linear(keras.optimizers.SGD(0.1), **compile_arguments)
    norms = descend(model, 0.1)
    logs = fit(model, GradientNorms())
    np.testing.assert_allclose(logs["gradient_norm"], [norms.mean()], rtol=1e-5)
    assert {*logs} == {"loss", "gradient_norm"}  # no clipping, no recurrent layer


@pytest.mark.parametrize("rule", ["global_clipnorm", "clipnorm"])
def test_clipped_updates_are_those_above_the_limit(rule):
    norms = descend(linear("sgd"), 0.1, limit=3.0)
    limit = norms.mean()  # of two updates, one is above
    model = linear(keras.optimizers.SGD(0.1, **{rule: float(limit)}))
    norms = descend(model, 0.1, limit)
    logs = fit(model, GradientNorms())
    np.testing.assert_allclose(logs["gradient_norm"], [norms.mean()], rtol=1e-5)
    assert logs["clipped_updates"] == [(norms > limit).mean()] == [0.5]


def test_a_limit_for_each_number_counts_too():
    shares = [
        fit(linear(keras.optimizers.SGD(0.1, clipvalue=limit)), GradientNorms())
        for limit in (1e-9, 1e9)
    ]
    assert [logs["clipped_updates"] for logs in shares] == [[1.0], [0.0]]


def limited(loss_scaled):
    """Adam that clips; in another optimizer that scales the loss, as for float16."""
    rate = keras.optimizers.schedules.CosineDecay(0.1, 100)
    optimizer = keras.optimizers.Adam(rate, global_clipnorm=0.5)
    return keras.optimizers.LossScaleOptimizer(optimizer) if loss_scaled else optimizer


@pytest.mark.parametrize("loss_scaled", [False, True], ids=["plain", "scaled"])
def test_training_is_the_same_with_and_without(loss_scaled):
    one, other = linear(limited(loss_scaled)), linear(limited(loss_scaled))
    plain = fit(one, epochs=2)
    logged = fit(other, GradientNorms(), epochs=2)
    assert_same_weights(one.get_weights(), other.get_weights())
    assert_same_weights(*(model.optimizer.variables for model in (one, other)))
    assert logged["loss"] == plain["loss"]
    assert logged["clipped_updates"] == [1.0, 1.0]


def test_the_scale_of_the_loss_is_not_in_the_norm():
    logs = [fit(linear(limited(s)), GradientNorms()) for s in (False, True)]
    np.testing.assert_allclose(*(each["gradient_norm"] for each in logs), rtol=1e-5)


def test_updates_that_a_scaled_loss_leaves_out_are_not_counted():
    model = linear(limited(True))
    model.optimizer.initial_scale = 3e38  # the first gradients overflow
    weights = model.get_weights()[0]
    first = np.linalg.norm(2 * X.T @ (X @ weights - Y) / len(X))
    logs = model.fit(
        X, Y, batch_size=len(X), epochs=8, verbose=0, callbacks=[GradientNorms()]
    )
    norms = np.array(logs.history["gradient_norm"])
    assert norms[0] == 0.0 and norms[norms > 0][0] == pytest.approx(first, rel=1e-5)
    assert (norms > 0).sum() == int(model.optimizer.iterations)


def build(**arguments):
    """A recurrent language model, trained eagerly: there is much to trace."""
    keras.utils.set_random_seed(3)
    vocabulary = seqkit.Vocabulary(["a", "b"])
    model = seqkit.LanguageModel(vocabulary, 3, cell="rnn", embedding=2, **arguments)
    model.compile(limited(False), run_eagerly=True)
    return model, np.random.default_rng(0).integers(4, 6, (8, 4)).astype("int32")


def train(model, ids, *callbacks, **arguments):
    return model.fit(
        ids[:, :-1],
        ids[:, 1:],
        batch_size=4,
        shuffle=False,
        verbose=0,
        callbacks=list(callbacks),
        **arguments,
    ).history


def test_a_recurrent_model_trains_the_same_with_and_without():
    (one, ids), (other, _) = build(), build()
    plain, logged = train(one, ids), train(other, ids, GradientNorms())
    assert_same_weights(one.get_weights(), other.get_weights())
    assert logged["nats_per_token"] == plain["nats_per_token"]


def test_validation_has_no_gradient_and_the_model_is_left_as_it_was():
    model, ids = build()
    other = train(model, ids, epochs=1, validation_data=(ids[:, :-1], ids[:, 1:]))
    before = [metric.name for metric in model.metrics]
    logs = train(
        model,
        ids,
        GradientNorms(),
        epochs=2,
        validation_data=(ids[:, :-1], ids[:, 1:]),
    )
    added = {"gradient_norm", "clipped_updates", "spectral_radius"}
    assert {*logs} - {*other} == added
    assert [metric.name for metric in model.metrics] == before
    assert {"apply", "stateless_apply"}.isdisjoint(vars(model.optimizer))
    assert {*train(model, ids)} == {*other} - {"val_loss", "val_nats_per_token"}


def test_a_second_fit_after_an_interrupted_one_measures_once():
    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise KeyboardInterrupt

    model, ids = build()
    with pytest.raises(KeyboardInterrupt):
        train(model, ids, GradientNorms(), Stop())
    train(model, ids, GradientNorms())
    assert "gradient_meter" not in [metric.name for metric in model.metrics]
    assert "compute_metrics" not in vars(model)


def test_saved_files_contain_no_part_of_it(tmp_path):
    contents = []
    for name, callbacks in {"without": [], "with": [GradientNorms()]}.items():
        model, ids = build()
        path = tmp_path / f"{name}.keras"
        keep = keras.callbacks.ModelCheckpoint(path)
        train(model, ids, *callbacks, keep)
        contents.append(_sizes(path))
        assert b"meter" not in zipfile.ZipFile(path).read("config.json")
    assert contents[0] == contents[1]


def _sizes(path):
    """The names and shapes of all arrays of an archive."""
    import h5py

    found = []
    with zipfile.ZipFile(path) as archive, archive.open("model.weights.h5") as file:
        h5py.File(file).visititems(
            lambda name, item: found.append((name, getattr(item, "shape", None)))
        )
    return sorted(found, key=str)


@pytest.mark.slow
def test_a_resumed_run_ends_with_the_same_weights(tmp_path):
    one, ids = build()
    train(one, ids, epochs=3)
    other, _ = build()
    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        kept = seqkit.callbacks.Checkpoints(folder, "loss")
        train(other, ids, GradientNorms(), kept, _StopIn(2), epochs=3)
    again, _ = build()
    checkpoints = seqkit.callbacks.Checkpoints(folder, "loss", resume=True)
    logs = train(again, ids, GradientNorms(), checkpoints, epochs=3, initial_epoch=2)
    assert_same_weights(one.get_weights(), again.get_weights())
    assert len(logs["gradient_norm"]) == 1


class _StopIn(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            raise KeyboardInterrupt


def test_eigenvalues_are_those_of_the_weights_after_the_epoch():
    model, ids = build()
    logs = train(model, ids, GradientNorms())
    (matrix,) = (w for w in model.get_weights() if w.shape == (3, 3))
    expected = np.abs(np.linalg.eigvals(matrix)).max()
    np.testing.assert_allclose(logs["spectral_radius"], [expected], rtol=1e-5)
    logs = train(model, ids, GradientNorms(eigenvalues=False))
    assert "spectral_radius" not in logs


def test_csv_files_and_tensorboard_get_the_numbers(tmp_path):
    tensorflow = pytest.importorskip("tensorflow")
    pytest.importorskip("tensorboard")
    model, ids = build()
    logs = train(
        model,
        ids,
        GradientNorms(),
        keras.callbacks.CSVLogger(tmp_path / "log.csv"),
        keras.callbacks.TensorBoard(tmp_path / "board", write_graph=False),
        epochs=2,
    )
    header = (tmp_path / "log.csv").read_text().splitlines()[0].split(",")
    names = ["clipped_updates", "gradient_norm", "spectral_radius"]
    assert {*names} <= {*header}
    written = {}
    for file in (tmp_path / "board").rglob("events*"):
        for event in tensorflow.compat.v1.train.summary_iterator(str(file)):
            for value in event.summary.value:
                number = float(tensorflow.make_ndarray(value.tensor))
                written.setdefault(value.tag, []).append(number)
    for name in names:
        np.testing.assert_allclose(written[f"epoch_{name}"], logs[name], rtol=1e-6)


def test_several_batches_of_one_update_are_refused():
    optimizer = keras.optimizers.SGD(0.1, gradient_accumulation_steps=2)
    with pytest.raises(ValueError, match="gradient_accumulation_steps=2.*Leave out"):
        fit(linear(optimizer), GradientNorms(), validation_data=VALIDATION)
