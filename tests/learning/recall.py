"""Tasks of recall: read letters, then say them again from memory."""

import random

import keras
import numpy as np

import seqkit

LETTERS = "abcdefgh"
TRAINING, UNSEEN = 11_000, 200


def share_recalled(answer, epochs=7, cell="gru"):
    """Trains a language model on `letters|answer`; its share of unseen ones right.

    Args:
        answer: function of str, the letters, that returns what comes after the bar.
        epochs: int.
        cell: str, of the language model.

    Returns:
        float, how many unseen prompts `letters|` it continues exactly.
    """
    keras.utils.set_random_seed(0)
    draw = random.Random(0)
    words = [
        "".join(draw.choices(LETTERS, k=draw.randint(3, 5)))
        for _ in range(TRAINING + UNSEEN)
    ]
    unseen = set(words[:UNSEEN])
    texts = [f"{word}|{answer(word)}" for word in words if word not in unseen]
    vocabulary = seqkit.Vocabulary([*LETTERS, "|"])
    ids = vocabulary.encode(texts, start=True, end=True)
    inputs = np.where(ids == 3, 0, ids)[:, :-1]

    model = seqkit.LanguageModel(vocabulary, 128, cell=cell, embedding=32)
    model.compile(
        keras.optimizers.Adam(3e-3, global_clipnorm=1.0), steps_per_execution=8
    )
    model.fit(inputs, ids[:, 1:], batch_size=64, epochs=epochs, verbose=0)
    prompts = [f"{word}|" for word in sorted(unseen)]
    said = model.generate(prompts, length=8, temperature=0)
    right = [prompt + answer(prompt[:-1]) for prompt in prompts]
    return np.mean([one == two for one, two in zip(said, right, strict=True)])
