"""Served models and clients with several inputs, and with rows of numbers."""

import json
import shlex

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from tensorflow.core.protobuf import config_pb2

from seqkit.serving import Client
from seqkit.serving import Served
from seqkit.serving import ServingError
from seqkit.serving import describe
from seqkit.serving import export
from seqkit.serving import warmup
from tests.serving.fake_serving import FakeServing
from tests.serving.fake_serving import serving
from tests.serving.series import Summary

RANDOM = np.random.default_rng(0)
ROWS = [RANDOM.integers(9, size=(steps, 3)).astype("float32") for steps in (2, 4, 0)]
TOTALS = [row.sum(axis=0).tolist() for row in ROWS]
STEPS = [2, 4, 0]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return export(Summary(), tmp_path_factory.mktemp("exports") / "names")


@pytest.fixture(scope="module")
def fake(path):
    return FakeServing(path)


@pytest.fixture(scope="module", params=["served", "client"])
def ask(request, path, fake):
    if request.param == "served":
        yield Served(path)
        return
    with serving(fake.answer) as url:
        yield Client(url)


def totals(answers):
    return [(answer["total"], answer["steps"]) for answer in answers]


EXPECTED = list(zip(TOTALS, STEPS, strict=True))


@pytest.mark.parametrize(
    "several",
    [
        list,
        iter,
        lambda rows: [row.tolist() for row in rows],
        lambda rows: np.array(rows, dtype=object),
        lambda rows: [tf.constant(row) for row in rows],
        pd.Series,
        lambda rows: [pd.DataFrame(row) for row in rows],
    ],
    ids=["arrays", "iterator", "lists", "objects", "tensors", "column", "tables"],
)
def test_ragged_rows_are_padded_and_their_lengths_counted(ask, several):
    assert totals(ask(several(ROWS))) == EXPECTED


def test_an_array_with_a_batch_axis_is_several_rows_and_one_without_is_one(ask):
    batch = np.stack([ROWS[0], ROWS[0] + 1])
    assert totals(ask(batch)) == [(TOTALS[0], 2), ((batch[1].sum(axis=0)).tolist(), 2)]
    assert totals([ask(ROWS[1])]) == [EXPECTED[1]]
    assert totals([ask(ROWS[1].tolist())]) == [EXPECTED[1]]
    assert totals([ask(ROWS[2])]) == [EXPECTED[2]]


def test_steps_of_nan_at_the_end_are_padding(ask):
    padded = np.full((3, 6, 3), np.nan, "float32")
    for row, values in zip(padded, ROWS, strict=True):
        row[: len(values)] = values
    assert totals(ask(padded)) == EXPECTED


def test_rows_without_steps_are_answered_and_no_rows_give_no_rows(ask):
    nothing = [([0.0] * 3, 0)]
    assert totals(ask([ROWS[2]])) == nothing
    assert totals(ask([[], []])) == nothing * 2
    assert ask([]) == []
    assert ask.predict({"values": []}) == {"total": [], "steps": [], "valid": []}


def test_columns_take_values_with_lengths_or_without(ask):
    answer = ask.predict({"values": ROWS})
    assert answer["total"] == TOTALS and answer["steps"] == STEPS
    values = np.ones((2, 4, 3))
    answer = ask.predict({"values": values, "lengths": [1, 4]})
    assert answer["total"] == [[1.0] * 3, [4.0] * 3]


def test_a_missing_value_among_others_stays(ask):
    """The sum is then NaN, so that the row has no answer."""
    row = ROWS[1].copy()
    row[1, 2] = np.nan
    answers = ask([ROWS[0], row])
    assert [answer["valid"] for answer in answers] == [True, False]
    assert totals(answers[:1]) == EXPECTED[:1]


def test_a_row_beyond_the_bound_has_no_answer_and_spoils_no_other(ask):
    answers = ask([ROWS[0], np.ones((6, 3)), ROWS[1]])
    assert [answer["valid"] for answer in answers] == [True, False, True]
    assert totals([answers[0], answers[2]]) == EXPECTED[:2]
    assert answers[1]["total"] == [0.0] * 3


def test_a_request_holds_numbers_alone(path, fake):
    """JSON has no NaN, though Python writes it."""
    body = []

    def answer(method, url, content):
        body.append(content)
        return fake.answer(method, url, content)

    with serving(answer) as url:
        Client(url)(ROWS)
    sent = json.loads(body[-1], parse_constant=lambda name: pytest.fail(name))
    assert sent["inputs"]["lengths"] == STEPS
    assert np.array(sent["inputs"]["values"]).shape == (3, 4, 3)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.ones(5), r"float32 \(batch, time, 3\). Received \(5,\) in row 0 of 1"),
        (np.ones((4, 2)), r"Received \(4, 2\) in row 0"),
        ([ROWS[0], np.ones((4, 2))], r"Received \(4, 2\) in row 1 of 2"),
        ([[[1.0, 2.0, 3.0], [4.0]]], "steps of different shapes in row 0"),
        (3, r"Received \(\) in row 0"),
        ("an", r"Received \(\) in row 0"),
    ],
    ids=["vector", "width", "second", "ragged", "number", "text"],
)
def test_wrong_shapes_say_which_row_and_how_to_fix_it(ask, rows, message):
    with pytest.raises(ServingError, match=message):
        ask(rows)


def test_wrong_collections_and_values_are_refused(ask):
    with pytest.raises(TypeError, match="A set has no order"):
        ask({1, 2})
    with pytest.raises(ServingError, match="float32"):
        ask([[["a", "b", "c"]]])


TEXTS = {"text": ["ab", "c"], "other": ["c", ""], "offset": [[3, 1], [1, 5]]}


def test_several_inputs_are_given_by_name(ask):
    answers = ask(TEXTS, "join")
    assert [answer["text"] for answer in answers] == ["abc", "c"]
    assert [answer["offset"] for answer in answers] == [2, -4]
    assert ask(signature="join", **TEXTS) == answers
    others = {name: TEXTS[name] for name in ("other", "offset")}
    assert ask(TEXTS["text"], "join", **others) == answers
    assert ask({"text": TEXTS["text"]}, "join", **others) == answers
    first = {name: column[0] for name, column in TEXTS.items()}
    assert ask(first, "join") == answers[0]
    assert ask.predict(TEXTS, "join")["text"] == ["abc", "c"]


def test_one_value_stands_for_all_rows(ask):
    answers = ask({"text": ["a", "b", "c"], "other": "c", "offset": [2, 1]}, "join")
    assert [answer["text"] for answer in answers] == ["ac", "bc", "cc"]
    assert [answer["offset"] for answer in answers] == [1] * 3


@pytest.mark.parametrize(
    ("rows", "inputs", "message"),
    [
        (["a"], {}, "Received rows for other and text and offset. Give all"),
        ({"text": "a"}, {}, "takes .*other.* Received text. Give each by its name"),
        ({"text": "a"}, {"text": "b"}, "Received text in the dict and by keyword"),
        ({**TEXTS, "more": 1}, {}, "Received text, other, offset, more"),
        ({**TEXTS, "other": ["c"]}, {}, "'text': 2, 'other': 1, 'offset': 2"),
        ({**TEXTS, "offset": [[1], [2]]}, {}, r"int32 \(batch, 2\).* \(1,\) in row 0"),
        (None, {}, "Received nothing"),
    ],
    ids=["unnamed", "missing", "twice", "unknown", "counts", "shape", "nothing"],
)
def test_wrong_inputs_say_how_to_fix_it(ask, rows, inputs, message):
    with pytest.raises(ServingError, match=message):
        ask(rows, "join", **inputs)


def test_a_description_shows_shapes_and_its_lines_can_be_run(path):
    lines = describe(path).splitlines()
    text = " ".join(" ".join(lines).split())
    assert "values float32 (batch, time, 3) the numbers of each step" in text
    assert "lengths int32 (batch,) the real steps of each row of `values`" in text
    assert "-> total float32 (batch, 3)" in text
    assert "its `values` have more than 5 steps" in text
    assert "its `other` is not UTF-8" in text
    served = Served(path)
    for line in lines:
        if line.startswith("curl"):
            body = json.loads(shlex.split(line)[2])
            answer = served.predict(body["inputs"], body["signature_name"])
            assert answer["valid"] == [True]


@pytest.mark.serving
def test_warmup_requests_have_the_shapes_of_the_signature(path):
    module = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    served = Served(path)
    records = tf.data.TFRecordDataset(str(path / warmup.FILE)).as_numpy_iterator()
    logs = [module.PredictionLog.FromString(record) for record in records]
    assert len(logs) == 4
    for log in logs:
        request = log.predict_log.request
        name = request.model_spec.signature_name
        inputs = {
            each: tf.make_ndarray(proto) for each, proto in request.inputs.items()
        }
        if name == "serving_default":
            assert inputs["values"].shape[1] == inputs["lengths"][0]
        answer = served.model.signatures[name](**inputs)
        assert answer["valid"].numpy().all()


def test_wrong_shapes_are_errors_in_a_session(path):
    """TensorFlow Serving passes any shape to the graph."""
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        loaded = tf.compat.v1.saved_model.loader.load(session, ["serve"], str(path))
        signature = loaded.signature_def["serving_default"]
        options = config_pb2.CallableOptions(
            feed=[signature.inputs[each].name for each in ("values", "lengths")],
            fetch=[signature.outputs["total"].name],
        )
        call = session._make_callable_from_options(options)

        def total(*shape):
            return call(np.ones(shape, "float32"), np.array([2, 2], "int32"))[0]

        np.testing.assert_array_equal(total(2, 4, 3), np.full((2, 3), 2))
        for shape in [(2, 3), (2, 4, 2), (2, 4), (3, 4, 3), (2,), (2, 4, 3, 1), (0, 3)]:
            with pytest.raises(tf.errors.InvalidArgumentError):
                total(*shape)
