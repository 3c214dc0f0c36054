import os
import re

import keras
import numpy as np
import pytest

from seqkit.callbacks import Checkpoints
from seqkit.callbacks import SampleProgress
from seqkit.callbacks.sample_progress import following
from seqkit.callbacks.samples_page import SamplesPage
from tests.callbacks.training import build as build_regression
from tests.checks import assert_same
from tests.models.small_language_model import build_model
from tests.models.small_language_model import make_batch

pytestmark = pytest.mark.usefixtures("untraced")


def build(**arguments):
    model = build_model(**arguments)
    model.compile(keras.optimizers.Adam(0.01), run_eagerly=model.run_eagerly)
    return model


def fit(model, *callbacks, epochs=3, rows=1, **arguments):
    """Trains on four batches of one text, or on two of two texts, in each epoch."""
    x, y = make_batch()
    options = {"batch_size": rows, "shuffle": False, "verbose": 0}
    return model.fit(
        x, y, epochs=epochs, callbacks=list(callbacks), **options, **arguments
    )


def updates_of(page):
    return [updates for updates, _ in page.samples]


def test_samples_are_due_after_1_3_10_30_and_so_on():
    due, found = 0, []
    while due < 5000:
        due = following(due)
        found.append(due)
    assert found == [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]
    assert [following(updates) for updates in (2, 9, 15, 99)] == [3, 10, 30, 100]


def test_samples_are_printed_before_between_and_after_the_updates(capsys):
    sample = SampleProgress("ab", length=4, seed=1)
    model = build()
    first = model.generate("ab", length=4, seed=1)
    fit(model, sample)
    assert updates_of(sample.page) == [0, 1, 3, 10, 12]
    assert sample.page.samples[0][1] == first
    assert sample.page.samples[-1][1] == model.generate("ab", length=4, seed=1)
    printed = capsys.readouterr().out
    assert printed.startswith("\nAfter 0 updates:\nab")
    assert re.search(r"\nAfter 1 update, \d\.\d{3} nats per token:\nab", printed)


@pytest.mark.slow
def test_a_sample_is_drawn_by_the_weights_of_its_update():
    sample, weights = SampleProgress("", length=6, seed=0), {}

    class Keep(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            weights[len(weights) + 1] = self.model.get_weights()

    fit(build(), sample, Keep(), epochs=1)
    model = build()
    for updates, texts in sample.page.samples[1:]:
        model.set_weights(weights[updates])
        assert texts == model.generate("", length=6, seed=0)


@pytest.mark.slow
def test_training_is_the_same_with_samples(tmp_path):
    options = {"stateful": True, "batch_size": 2}
    plain, sampled = build(**options), build(**options)
    fit(plain, rows=2)
    fit(sampled, SampleProgress("a", folder=tmp_path), rows=2)
    assert_same(plain.get_weights(), sampled.get_weights())
    assert_same(plain.stack.carried, sampled.stack.carried)


@pytest.mark.slow
def test_several_steps_of_one_execution_end_before_a_sample():
    model, sample = build(), SampleProgress("a", length=3)
    model.compile(keras.optimizers.Adam(0.01), steps_per_execution=4)
    fit(model, sample)
    assert updates_of(sample.page) == [0, 4, 12]


@pytest.mark.slow
def test_losses_are_those_of_fit():
    sample = SampleProgress("a", length=2)
    x, y = make_batch()
    history = fit(build(), sample, validation_data=(x, y)).history
    assert [updates for updates, _ in sample.page.validation] == [4, 8, 12]
    losses = [loss for _, loss in sample.page.validation]
    np.testing.assert_allclose(losses, history["val_nats_per_token"], rtol=1e-5)
    assert [updates for updates, _ in sample.page.training] == list(range(1, 13))
    assert sample.page.unit == "nats per token"


def test_a_point_of_the_curve_is_the_mean_since_the_point_before(monkeypatch):
    monkeypatch.setattr("seqkit.callbacks.sample_progress.GROWTH", 3.0)
    sample = SampleProgress("a", length=2)
    sample.set_model(build())
    sample.on_train_begin()
    sample.on_epoch_begin(0)
    losses = [4.0, 2.0, 6.0, 1.0]
    for batch in range(4):
        mean = np.mean(losses[: batch + 1])  # as Keras gives it
        sample.on_train_batch_end(batch, {"loss": mean})
    assert sample.page.training == [(1, 4.0), (3, pytest.approx(4.0))]
    sample.on_train_batch_end(8, {"loss": np.mean([*losses, 3, 3, 3, 3, 3])})
    assert sample.page.training[-1] == (9, pytest.approx((1 + 5 * 3) / 6))


def test_nothing_is_written_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fit(build(), SampleProgress("a"), epochs=1)
    assert os.listdir(tmp_path) == []


@pytest.mark.slow
def test_the_page_keeps_samples_and_losses(tmp_path):
    sample = SampleProgress("a", folder=tmp_path / "new" / "run", length=3)
    fit(build(), sample)
    page = tmp_path / "new" / "run" / "samples.html"
    assert os.listdir(page.parent) == ["samples.html"]
    written = SamplesPage(page.parent)
    written.begin(10**9)
    assert written.samples == [
        (updates, texts) for updates, texts in sample.page.samples
    ]
    np.testing.assert_allclose(written.training, sample.page.training)
    assert "After 10 updates" in page.read_text("utf-8")


@pytest.mark.slow
def test_a_resumed_run_continues_its_page(tmp_path):
    def run(epochs, **options):
        checkpoints = Checkpoints(tmp_path, **options)
        sample = SampleProgress("a", folder=tmp_path, length=3)
        callbacks = [sample, checkpoints]
        initial = {"initial_epoch": checkpoints.epoch}
        x, y = make_batch()
        fit(build(), *callbacks, epochs=epochs, validation_data=(x, y), **initial)
        return sample.page

    first = run(2)
    assert updates_of(first) == [0, 1, 3, 8]
    page = SamplesPage(tmp_path)
    page._read()
    page.samples.append((9, ["from after the backup"]))
    page.write()
    second = run(3, resume=True)
    assert updates_of(second) == [0, 1, 3, 8, 10, 12]
    assert second.samples[:4] == first.samples
    np.testing.assert_allclose(second.training[:8], first.training)
    third = run(1, overwrite=True)
    assert updates_of(third) == [0, 1, 3, 4]


def test_a_file_of_something_else_is_replaced(tmp_path):
    (tmp_path / "samples.html").write_text("<p>mine</p>")
    page = SamplesPage(tmp_path)
    page.begin(5)
    assert page.samples == []
    page.write()
    assert "<p>mine</p>" not in (tmp_path / "samples.html").read_text()


def test_a_kill_while_writing_leaves_the_page_before(tmp_path, monkeypatch):
    page = SamplesPage(tmp_path)
    page.samples = [(0, ["first"])]
    page.write()
    monkeypatch.setattr(os, "replace", lambda *_: 1 / 0)
    page.samples.append((1, ["second"]))
    with pytest.raises(ZeroDivisionError):
        page.write()
    again = SamplesPage(tmp_path)
    again.begin(1)
    assert again.samples == [(0, ["first"])]


def test_losses_that_are_no_numbers_are_kept(tmp_path):
    page = SamplesPage(tmp_path)
    page.samples = [(0, ["a"]), (2, ["</script><b>\ud83d"])]
    page.training = [(1, 2.0), (2, float("nan")), (3, float("inf"))]
    page.write()
    text = (tmp_path / "samples.html").read_text("utf-8")
    assert "<b>\\" not in text and text.count("</script>") == 1
    again = SamplesPage(tmp_path)
    again.begin(3)
    assert again.samples == page.samples
    np.testing.assert_array_equal(
        [loss for _, loss in again.training], [2, np.nan, np.nan]
    )


def test_long_samples_are_printed_in_part(capsys):
    sample = SampleProgress("a")
    model = build()
    model.generate = lambda inputs, **arguments: ["x" * 1000, "\n"]
    fit(model, sample, epochs=1)
    assert f"\n{'x' * 300} …\n" in capsys.readouterr().out
    assert sample.page.samples[0][1] == ["x" * 1000, "\n"]


def test_a_model_without_generate_is_refused():
    with pytest.raises(TypeError, match="`SampleProgress` calls `model.generate`"):
        SampleProgress("a").set_model(build_regression())


@pytest.mark.parametrize("length", [0, -1, 1.5])
def test_length_is_at_least_one(length):
    with pytest.raises(ValueError, match="`length` is an int of at least 1"):
        SampleProgress("a", length=length)


def test_a_folder_is_a_path(tmp_path):
    with pytest.raises(TypeError, match="saved in a folder. Received 3"):
        SampleProgress("a", folder=3)
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match="is a file"):
        SampleProgress("a", folder=tmp_path / "file")
