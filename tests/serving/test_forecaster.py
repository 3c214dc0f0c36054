"""Exported forecasters, asked with arrays and with tables."""

import json

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

from recipes.__main__ import main
from seqkit import Series
from seqkit.serving import Client
from seqkit.serving import Served
from seqkit.serving import ServingError
from seqkit.serving import describe
from seqkit.serving import warmup
from seqkit.serving.signatures import read_signatures
from tests.models import small_forecaster as small
from tests.models.small_forecaster import HORIZON
from tests.models.small_forecaster import NAN
from tests.models.small_forecaster import SALES
from tests.models.small_forecaster import VALUES
from tests.serving.fake_serving import FakeServing
from tests.serving.fake_serving import serving

HOLES = np.where(np.arange(len(VALUES)) % 7 == 3, NAN, VALUES)
PAST, FUTURE = small.part(SALES, 0, 10), small.part(SALES, 10, 13)
REQUEST = small.FULL.request(PAST, FUTURE)


@pytest.fixture(scope="module")
def full():
    return small.build(small.FULL, cell="gru")


@pytest.fixture(scope="module")
def path(full, tmp_path_factory):
    return full.export(tmp_path_factory.mktemp("exports") / "names")


@pytest.fixture(scope="module")
def served(path):
    return Served(path)


@pytest.fixture(scope="module")
def client(path):
    with serving(FakeServing(path).answer) as url:
        yield Client(url)


@pytest.fixture(scope="module")
def holes():
    """A codec with a logarithm, missing values and no known column."""
    codec = Series.from_table(HOLES, "0", transform="log", difference=4, missing=True)
    return small.build(codec, cell="rnn", autoregressive=True)


@pytest.fixture(scope="module")
def served_holes(holes, tmp_path_factory):
    return Served(holes.export(tmp_path_factory.mktemp("exports") / "holes"))


def assert_answers(answer, forecast):
    assert answer["valid"]
    np.testing.assert_allclose(answer["forecast"], forecast.values, rtol=1e-4)
    quantiles = np.stack(list(forecast.quantiles.values()), axis=-1)
    np.testing.assert_allclose(answer["quantiles"], quantiles, rtol=1e-4)
    np.testing.assert_allclose(answer["levels"], list(forecast.quantiles))


def test_a_request_is_answered_as_by_the_model(full, served, client):
    answers = served(**REQUEST)
    forecasts = full.forecast(PAST, FUTURE)
    assert len(answers) == len(forecasts) == 2
    for answer, forecast in zip(answers, forecasts, strict=True):
        assert_answers(answer, forecast)
    assert client(**REQUEST) == answers


def test_one_series_is_one_answer(full, served, client):
    inputs = {name: rows[1] for name, rows in REQUEST.items()}
    answer = served(**inputs)
    assert_answers(answer, full.forecast(PAST, FUTURE)[1])
    assert client(**inputs) == answer


def test_histories_of_any_length_share_a_batch(full, served):
    pasts = [small.part(SALES, first, 10, names=["south"]) for first in (0, 7, 9)]
    future = small.part(SALES, 10, 13, names=["south"])
    forecasts = full.forecast(pasts, [future] * 3)
    answers = served(**small.FULL.request(pasts, [future] * 3))
    for answer, forecast in zip(answers, forecasts, strict=True):
        assert_answers(answer, forecast)


def test_rows_that_cannot_be_answered_spoil_no_other(served):
    good = {name: np.array(rows[0]) for name, rows in REQUEST.items()}
    rows = []
    for name, place, value in [
        ("values", (2, 0), NAN),
        ("values", (2, 1), np.inf),
        ("values", (0, 4), -np.inf),
        ("future", (1, 0), NAN),
        ("future", (2, 1), np.inf),
        ("static", (0,), NAN),
        ("lengths", (), 0),
        ("lengths", (), -1),
        ("lengths", (), 11),
    ]:
        row = {key: array.copy() for key, array in good.items()}
        row[name][place] = value
        rows += [row, good]
    batch = {name: np.stack([row[name] for row in rows]) for name in good}
    answers = served(batch)
    expected = served(**{name: array.tolist() for name, array in good.items()})
    assert [answer["valid"] for answer in answers] == [False, True] * 9
    for answer in answers[1::2]:
        for name, value in expected.items():
            np.testing.assert_allclose(answer[name], value, rtol=1e-4)
    assert np.all(np.array(answers[0]["quantiles"]) == 0)


def test_negative_values_under_a_logarithm_have_no_answer(served_holes):
    rows = [VALUES[:9, None], -VALUES[:9, None], 0 * VALUES[:9, None]]
    answers = served_holes(rows, seed=3)
    assert [answer["valid"] for answer in answers] == [True, False, False]


def test_paths_are_drawn_by_the_seed(holes, served_holes):
    inputs = holes.codec.request(HOLES)
    assert inputs["values"].shape == (40, 1)
    answer = served_holes(**inputs, seed=5)
    assert_answers(answer, holes.forecast(HOLES, seed=5))
    assert served_holes(**inputs, seed=5) == answer
    assert served_holes(**inputs)["quantiles"] != answer["quantiles"]


def test_a_wholly_missing_last_step_is_a_step(holes, served_holes):
    ended = HOLES.copy()
    ended[-2:] = NAN
    answer = served_holes(**holes.codec.request(ended), seed=5)
    assert_answers(answer, holes.forecast(ended, seed=5))
    table = pd.DataFrame({"0": ended})
    assert served_holes(table, seed=5) == answer
    shorter = served_holes(ended[:-2, None], seed=5)
    assert not np.allclose(shorter["forecast"], answer["forecast"])


def frames(row):
    """The inputs of a row as tables, with the columns in another order."""
    names = small.FULL.names
    values = pd.DataFrame(REQUEST["values"][row], columns=names)
    future = pd.DataFrame(REQUEST["future"][row], columns=names[-2:])
    values["other"] = "text"
    return values[sorted(values)], future[sorted(future, reverse=True)]


def test_columns_of_tables_are_found_by_name(served, client):
    values, future = frames(1)
    static = REQUEST["static"][1]
    expected = served(**{name: rows[1] for name, rows in REQUEST.items()})
    assert served(values, future=future, static=static) == expected
    both = served([values, values], future=[future] * 2, static=[static] * 2)
    assert len(both) == 2
    np.testing.assert_allclose(both[1]["forecast"], expected["forecast"], rtol=1e-4)
    columns = {"values": small.FULL.names, "future": small.FULL.names[-2:]}
    knowing = Client(client.url, columns=columns)
    assert knowing(values, future=future, static=static) == expected


def test_a_missing_column_is_named(served):
    values, future = frames(1)
    static = REQUEST["static"][1]
    for gone in ("price", "wind=NW"):
        with pytest.raises(ServingError, match=f"without {gone}. .*codec.request"):
            served(values.drop(columns=gone), future=future, static=static)
    with pytest.raises(ServingError, match="`future` is a table .* without weekday"):
        served(values, future=future.drop(columns="weekday"), static=static)
    table = {name: rows for name, rows in PAST.items() if name != "price"}
    with pytest.raises(ValueError, match="'price' in the table. It is not there"):
        small.FULL.request(table, FUTURE)


def test_requests_say_what_they_need():
    for past in (PAST, [PAST]):
        with pytest.raises(ValueError, match="`future`|future=None"):
            small.FULL.request(past, None, HORIZON)
    days = {"day": SALES["day"][:20], "units": SALES["units"][:20]}
    codec = Series.from_table(days, "units", time="day", calendar="weekday")
    with pytest.raises(ValueError, match="weekday are known.*Give the horizon"):
        codec.request(days)
    sent = codec.request(days, horizon=2)
    # 2024-02-26 was a Monday.
    assert sent["future"].tolist() == [[(20 + step) % 7] for step in range(2)]
    assert sent["values"][:, 1].tolist() == [day % 7 for day in range(20)]


def test_text_covariates_are_spread_over_columns():
    row = REQUEST["values"][0]
    names = list(small.FULL.names)
    winds = PAST["wind"][PAST["shop"] == "north"]
    assert row[:, names.index("wind=NW")].tolist() == [w == "NW" for w in winds]


def test_an_export_is_described_by_its_columns(path):
    text = " ".join(describe(path).split())
    assert (
        "values float32 (batch, time, 6) the columns of each step: units, ret" in text
    )
    assert "future float32 (batch, 3, 2)" in text and "price, weekday" in text
    assert "static float32 (batch, 1) the static columns: size" in text
    assert "its `future` hold NaN or infinity" in text
    assert "curl -d" in text


def test_warmup_requests_and_examples_have_an_answer(path, served):
    records = tf.data.TFRecordDataset(str(path / warmup.FILE)).as_numpy_iterator()
    from tensorflow_serving.apis import prediction_log_pb2

    for record in records:
        log = prediction_log_pb2.PredictionLog.FromString(record)
        inputs = {
            name: tf.make_ndarray(proto)
            for name, proto in log.predict_log.request.inputs.items()
        }
        answers = served.model.signatures["serving_default"](
            **{name: tf.constant(each) for name, each in inputs.items()}
        )
        assert answers["valid"].numpy().all()


def test_the_graph_runs_in_a_session_and_without_cudnn(path, served):
    saved = saved_model_pb2.SavedModel.FromString(
        (path / "saved_model.pb").read_bytes()
    )
    graph = saved.meta_graphs[0].graph_def
    operations = {node.op for each in graph.library.function for node in each.node_def}
    assert not [name for name in operations if "Cudnn" in name or "PyFunc" in name]
    given = {name: np.stack(rows) for name, rows in REQUEST.items()}
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        loaded = tf.compat.v1.saved_model.loader.load(session, ["serve"], str(path))
        signature = loaded.signature_def["serving_default"]
        assert set(signature.inputs) == set(given)
        feed = {signature.inputs[name].name: given[name] for name in given}
        found = session.run(signature.outputs["forecast"].name, feed)
    expected = [answer["forecast"] for answer in served(**REQUEST)]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_the_command_takes_a_line_of_json(path, served, capsys):
    row = {name: np.asarray(rows[0]).tolist() for name, rows in REQUEST.items()}
    main(["run", str(path), json.dumps(row)])
    said = json.loads(capsys.readouterr().out)
    assert said == served(row)
    assert said["valid"]
    signature = read_signatures(path)["serving_default"]
    assert list(signature.required) == ["future", "static", "values"]


def test_a_table_for_several_inputs_says_how_to_make_the_request(served):
    with pytest.raises(
        ServingError, match="rows for future.*values.*codec.request.past"
    ):
        served(pd.DataFrame(PAST))
