"""Strings at both ends: an endpoint of ids becomes a function of texts."""

from collections.abc import Callable
from typing import Any

from seqkit.types import Endpoint
from seqkit.types import Tensor

# Characters of one text: about a second of an LSTM of 512 units on two cores.
LONGEST = 2_000
# Rows times steps of one batch, since all rows take as many steps as the longest:
# 2 GB for that LSTM.
LARGEST = 250_000
UTF8_BYTES = 4  # of one character, at most

SEED = "seed"
VALID = "valid"


def signature_inputs(endpoint: Endpoint) -> dict[str, Any]:
    """Says what a server takes for an endpoint.

    Args:
        endpoint: Endpoint.

    Returns:
        dict from name to `tf.TensorSpec` `(batch,)`.
    """
    import tensorflow as tf

    def dtype(kind):
        if is_vocabulary(kind):
            return tf.string
        return tf.int32 if kind == SEED else tf.as_dtype(kind)

    return {
        name: tf.TensorSpec([None], dtype(kind), name)
        for name, kind in endpoint.inputs.items()
    }


def signature_function(endpoint: Endpoint) -> Callable[..., dict[str, Tensor]]:
    """Puts strings at the ends of an endpoint.

    A row that has no answer gets `valid` False, empty texts and zeros, and spoils no
    other: its text is no UTF-8, or longer than `LONGEST` characters, or a number in
    its answer is not finite. One bound hangs on the other rows: of `rows` texts, those
    of more than `LARGEST // rows` tokens are refused too, though each alone may have
    an answer. A negative seed is replaced by a fresh one at each call. A single value
    stands for all rows.

    Args:
        endpoint: Endpoint.

    Returns:
        Function of tensors `(batch,)`, in the order of the endpoint's inputs. It
        returns a dict of tensors, batch first, one of them `valid`, bool `(batch,)`.
    """
    import tensorflow as tf

    names, kinds = list(endpoint.inputs), list(endpoint.inputs.values())
    texts = [place for place, kind in enumerate(kinds) if is_vocabulary(kind)]

    def answer(*columns):
        rows = tf.shape(columns[texts[0] if texts else 0])
        valid, arguments = tf.fill(rows, True), {}
        for name, kind, column in zip(names, kinds, columns, strict=True):
            column = tf.broadcast_to(column, rows)
            if is_vocabulary(kind):
                column, read = read_texts(column, kind)
                valid &= read
            arguments[name] = fresh(column) if kind == SEED else column
        answers = endpoint.function(**arguments)
        outputs = {}
        for name, kind in endpoint.outputs.items():
            outputs[name] = tf.convert_to_tensor(answers[name])
            valid &= finite_rows(outputs[name])
            if is_vocabulary(kind):
                outputs[name] = kind.decode(outputs[name])
            else:
                outputs[name] = tf.cast(outputs[name], kind)
        kept = {name: keep(output, valid) for name, output in outputs.items()}
        return kept | {VALID: valid}

    return answer


def is_vocabulary(kind: Any) -> bool:
    """Tells a vocabulary from `"seed"` and from dtypes."""
    return hasattr(kind, "tables")


def read_texts(texts: Tensor, vocabulary: Any) -> tuple[Tensor, Tensor]:
    """Encodes what can be read, within bounds that keep a server alive.

    Args:
        texts: string `(batch,)`, anything.
        vocabulary: `Vocabulary`.

    Returns:
        ids: int32 `(batch, time)`, of one step at least; all 0 where not read.
        read: bool `(batch,)`.
    """
    import tensorflow as tf

    # Far too long ones are dropped before anything looks at them.
    read = tf.strings.length(texts) <= UTF8_BYTES * LONGEST
    texts = tf.where(read, texts, "")
    read &= tf.strings.length(texts, unit="UTF8_CHAR") <= LONGEST
    # Only what is broken comes back changed.
    read &= tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8") == texts
    ids = vocabulary.encode(tf.where(read, texts, ""))  # (batch, time)
    share = LARGEST // tf.maximum(tf.size(texts), 1)
    read &= tf.math.count_nonzero(ids, axis=1, dtype=tf.int32) <= share
    ids = tf.where(read[:, None], ids, 0)[:, :share]
    # No recurrent layer of TensorFlow's runs over no step at all.
    return tf.pad(ids, [[0, 0], [0, tf.maximum(1 - tf.shape(ids)[1], 0)]]), read


def fresh(seeds: Tensor) -> Tensor:
    """Replaces negative seeds int32 `(batch,)` by random ones."""
    import tensorflow as tf

    # A raw op, since `tf.random.uniform` bakes in what `keras.utils.set_random_seed`
    # was given, and then every server that starts draws the same.
    drawn = tf.raw_ops.RandomUniformInt(
        shape=tf.shape(seeds), minval=0, maxval=tf.int32.max, seed=0, seed2=0
    )
    return tf.where(seeds < 0, drawn, seeds)


def finite_rows(values: Tensor) -> Tensor:
    """Says which rows of numbers `(batch, …)` are finite: bool `(batch,)`."""
    import tensorflow as tf

    if not values.dtype.is_floating:
        return tf.fill(tf.shape(values)[:1], True)
    return tf.reduce_all(tf.math.is_finite(values), axis=range(1, values.shape.rank))


def keep(values: Tensor, rows: Tensor) -> Tensor:
    """Empties all but some rows, bool `(batch,)`, of values `(batch, …)`."""
    import tensorflow as tf

    rows = tf.reshape(rows, [-1] + [1] * (values.shape.rank - 1))
    return tf.where(rows, values, tf.zeros_like(values))
