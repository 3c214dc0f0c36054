"""The metrics of the families."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="seqkit")
class NatsPerToken(keras.metrics.Mean):
    """Average the cross-entropy over all real tokens of an epoch.

    The loss in Keras's progress bar averages batches; this counts tokens, so a short
    batch weighs as much as it holds. `exp` of it is the perplexity.

    Example:
    >>> metric = NatsPerToken()
    >>> metric(np.array([[1, 2, 0]]), np.zeros((1, 3, 4)))  # log 4
    1.3862944
    """

    def __init__(self, name="nats_per_token", **kwargs):
        super().__init__(name=name, **kwargs)
        self._direction = "down"  # less is better, as Keras's own metrics say

    def update_state(self, targets, logits, sample_weight=None):
        """Add a batch.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch,)` or `(batch, time)`, weights of the tokens.
        """
        nats = keras.losses.sparse_categorical_crossentropy(
            targets, logits, from_logits=True, ignore_class=0
        )
        self.add(nats, targets, sample_weight)

    def add(self, nats, targets, sample_weight=None):
        """Add a batch of which the nats are known.

        Args:
            nats: float `(batch, time)`.
            targets: as of `update_state`.
            sample_weight: as of `update_state`.
        """
        real = _real_weights(targets, sample_weight)
        # Flat, for of rows Keras takes means, in which padding would count.
        super().update_state(ops.reshape(nats, (-1,)), ops.reshape(real, (-1,)))


@keras.saving.register_keras_serializable(package="seqkit")
class TokenAccuracy(keras.metrics.Mean):
    """Count the share of the real tokens that have the highest logit.

    It is what "accuracy" stands for in `compile` of models that predict tokens.

    Example:
    >>> metric = TokenAccuracy()
    >>> metric(np.array([[1, 2, 0]]), np.eye(3)[None, [1, 1, 1]])
    0.5
    """

    def __init__(self, name="token_accuracy", **kwargs):
        super().__init__(name=name, **kwargs)
        self._direction = "up"

    def update_state(self, targets, logits, sample_weight=None):
        """Add a batch.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch,)` or `(batch, time)`, weights of the tokens.
        """
        targets = ops.cast(targets, "int32")
        best = ops.cast(ops.argmax(logits, axis=-1), "int32")
        right = ops.cast(ops.equal(best, targets), "float32")
        real = _real_weights(targets, sample_weight)
        super().update_state(ops.reshape(right, (-1,)), ops.reshape(real, (-1,)))


def _real_weights(targets, sample_weight):
    """Return how much each target counts: float32 `(batch, time)`, 0 on padding."""
    real = ops.cast(ops.not_equal(targets, 0), "float32")
    if sample_weight is None:
        return real
    weights = ops.cast(sample_weight, "float32")
    try:
        return real * (weights if len(weights.shape) == 2 else weights[:, None])
    except ValueError:  # TensorFlow, in a graph for several ranks
        return real * ops.reshape(weights, (ops.shape(targets)[0], -1))


def label_accuracy(
    multi_label: bool = False, name: str = "accuracy"
) -> keras.metrics.Metric:
    """Build the metric `accuracy` of models that label a text, from their logits.

    Args:
        multi_label: bool, whether a row has any number of labels; then each label of
            each row counts, held to be given where its logit is positive.
        name: str, of the metric.

    Returns:
        A Keras metric of int32 `(batch,)` or float `(batch, labels)` targets and
        float `(batch, labels)` logits.

    Example:
    >>> label_accuracy()(np.array([1, 0]), np.array([[0.0, 2.0], [0.0, 2.0]]))
    0.5
    """
    if not multi_label:
        return keras.metrics.SparseCategoricalAccuracy(name=name)
    metric = keras.metrics.MeanMetricWrapper(_right_labels, name=name)
    metric._direction = "up"
    return metric


def _right_labels(targets, logits):
    """Return the share of each row's labels that are right: float `(batch,)`."""
    right = ops.equal(ops.greater(logits, 0), ops.greater(targets, 0.5))
    return ops.mean(ops.cast(right, "float32"), axis=-1)


def corpus_bleu(
    texts: Sequence[str],
    references: Sequence[str] | Sequence[Sequence[str]],
    lowercase: bool = False,
) -> tuple[float, str]:
    """Gives sacreBLEU's score of all texts together, tokenised by its 13a.

    Args:
        texts: list of str, what was generated.
        references: list of str, or of lists of them, the good ones of each text.
        lowercase: bool, whether letters' case does not count.

    Returns:
        float, 0 to 100, and str, sacreBLEU's signature.

    Raises:
        ImportError: sacreBLEU is not installed.
        ValueError: there is no text, or not as many references.

    Reference: Papineni et al. 2002, https://aclanthology.org/P02-1040; Post 2018,
        https://aclanthology.org/W18-6319.

    Example:
    >>> corpus_bleu(["two dogs run in snow"], ["two dogs run in snow"])[0]
    100.0
    """
    score, signature = sacre_bleu(texts, references, lowercase=lowercase)
    return score.score, signature


def bleu_up_to_four(
    texts: Sequence[str], references: Sequence[str] | Sequence[Sequence[str]]
) -> tuple[np.ndarray, float, str]:
    """Gives BLEU-1 to BLEU-4 of all texts together, as captions are scored.

    Nothing is smoothed, and spaces alone tell words apart: who gives the texts splits
    them first.

    Args:
        texts: as of `corpus_bleu`.
        references: as of `corpus_bleu`.

    Returns:
        float64 `(4,)`, 0 to 100; float from 0 to 1, the brevity penalty in all of them;
        and str, sacreBLEU's signature.

    Raises:
        ImportError: sacreBLEU is not installed.
        ValueError: there is no text, or not as many references.

    Reference: Papineni et al. 2002, section 2.3, https://aclanthology.org/P02-1040.

    Example:
    >>> bleu_up_to_four(["a dog runs"], [["a dog ran", "the dog runs"]])[0]
    array([100., 100.,   0.,   0.])
    """
    options = {"tokenize": "none", "smooth_method": "none", "force": True}
    score, signature = sacre_bleu(texts, references, **options)
    with np.errstate(divide="ignore"):  # of no match the logarithm
        logarithms = np.cumsum(np.log(np.array(score.precisions) / 100))
    bleu = 100 * score.bp * np.exp(logarithms / np.arange(1, 5))
    return bleu, score.bp, signature


def sacre_bleu(texts, references, **options):
    """Computes sacreBLEU's score object, of as many references as each text has."""
    try:
        from sacrebleu.metrics import BLEU
    except ImportError as error:
        raise ImportError(
            "BLEU is counted by sacreBLEU, which is not installed. "
            "Install it: `pip install seqkit[eval]`."
        ) from error
    if not len(texts) or len(texts) != len(references):
        raise ValueError(
            "BLEU compares each text with what it should be. Received "
            f"{len(texts)} texts and {len(references)} references. "
            "Give as many of both, one at least."
        )
    several = [[good] if isinstance(good, str) else list(good) for good in references]
    most = max(map(len, several))
    # Transposed; None where a text has fewer references than others.
    columns = [
        [good[place] if place < len(good) else None for good in several]
        for place in range(most)
    ]
    bleu = BLEU(**options)
    return bleu.corpus_score(list(texts), columns), str(bleu.get_signature())
