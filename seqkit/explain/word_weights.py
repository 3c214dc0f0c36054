"""Weigh how much each word of a text decides."""

import keras

from seqkit.explain.attention_pooling import attention_weights
from seqkit.explain.explanation import Explanation
from seqkit.explain.gradients import gradient_weights
from seqkit.explain.occlusion import occlusion_weights

METHODS = {
    "attention": attention_weights,
    "gradients": gradient_weights,
    "occlusion": occlusion_weights,
}


def words(
    model: keras.Model, text: str, method: str = "gradients", label: str | None = None
) -> Explanation:
    """Weigh how much each word of a text decides the answer of a classifier.

    There are three methods, which need not agree. `"gradients"` and `"occlusion"`
    explain the log-odds of the label, log p / (1 - p). Unlike the probability, log-odds
    still change where the model is sure.

    - `"attention"`: the weight of each word in the pooled vector, 0 or more, and 1 in
      sum. It needs `pooling="attention"`, and is the same for every label. It shows
      where the model looks, and not how the words change the answer.
    - `"gradients"`: gradient times input, summed over the width of the embedding: the
      change of the log-odds, to first order, as the word's vector grows from zero. It
      takes one pass forward and one backward. A model with an `encoder` has no vectors
      to read.
    - `"occlusion"`: the fall of the log-odds as the word is replaced by the unknown
      word. An unknown word therefore weighs 0. It takes a pass for each word, so the
      time grows with the square of the length: a second for 300 words, half a minute
      for 2,000.

    Args:
        model: `SequenceClassifier`.
        text: str. The explanation of an empty text has no words.
        method: str, one of the three.
        label: str, one of the model's labels. None: the likeliest.

    Returns:
        `Explanation`, with positive weights for `label`, and negative ones against it.

    Raises:
        TypeError: `model` does not classify texts, or `text` is not one str.
        ValueError: the method or the label is unknown, or the method does not work with
            this model.

    Reference:
        attention: Yang et al. 2016, eq. 6, https://aclanthology.org/N16-1174; its
            limits: Jain & Wallace 2019, https://arxiv.org/abs/1902.10186.
        gradients: Denil et al. 2014, https://arxiv.org/abs/1412.6815; Ancona et al.
            2018, table 1, https://arxiv.org/abs/1711.06104.
        occlusion: Zeiler & Fergus 2014, section 4.2, https://arxiv.org/abs/1311.2901;
            for words, Li et al. 2016, https://arxiv.org/abs/1612.08220, with the
            relative difference; the difference of log-odds is the weight of evidence
            of Robnik-Sikonja & Kononenko 2008, in nats.

    Example:
    >>> print(explain.words(model, "a good film"))
    pos, p = 0.947, by gradients
    a     +0.01                      │
    good  +2.90                      │████████████████████
    film  −0.22                    ▐█│
    """
    _check_model(model)
    if not isinstance(text, str):
        raise TypeError(
            "`explain.words` explains one text, a str. "
            f"Received {type(text).__name__}. "
            "Call it for each: `[explain.words(model, text) for text in texts]`."
        )
    if not isinstance(method, str) or method not in METHODS:
        raise ValueError(
            f"`method` is one of {', '.join(map(repr, METHODS))}. Received {method!r}."
        )
    answer = model.classify(text)
    label = answer.label if label is None else label
    if label not in model.labels:
        raise ValueError(
            f"`label` is one of the model's: {', '.join(map(repr, model.labels))}. "
            f"Received {label!r}. Leave it out for the likeliest."
        )
    ids = model.codec.encode(text)
    weights = METHODS[method](model, ids, model.labels.index(label))
    tokens = model.codec.tokenize(text)
    return Explanation(text, tokens, weights, label, answer.scores[label], method)


def _check_model(model):
    """Raise TypeError unless a model classifies texts."""
    codec = getattr(model, "codec", None)
    if not hasattr(model, "classify") or not hasattr(codec, "tokenize"):
        raise TypeError(
            "`explain.words` explains models that classify texts. "
            f"Received {type(model).__name__}. Give a `SequenceClassifier`."
        )
