"""Requests by which TensorFlow Serving warms up: the first answer is a slow one."""

import importlib
import logging
from pathlib import Path
from typing import Any

from seqkit.serving.example_requests import example_inputs
from seqkit.serving.signatures import Signature
from seqkit.serving.signatures import read_signatures

FILE = Path("assets.extra", "tf_serving_warmup_requests")
"""The file, in the folder of a version, where TensorFlow Serving looks for them."""
ROWS = (1, 4)  # of the requests for each signature

logger = logging.getLogger("seqkit")


def write_warmup(version: Path) -> None:
    """Write requests for each signature, of one row and of several.

    Without the extra `serving` it logs what to install, and writes nothing.

    Args:
        version: Path of a SavedModel.
    """
    try:
        importlib.import_module("tensorflow_serving.apis.prediction_log_pb2")
    except ImportError:
        logger.warning(
            "The export has no warm-up requests, so a server's first answers are "
            "slow. `pip install seqkit[serving]` adds them."
        )
        return
    import tensorflow as tf

    (version / FILE).parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(version / FILE)) as records:
        for name, signature in read_signatures(version).items():
            for rows in ROWS:
                records.write(warmup_log(name, signature, rows).SerializeToString())


def warmup_log(name: str, signature: Signature, rows: int) -> Any:
    """Return one request.

    Args:
        name: str, of the signature.
        signature: Signature.
        rows: int, of each input.

    Returns:
        `PredictionLog`, TensorFlow Serving's message.
    """
    import tensorflow as tf
    from tensorflow_serving.apis import prediction_log_pb2

    log = prediction_log_pb2.PredictionLog()
    request = log.predict_log.request
    request.model_spec.signature_name = name
    for each, values in example_inputs(signature, rows).items():
        proto = tf.make_tensor_proto(values, dtype=signature.inputs[each].dtype)
        request.inputs[each].CopyFrom(proto)
    return log
