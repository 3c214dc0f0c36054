import logging
import sys

import numpy as np
import pytest
import tensorflow as tf

from seqkit.serving import warmup


@pytest.fixture
def prediction_log():
    module = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    return module.PredictionLog


@pytest.mark.serving
def test_each_request_is_answered(prediction_log, exported, served):
    records = tf.data.TFRecordDataset(str(exported / warmup.FILE))
    asked = []
    for record in records.as_numpy_iterator():
        request = prediction_log.FromString(record).predict_log.request
        name = request.model_spec.signature_name
        inputs = {
            each: tf.constant(tf.make_ndarray(proto))
            for each, proto in request.inputs.items()
        }
        answer = served.model.signatures[name](**inputs)
        assert answer["valid"].numpy().all()
        asked.append((name, len(answer["score"])))
    names = ("sample", "serving_default")
    assert sorted(asked) == [(name, rows) for name in names for rows in (1, 4)]


@pytest.mark.serving
def test_all_inputs_have_the_dtype_of_the_signature(prediction_log, served):
    log = warmup.warmup_log("sample", served.signatures["sample"], rows=3)
    inputs = log.predict_log.request.inputs
    dtypes = {each: tf.make_ndarray(proto).dtype for each, proto in inputs.items()}
    assert dtypes.pop("text") == np.dtype(object)
    specs = served.signatures["sample"].inputs
    expected = {name: specs[name].dtype for name in specs if name != "text"}
    assert {name: dtype.name for name, dtype in dtypes.items()} == expected


def test_without_the_extra_it_says_what_is_missing(tmp_path, monkeypatch, caplog):
    extra = "tensorflow_serving.apis.prediction_log_pb2"
    monkeypatch.setitem(sys.modules, extra, None)
    with caplog.at_level(logging.WARNING, "seqkit"):
        warmup.write_warmup(tmp_path)
    assert [record.name for record in caplog.records] == ["seqkit"]
    assert "pip install seqkit[serving]" in caplog.text
    assert list(tmp_path.iterdir()) == []
