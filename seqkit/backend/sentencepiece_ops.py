"""SentencePiece in a TensorFlow graph, by private names of tensorflow-text.

tensorflow-text has no public way to name the resource of a tokenizer. Without a name,
`keras.utils.clear_session()` destroys the resource, and all graphs that use it fail. So
this file uses `_model_resource` and `gen_sentencepiece_tokenizer` of tensorflow-text
2.21. If a later version lacks one of them, `named_tokenizer` raises AttributeError at
the first text.
"""

import hashlib
from typing import Any


def named_tokenizer(proto: bytes) -> Any:
    """Build a `tensorflow_text.SentencepieceTokenizer` whose resource has a name.

    Args:
        proto: bytes, the contents of the file of a SentencePiece model.
    """
    import tensorflow as tf
    import tensorflow_text

    # Outside of any graph that is being traced, so that all graphs can use the result.
    with tf.init_scope(), tf.device("CPU:0"):
        tokenizer = tensorflow_text.SentencepieceTokenizer(proto)
        tokenizer._model_resource = _named_resource(proto)
        return tokenizer


def _named_resource(proto):
    """Load a SentencePiece model as a resource with a name."""
    import tensorflow as tf
    from tensorflow_text.python.ops import sentencepiece_tokenizer

    class NamedResource(tf.saved_model.experimental.TrackableResource):
        def __init__(self):
            super().__init__()
            self.handle = self.resource_handle  # the property creates the resource

        def _create_resource(self):
            name = f"seqkit_{hashlib.sha256(proto).hexdigest()}"
            ops = sentencepiece_tokenizer.gen_sentencepiece_tokenizer
            return ops.sentencepiece_op(model=proto, shared_name=name)

    return NamedResource()
