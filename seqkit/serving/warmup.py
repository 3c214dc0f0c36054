"""Write warm-up requests into an export.

TensorFlow Serving runs them when it loads a version, because the first call of a
signature is slow.
"""

import importlib
import logging
from pathlib import Path
from typing import Any

from seqkit.serving.example_requests import example_inputs
from seqkit.serving.signatures import Signature
from seqkit.serving.signatures import read_signatures

FILE = Path("assets.extra", "tf_serving_warmup_requests")
"""The path in the folder of a version from which TensorFlow Serving reads them."""
ROWS = (1, 4)  # the numbers of rows of the two requests for each signature

logger = logging.getLogger("seqkit")


def write_warmup(version: Path) -> None:
    """Write two requests for each signature, one of one row and one of several.

    If the extra `serving` is not installed, log a warning instead.

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
    """Return one warm-up request.

    Args:
        name: str, the name of the signature.
        signature: Signature.
        rows: int, the number of rows.

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
