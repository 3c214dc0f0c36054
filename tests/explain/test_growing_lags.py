import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit.explain import memory_span
from seqkit.explain import recall_arrays
from seqkit.explain import recall_tasks
from seqkit.explain.recalled_letters import CHANCE
from seqkit.explain.recalled_letters import LETTERS
from seqkit.explain.recalled_letters import recall_vocabulary


@pytest.mark.parametrize("lag", [0, 4])
def test_a_task_ends_with_its_first_letter(lag):
    tasks = recall_tasks(lag, 50, seed=1)
    for task in tasks:
        assert task[0] == task[-1] and task[-2] == "?" and {*task[1:-2]} <= {*"01"}
        assert len(task) == lag + 3
    assert {task[0] for task in tasks} == {*LETTERS} and len(LETTERS) == 1 / CHANCE
    assert tasks == recall_tasks(lag, 50, seed=1) != recall_tasks(lag, 50, seed=2)


def test_only_the_letter_and_the_end_have_weight_in_the_loss():
    (ids,), (targets,) = recall_arrays(["g1100?g"])
    spelled = recall_vocabulary().decode([targets[targets > 3]])
    assert spelled == ["g"] and (targets[:-2] == 0).all() and targets[-1] == 3
    assert ids[0] == 2 and recall_vocabulary().decode([ids[1:]]) == ["g1100?g"]


class Recalls(keras.layers.Layer):
    """Return the letter if the lag is at most `limit`, else the first letter."""

    def __init__(self, size, limit):
        super().__init__()
        self.size = size
        self.limit = limit

    def call(self, ids):
        lag = ops.shape(ids)[1] - 4  # without start, letter, mark and letter
        said = ids[:, 1:2] if lag <= self.limit else ops.full_like(ids[:, 1:2], 4)
        return ops.one_hot(said + ops.zeros_like(ids), self.size)

    def compute_output_spec(self, ids):
        return keras.KerasTensor((*ids.shape, self.size))


class Remembers(keras.Model):
    """Solves lags up to `limit` without being trained, and counts its trainings."""

    def __init__(self, vocabulary, limit):
        ids = keras.Input((None,), dtype="int32")
        super().__init__(ids, Recalls(len(vocabulary), limit)(ids))
        self.compile(run_eagerly=True)
        self.seen = []

    def fit(self, ids, targets, **arguments):
        self.seen.append((ids.shape, arguments["batch_size"]))


def test_each_cell_goes_on_until_a_lag_is_not_solved():
    built = []

    def build(vocabulary, cell):
        built.append(Remembers(vocabulary, {"short": 3, "long": 99, "none": 0}[cell]))
        return built[-1]

    span = memory_span(
        build,
        cells=["short", "long", "none"],
        lags=[2, 3, 5],
        epochs=2,
        updates=3,
        batch_size=4,
    )
    assert span.spans == {"short": 3, "long": 5, "none": 0}
    assert span.stops == {"short": 5, "long": None, "none": 2}
    short, long, none = span.accuracy.values()
    assert short[:2] == [1.0, 1.0] and long == [1.0] * 3 and none[1:] == [None, None]
    assert none[0] == pytest.approx(CHANCE, abs=0.06)
    # Solved at once: one epoch. Not solved: all epochs, and the end.
    lags = [shape[1] - 4 for shape, _ in built[0].seen]
    assert lags == [2, 3, 5, 5]
    assert {(shape[0], batch) for shape, batch in built[0].seen} == {(12, 4)}
    assert span.models["short"] is built[0]
    lines = [line.split() for line in str(span).splitlines()]
    assert lines[0][-1] == "0.125" and lines[1] == ["lag", "short", "long", "none"]
    assert lines[-1] == ["stops", "at", "5", "-", "2"]


def test_the_picture_has_a_line_for_each_cell_and_for_guessing():
    pytest.importorskip("matplotlib")
    span = seqkit.explain.MemorySpan(
        [5, 1000], {"rnn": [1.0, 0.5], "gru": [0.2, None]}, 0.99, 0.125, {}
    )
    texts = {text.get_text() for text in span.plot(title="Spans").axes[0].texts}
    assert {"rnn", "gru", "guessing", "5", "1,000", "lag, steps", "Spans"} <= texts


def small(vocabulary, cell):
    model = seqkit.LanguageModel(vocabulary, 4, cell=cell, embedding=4)
    model.compile("adam", run_eagerly=True)
    return model


def test_the_same_seed_gives_the_same_accuracy():
    settings = {"cells": ["rnn"], "lags": [1], "epochs": 1, "updates": 1, "seed": 5}
    one, other = (memory_span(small, batch_size=4, **settings) for _ in range(2))
    assert one.accuracy == other.accuracy
    weights = [span.models["rnn"].get_weights() for span in (one, other)]
    for left, right in zip(*weights, strict=True):
        np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("lags", [[], [5, 5], [9, 3], [-1], [1.5]])
def test_lags_grow(lags):
    with pytest.raises(ValueError, match="`lags`"):
        memory_span(small, lags=lags)


def test_bad_arguments_are_refused_before_any_training():
    with pytest.raises(TypeError, match="`build` is a function.*Received int"):
        memory_span(3)
    with pytest.raises(ValueError, match="`cells` are names. Received none"):
        memory_span(small, cells=[])
    with pytest.raises(ValueError, match="`epochs` is an int of at least 1"):
        memory_span(small, epochs=0)
    with pytest.raises(TypeError, match="Received NoneType with outputs of shape None"):
        memory_span(lambda vocabulary, cell: None)
    with pytest.raises(ValueError, match="`cell` is one of"):
        memory_span(small, cells=["elman"])


@pytest.mark.slow
def test_a_gru_remembers_longer_than_a_vanilla_rnn():
    def build(vocabulary, cell):
        model = seqkit.LanguageModel(vocabulary, 64, cell=cell, embedding=16)
        optimizer = keras.optimizers.Adam(5e-3, global_clipnorm=1.0)
        model.compile(optimizer, steps_per_execution=10)
        return model

    spans = memory_span(build, cells=["rnn", "gru"], lags=[5, 10, 20, 40, 80]).spans
    assert spans["rnn"] < 80 == spans["gru"]
