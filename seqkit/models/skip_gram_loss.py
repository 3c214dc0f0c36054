"""The loss of word vectors: skip-grams with negative sampling."""

from typing import Any

from keras import ops

from seqkit.types import Tensor


def skip_gram_loss(
    vectors: Tensor, contexts: Tensor, spans: Tensor, noise: Tensor, negatives: float
) -> Tensor:
    """Return the mean loss of a pair of words, in nats, with the gradient of the sum.

    A pair of a word and a neighbour in its window adds -log sigmoid(v · c), and
    -log sigmoid(-v · n) for each of several noise words n. Here the noise words are
    those of the row: each counts `negatives / noise words`. Without pairs the loss is
    0.

    The value is the mean over all pairs, so that batches compare. The gradient is that
    of the sum: so each pair moves its vectors by the learning rate, as in word2vec,
    however many pairs a batch has.

    Args:
        vectors: float `(rows, time, units)`, of the words.
        contexts: float `(rows, time, units)`, of the same words as neighbours.
        spans: int `(rows, steps, 2)`, how many words before and after a word are in its
            window. The steps are the middle ones of `time`.
        noise: float `(rows, noise, units)`, of noise words as neighbours.
        negatives: float, noise words of a pair.

    Returns:
        float32 `()`.

    Reference:
        Mikolov et al. 2013, eq. 4, https://arxiv.org/abs/1310.4546. Noise words are
        shared by the pairs of a row, and one that is a neighbour too is not drawn anew.
    """
    vectors, contexts, noise = (
        ops.cast(each, "float32") for each in (vectors, contexts, noise)
    )
    time, steps = ops.shape(contexts)[1], ops.shape(spans)[1]
    margin = (time - steps) // 2
    vectors = vectors[:, margin : margin + steps]  # (rows, steps, units)
    right = ops.einsum("rsu,rtu->rst", vectors, contexts)  # (rows, steps, time)
    away = ops.arange(time) - margin - ops.arange(steps)[:, None]  # (steps, time)
    spans = ops.cast(spans, "int32")
    near = ops.logical_and(away >= -spans[..., :1], away <= spans[..., 1:])
    near = ops.logical_and(near, away != 0)  # (rows, steps, time)
    found = ops.sum(ops.where(near, ops.softplus(-right), 0.0))
    pairs = ops.cast(ops.sum(spans, axis=-1), "float32")  # (rows, steps)
    wrong = ops.einsum("rsu,rnu->rsn", vectors, noise)  # (rows, steps, noise)
    wrong = ops.mean(ops.softplus(wrong), axis=-1)  # (rows, steps)
    total = found + negatives * ops.sum(wrong * pairs)
    mean = total / ops.maximum(ops.sum(pairs), 1.0)
    # The difference is 0, but not its gradient.
    return ops.stop_gradient(mean) + (total - ops.stop_gradient(total))


def check_spans(y: Any, y_pred: Any) -> None:
    """Raise ValueError unless `y` are spans and noise words, as `skip_grams` has them.

    Args:
        y: the targets of `fit`: two arrays, see `skip_gram_loss`.
        y_pred: the outputs `(rows, time, units)`.
    """
    parts = list(y) if isinstance(y, list | tuple) else [y]
    ranks = [len(getattr(part, "shape", ())) for part in parts]
    fits = ranks == [3, 2] and parts[0].shape[2] == 2
    if fits and None not in (y_pred.shape[1], parts[0].shape[1]):
        beside = y_pred.shape[1] - parts[0].shape[1]
        fits = beside >= 0 and beside % 2 == 0
    if not fits:
        raise ValueError(
            "`y` are two arrays: spans (rows, steps, 2) of the middle words of each "
            "row, and noise words (rows, noise). Received "
            f"{[tuple(getattr(part, 'shape', ())) for part in parts]} for words "
            f"{tuple(y_pred.shape[:2])}. Use `seqkit.data.skip_grams`."
        )
