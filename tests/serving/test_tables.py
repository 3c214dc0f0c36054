"""Exported classifiers and taggers of tables, asked with tables of pandas."""

import numpy as np
import pytest

from seqkit import SequenceClassifier
from seqkit import SequenceTagger
from seqkit import Series
from seqkit.serving import Served
from seqkit.serving import ServingError
from tests.models.signals import LABELS
from tests.models.signals import wild

pandas = pytest.importorskip("pandas")
FRAME = pandas.DataFrame(
    {
        "heart": np.sin(np.arange(9.0)),
        "breath": 5 + np.arange(9.0) % 4,
        "note": ["unused"] * 9,
    }
)
SWAPPED = FRAME[["note", "breath", "heart"]]
CODEC = Series.from_table(FRAME, ["heart", "breath"])
HOLES = Series.from_table(FRAME, "heart", past="breath", missing=True)


@pytest.fixture(scope="module", params=[CODEC, HOLES], ids=["whole", "holes"])
def tagger(request):
    tags = ["none", "begin", "end"]
    return wild(SequenceTagger(request.param, tags, units=4, cell="rnn", crf=False))


@pytest.fixture(scope="module")
def served(tagger, tmp_path_factory):
    return Served(tagger.export(tmp_path_factory.mktemp("exports") / "tags"))


def test_a_tagger_reads_the_columns_of_a_table_by_name(tagger, served):
    said = tagger.tag(FRAME)
    assert len(set(said.tags)) > 1
    for table in (FRAME, SWAPPED):
        answer = served(table)
        assert answer["valid"] and list(answer["tags"]) == said.tags
        assert answer["score"] == pytest.approx(said.score, abs=1e-5)


def test_events_are_picked_of_columns_by_name(served):
    options = {"signature": "events", "threshold": 0.1, "distance": 0}
    answer = served(FRAME, **options)
    assert len(answer["kinds"])
    again = served(SWAPPED, **options)
    assert list(again["kinds"]) == list(answer["kinds"])
    np.testing.assert_array_equal(again["steps"], answer["steps"])


def test_a_table_without_a_column_is_named(served):
    with pytest.raises(ServingError, match="Received one without breath"):
        served(FRAME[["heart"]])


@pytest.mark.parametrize("tagger", [HOLES], indirect=True, ids=["holes"])
def test_a_wholly_missing_last_step_is_tagged(served, tagger):
    table = FRAME[["breath", "heart"]].copy()
    table.iloc[-1] = np.nan
    said = tagger.tag(table)
    answer = served(table)
    assert answer["valid"] and list(answer["tags"]) == said.tags
    assert len(said.tags) == len(FRAME)


def test_a_classifier_reads_the_columns_of_a_table_by_name(tmp_path):
    model = wild(SequenceClassifier(CODEC, LABELS, units=4, cell="rnn"))
    served = Served(model.export(tmp_path / "labels"))
    said = model.classify(FRAME)
    for answer in (served(FRAME), served(SWAPPED)):
        assert answer["label"] == said.label
        assert answer["score"] == pytest.approx(said.score, abs=1e-5)


def test_calendar_columns_are_made_by_the_codec(tmp_path):
    times = pandas.date_range("2024-01-01", periods=9, freq="h")
    table = FRAME.set_index(times)[["heart", "breath"]]
    codec = Series.from_table(table, ["heart", "breath"], calendar="hour")
    model = wild(SequenceClassifier(codec, LABELS, units=4, cell="rnn"))
    served = Served(model.export(tmp_path / "labels"))
    with pytest.raises(ServingError, match="without hour.*take its `values` alone"):
        served(table)
    said = model.classify(table)
    request = codec.request(table, horizon=1)["values"]
    for rows in (request, table.assign(hour=times.hour)[["hour", "breath", "heart"]]):
        assert served(rows)["score"] == pytest.approx(said.score, abs=1e-5)
