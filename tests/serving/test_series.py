"""Exported models of numbers, asked with rows of different lengths."""

import numpy as np
import pytest

from seqkit.serving import Client
from seqkit.serving import Served
from seqkit.serving import describe
from tests.models import signals
from tests.serving.fake_serving import FakeServing
from tests.serving.fake_serving import serving


@pytest.fixture(scope="module")
def model():
    return signals.build_classifier(signals.WITH_HOLES, cell="rnn")


@pytest.fixture(scope="module")
def path(model, tmp_path_factory):
    return model.export(tmp_path_factory.mktemp("exports") / "names")


@pytest.fixture(scope="module")
def served(path):
    return Served(path)


@pytest.fixture(scope="module")
def client(path):
    with serving(FakeServing(path).answer) as url:
        yield Client(url)


@pytest.mark.parametrize("rows", [signals.ROWS, signals.HOLES], ids=["whole", "holes"])
def test_ragged_rows_are_answered_as_by_the_model(model, served, client, rows):
    answers = served(rows)
    for answer, said in zip(answers, model.classify(rows), strict=True):
        assert answer["valid"] and answer["label"] == said.label
        assert answer["score"] == pytest.approx(said.score, abs=1e-5)
    assert client(rows) == answers
    assert client(rows[1]) == served(rows[1])


def test_arrays_padded_with_nan_are_answered_as_their_rows(served):
    padded = np.full_like(signals.NUMBERS, np.nan)
    for row, values in zip(padded, signals.ROWS, strict=True):
        row[: len(values)] = values
    assert served(padded) == served(signals.ROWS)


def test_steps_are_described_with_their_bounds(path):
    text = " ".join(describe(path).split())
    assert "values float32 (batch, time, 2) the numbers of each step" in text
    assert "lengths int32 (batch,) the real steps of each row of `values`" in text
    assert "its `values` have more than 20,000 steps" in text
    assert "its `values` hold infinity" in text
