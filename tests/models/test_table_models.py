"""A classifier and a tagger of tables: raw columns in, labels out."""

import numpy as np
import pytest

import seqkit
from seqkit.data import labelled
from tests.checks import assert_same
from tests.checks import check_model
from tests.checks import numbers
from tests.models.signals import LABELS
from tests.models.signals import TAGS
from tests.models.signals import wild
from tests.series.tables import NAN
from tests.series.tables import ROLES
from tests.series.tables import hourly

TABLES = [hourly(6), hourly(3), hourly(5) | {"rain": [NAN, NAN, 2.0, 1.0, NAN]}]
CODEC = seqkit.Series.from_table(
    TABLES, "sales", calendar="hour", transform="log", missing=True, **ROLES
)


def build():
    """A small classifier of tables with everything that a codec can have."""
    return wild(seqkit.SequenceClassifier(CODEC, LABELS, units=4, dropout=0.0))


@pytest.mark.slow
def test_a_classifier_of_tables_keeps_what_every_model_owes():
    check_model(build, (CODEC.encode(TABLES), np.array([0, 1, 1], "int32")))


@pytest.mark.slow
def test_one_table_is_classified_as_in_a_list_and_after_loading(tmp_path):
    model = build()
    answers = model.classify(TABLES)
    for table, answer in zip(TABLES, answers, strict=True):
        assert model.classify(table).scores == pytest.approx(answer.scores, abs=1e-5)
    ready = CODEC.encode(TABLES[0])
    assert model.classify(ready).scores == pytest.approx(answers[0].scores, abs=1e-5)
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path)
    assert loaded.codec == CODEC
    assert loaded.classify(TABLES[2]).scores == pytest.approx(answers[2].scores)


def test_columns_are_read_transformed_and_normalised():
    model = build()
    layer = CODEC.embed()
    steps = CODEC.encode(TABLES[0]).astype("float64")[:, :5]
    steps[:, 0] = np.log(steps[:, 0])
    expected = (steps - CODEC.mean[:5]) / CODEC.deviation[:5]
    real, lengths = model.real(CODEC.encode(TABLES)[:1])
    found = numbers(layer(real))[0][0]
    assert numbers(lengths)[0].tolist() == [6]
    assert_same(found[:, :5], expected.astype("float32"))


def test_encoded_tables_train_and_a_tagger_names_their_steps():
    rows = [CODEC.encode(table) for table in TABLES]
    batch = labelled(rows, ["falls", "rises", "rises"], CODEC, LABELS, batch_size=3)
    x, _ = next(batch.as_numpy_iterator())
    assert x.shape == (3, 6, CODEC.features)
    tagger = wild(seqkit.SequenceTagger(CODEC, TAGS, units=4, dropout=0.0))
    assert len(tagger.tag(TABLES[1]).tags) == 3
