"""Scores of texts by a model: each token's nats, and the token that is likeliest."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import ops

from seqkit.losses import token_nats
from seqkit.models.answers import Scores
from seqkit.models.answers import TextScore
from seqkit.models.batches_by_length import by_length
from seqkit.types import Tensor
from seqkit.types import TextCodec


def score_texts(
    texts: Sequence[str],
    vocabulary: TextCodec,
    compare: Callable[..., tuple[Tensor, Tensor, Tensor]],
    sources: Sequence[np.ndarray] | None = None,
) -> Scores:
    """Compute how likely texts are for a model, in batches of similar length.

    Args:
        texts: list of str.
        vocabulary: `Vocabulary` of the texts.
        compare: function that runs the model. It takes ids int32 `(rows, time)` with
            start and end, and returns the results of `compare_tokens`. With `sources`
            it takes a pair: the ids of the sources, and the ids of the texts.
        sources: list of int32 `(time,)`, the ids that the model reads before it writes
            each text. None: the model only writes.

    Returns:
        `Scores`, in the order of `texts`.
    """
    encoded = [vocabulary.encode(text, start=True, end=True) for text in texts]
    rows = encoded
    if sources is not None:
        rows = list(zip(sources, encoded, strict=True))
    compared = by_length(compare, rows)
    return Scores(
        [
            _text_score(text, ids, steps, vocabulary)
            for text, ids, steps in zip(texts, encoded, compared, strict=True)
        ]
    )


def compare_tokens(targets: Tensor, logits: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Compare the tokens of texts with the tokens that a model predicts.

    Args:
        targets: int32 `(batch, time)`, the tokens of the texts; 0 is padding.
        logits: float32 `(batch, time, vocabulary)`.

    Returns:
        nats: float32 `(batch, time)`, -log of the probability of each target; 0 on
            padding.
        predicted: int32 `(batch, time)`, the likeliest tokens.
        probabilities: float32 `(batch, time)`, the probability of each predicted token.
    """
    probabilities = ops.max(ops.softmax(logits), axis=-1)  # (batch, time)
    return token_nats(targets, logits), ops.argmax(logits, axis=-1), probabilities


def _text_score(text: str, ids: np.ndarray, steps: Any, vocabulary) -> TextScore:
    """Return the answer for one text: tokens as str, without padding."""
    nats, predicted, probabilities = (step[: len(ids) - 1] for step in steps)
    return TextScore(
        text,
        [vocabulary.tokens[token] for token in ids[1:]],
        nats,
        [vocabulary.tokens[token] for token in predicted],
        probabilities,
    )
