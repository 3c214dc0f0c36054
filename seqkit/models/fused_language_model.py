"""A language model that ranks the texts of a transcriber: checks, and its steps."""

from numbers import Real
from typing import Any

import keras
from keras import ops

from seqkit.decoding.word_speller import spelled_words
from seqkit.types import TextCodec


def check_language_model(
    language_model: Any, vocabulary: TextCodec, weight: float, bonus: float
) -> None:
    """Raise an error unless a language model can rank texts of a vocabulary.

    Args:
        language_model: `LanguageModel`, or None.
        vocabulary: `Vocabulary` of the transcriber.
        weight: float, the weight of its log-probability.
        bonus: float, nats added for each token.

    Raises:
        TypeError: it is no language model.
        ValueError: it has another vocabulary, or a number is out of its range.
    """
    for name, number, least in (
        ("language_weight", weight, 0.0),
        ("token_bonus", bonus, float("-inf")),
    ):
        if not isinstance(number, Real) or not least <= number < float("inf"):
            raise ValueError(
                f"`{name}` is a finite number{' of 0 or more' if not least else ''}. "
                f"Received {number!r:.60}. Leave it out for the default."
            )
    if language_model is None:
        return
    if not all(hasattr(language_model, part) for part in ("start", "step")):
        raise TypeError(
            "`language_model` is a `seqkit.LanguageModel`. Received "
            f"{type(language_model).__name__}. Train one on the transcripts: "
            "`seqkit.LanguageModel(model.vocabulary)`."
        )
    known = language_model.vocabulary
    if known != vocabulary and not _spells(vocabulary, known):
        raise ValueError(
            "`language_model` has the vocabulary of the transcriber, or one of words, "
            "which the transcriber spells with spaces between them. Received "
            f"{known} for {vocabulary}. Build one by "
            "`seqkit.LanguageModel(model.vocabulary)`."
        )


def _spells(vocabulary, words):
    """Return whether one vocabulary has characters and a space, the other words."""
    split = getattr(vocabulary, "split", None), getattr(words, "split", None)
    spaced = split[0] == "characters" and " " in vocabulary.tokens
    return spaced and split[1] in ("words", "spaces")


def frozen_copy(language_model: keras.Model | None) -> keras.Model | None:
    """Return a copy that `fit` does not train; None: None."""
    if language_model is None:
        return None
    copy = type(language_model).from_config(language_model.get_config())
    copy.set_weights(language_model.get_weights())
    copy.trainable = False
    return copy


def language_steps(model: keras.Model, rows: Any, length: Any) -> dict[str, Any]:
    """Return the arguments of `ctc_beam_search` for a model's language model.

    Args:
        model: `Transcriber`.
        rows: int or scalar tensor, the number of rows of the batch.
        length: int or scalar tensor, the most tokens of a text.

    Returns:
        dict, empty without a language model.
    """
    language_model = model.language_model
    if language_model is None:
        return {}
    nothing = ops.zeros((rows, 0), dtype="int32")
    state, memory = language_model.start(nothing, length)
    shares = {"weight": model.language_weight, "bonus": model.token_bonus}
    step, words = language_model.step, language_model.vocabulary
    if words == model.vocabulary:
        return {"step": step, "state": state, "memory": memory, **shares}
    spelled = spelled_words(
        step, state, words.tokens, model.vocabulary.tokens, batch=rows
    )
    return {**spelled._asdict(), "memory": memory, **shares}
