"""Compute how much each word of a text contributes to the answer of a classifier."""

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
    """Return how much each word of a text contributes to the answer of a classifier.

    There are three methods, whose results can differ. `"gradients"` and `"occlusion"`
    explain the log-odds of the label, log(p / (1 - p)). If the model is almost certain,
    log-odds still change with a word, while the probability hardly does.

    - `"attention"`: the weight of each word in the pooled vector. Weights are 0 or
      more, sum to 1, and are the same for every label. They show which words the model
      attends to, but not how a word changes the answer. The model needs
      `pooling="attention"`.
    - `"gradients"`: gradient times input, summed over the width of the embedding. This
      is the change of the log-odds, to first order, if the word's vector grows from
      zero. One forward and one backward pass are needed. The model must not have an
      `encoder`.
    - `"occlusion"`: the fall of the log-odds if the word is replaced by the unknown
      word. A word that is unknown already has the weight 0. One pass for each word is
      needed, so the time grows with the square of the length: a second for 300 words,
      half a minute for 2,000.

    Args:
        model: `SequenceClassifier`.
        text: str. The explanation of an empty text has no words.
        method: str, "attention", "gradients" or "occlusion".
        label: str, one of the model's labels. None: the likeliest label.

    Returns:
        `Explanation`, with positive weights of words for `label`, and negative weights
        of words against it.

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
            "Call it for each text: `[explain.words(model, text) for text in texts]`."
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
            f"Received {label!r}. Leave `label` out to explain the likeliest label."
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
