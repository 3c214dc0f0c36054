"""Requests by which TensorFlow Serving warms up: the first answer is a slow one."""

import importlib
import logging
from pathlib import Path
from typing import Any

from seqkit.serving.signatures import Signature
from seqkit.serving.signatures import read_signatures

FILE = Path("assets.extra", "tf_serving_warmup_requests")
"""Where TensorFlow Serving looks for them, in the folder of a version."""
ROWS = (1, 4)
TEXT = "warm up"

logger = logging.getLogger("seqkit")


def write_warmup(version: Path) -> None:
    """Add requests for each signature, of one row and of several.

    Without the extra `serving` it logs what is missing, and writes nothing.

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
    """Build one request.

    Args:
        name: str, of the signature.
        signature: Signature.
        rows: int.

    Returns:
        `PredictionLog`, TensorFlow Serving's message.
    """
    import tensorflow as tf
    from tensorflow_serving.apis import prediction_log_pb2

    log = prediction_log_pb2.PredictionLog()
    request = log.predict_log.request
    request.model_spec.signature_name = name
    for each, dtype in signature.inputs.items():
        value = TEXT if dtype == "string" else 1
        proto = tf.make_tensor_proto([value] * rows, dtype=dtype)
        request.inputs[each].CopyFrom(proto)
    return log
