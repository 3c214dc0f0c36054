"""Strings at both ends: an endpoint of ids becomes a function of texts."""

import functools
from collections.abc import Callable
from typing import Any

from seqkit.types import Endpoint
from seqkit.types import Images
from seqkit.types import Names
from seqkit.types import Tensor

# Rows times copies times steps of one batch, since all rows take as many steps as the
# longest: 2 GB for the LSTM of `Endpoint.longest`.
LARGEST = 250_000
UTF8_BYTES = 4  # of one character, at most

SEED = "seed"
WORDS = "words"
VALID = "valid"


def signature_inputs(endpoint: Endpoint) -> dict[str, Any]:
    """Return what a server takes for an endpoint.

    Args:
        endpoint: Endpoint.

    Returns:
        dict from name to `tf.TensorSpec` `(batch,)`.
    """
    import tensorflow as tf

    def dtype(kind):
        if is_vocabulary(kind) or isinstance(kind, Images):
            return tf.string
        return tf.int32 if kind == SEED else tf.as_dtype(kind)

    return {
        name: tf.TensorSpec([None], dtype(kind), name)
        for name, kind in endpoint.inputs.items()
    }


def signature_function(endpoint: Endpoint) -> Callable[..., dict[str, Tensor]]:
    """Put strings at the ends of an endpoint.

    A row that has no answer gets `valid` False, empty texts and zeros, and spoils no
    other: its text is no UTF-8, or longer than the endpoint's `longest`, its image is
    damaged or none, or a number in its answer is not finite. One bound hangs on the
    other rows: of `rows` texts, those of more than `LARGEST // rows` tokens, divided by
    the endpoint's `copies`, are refused too, though each alone may have an answer.
    Rows that are refused make no other row take more steps. A negative seed is replaced
    by a fresh one at each call. A single value stands for all rows.

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
            if isinstance(kind, Images):
                column, read = read_images(column, kind)
                valid &= read
            if is_vocabulary(kind):
                ids, read = read_texts(column, kind, endpoint.longest, endpoint.copies)
                valid &= read
                words = functools.partial(words_of, column, kind, ids, read)
                column = ids
            arguments[name] = fresh(column) if kind == SEED else column
        answers, outputs = endpoint.function(**arguments), {}
        for name, kind in endpoint.outputs.items():
            if kind == WORDS:
                outputs[name] = words()
                continue
            answer = tf.convert_to_tensor(answers[name])
            valid &= finite_rows(answer)
            outputs[name] = written(answer, kind)
        kept = {name: keep(output, valid) for name, output in outputs.items()}
        return kept | {VALID: valid}

    return answer


def is_vocabulary(kind: Any) -> bool:
    """Say whether a kind is a vocabulary, not `"seed"` or a dtype."""
    return hasattr(kind, "tables")


def written(values: Tensor, kind: Any) -> Tensor:
    """Return values as an output of that kind has them: strings or numbers."""
    import tensorflow as tf

    if is_vocabulary(kind):
        rows = tf.reshape(values, tf.stack([-1, tf.shape(values)[-1]]))
        return tf.reshape(kind.decode(rows), tf.shape(values)[:-1])
    if isinstance(kind, Names):
        names = tf.constant([*kind.names, ""])
        return tf.gather(names, tf.where(values < 0, len(kind.names), values))
    return tf.cast(values, kind)


def words_of(texts: Tensor, vocabulary: Any, ids: Tensor, read: Tensor) -> Tensor:
    """Split what was read into the words of its ids: string `(batch, time)`."""
    import tensorflow as tf

    width = tf.shape(ids)[1]
    words = vocabulary.tokenize(tf.where(read, texts, ""))[:, :width]
    return words.to_tensor("", shape=tf.stack([-1, width]))


def read_texts(
    texts: Tensor,
    vocabulary: Any,
    longest: int = Endpoint.longest,
    copies: int = Endpoint.copies,
) -> tuple[Tensor, Tensor]:
    """Encode what can be read, within bounds that keep a server alive.

    Args:
        texts: string `(batch,)`, anything.
        vocabulary: `Vocabulary`.
        longest: int, characters of one text.
        copies: int, as of `Endpoint`.

    Returns:
        ids: int32 `(batch, time)`, or `(batch, time, …)` as the vocabulary encodes,
            as wide as the longest text that was read, and of one step at least; all 0
            where not read.
        read: bool `(batch,)`.
    """
    import tensorflow as tf

    # Far too long ones are dropped before anything looks at them.
    read = tf.strings.length(texts) <= UTF8_BYTES * longest
    texts = tf.where(read, texts, "")
    read &= tf.strings.length(texts, unit="UTF8_CHAR") <= longest
    # Only what is broken comes back changed.
    read &= tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8") == texts
    ids = vocabulary.encode(tf.where(read, texts, ""))  # (batch, time)
    share = LARGEST // (copies * tf.maximum(tf.size(texts), 1))
    steps = ids if ids.shape.rank == 2 else ids[..., 0]
    counts = tf.math.count_nonzero(steps, axis=1, dtype=tf.int32)
    read &= counts <= share
    # What is not read makes no other row take more steps.
    width = tf.reduce_max(tf.concat([[0], tf.where(read, counts, 0)], axis=0))
    ids = keep(ids, read)[:, :width]
    # No recurrent layer of TensorFlow's runs over no step at all.
    missing = tf.maximum(1 - tf.shape(ids)[1], 0)
    beyond = [[0, 0]] * (ids.shape.rank - 2)
    return tf.pad(ids, [[0, 0], [0, missing], *beyond]), read


def fresh(seeds: Tensor) -> Tensor:
    """Replace negative seeds int32 `(batch,)` by random ones."""
    import tensorflow as tf

    # A raw op, since `tf.random.uniform` bakes in what `keras.utils.set_random_seed`
    # was given, and then every server that starts draws the same.
    drawn = tf.raw_ops.RandomUniformInt(
        shape=tf.shape(seeds), minval=0, maxval=tf.int32.max, seed=0, seed2=0
    )
    return tf.where(seeds < 0, drawn, seeds)


def finite_rows(values: Tensor) -> Tensor:
    """Return which rows of numbers `(batch, …)` are finite: bool `(batch,)`."""
    import tensorflow as tf

    if not values.dtype.is_floating:
        return tf.fill(tf.shape(values)[:1], True)
    return tf.reduce_all(tf.math.is_finite(values), axis=range(1, values.shape.rank))


def read_images(files: Tensor, kind: Images) -> tuple[Tensor, Tensor]:
    """Decode what can be read: pixels, and bool `(batch,)`, whether there are any."""
    # Here, since who asks a server needs no NumPy, which `data` does.
    from seqkit.images.image_bytes import decode_images

    return decode_images(files, kind.size)


def keep(values: Tensor, rows: Tensor) -> Tensor:
    """Empty all but some rows, bool `(batch,)`, of values `(batch, …)`."""
    import tensorflow as tf

    rows = tf.reshape(rows, [-1] + [1] * (values.shape.rank - 1))
    return tf.where(rows, values, tf.zeros_like(values))
