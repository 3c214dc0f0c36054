"""Find whether less or more of a score is better, for callbacks that compare epochs."""

import functools
import re
from collections.abc import Iterable

import keras

from seqkit.backend.keras_private import direction_of
from seqkit.backend.keras_private import mark_direction

# Words in the names of scores of which more, or less, is better.
MORE = set(
    "acc accuracy auc bleu chrf cider correct exact f1 iou meteor precision recall "
    "rouge rougel".split()
)
LESS = set(
    "bits cer distance error errors loss mae mape mase mse nats perplexity ppl rmse "
    "ter wer".split()
)


def better(name: str, model: keras.Model | None = None) -> str | None:
    """Return "max" if more of a score is better, "min" if less is better.

    The direction is that of the model's metric of that name; without such a metric, it
    is inferred from words in the name.

    Args:
        name: str, the name of the score, with or without `val_` before it.
        model: keras.Model, whose metrics are searched; those of `compile` exist after
            `fit` has built them. None: only the name is used.

    Returns:
        "min" or "max"; None if the direction is not known.

    Example:
    >>> better("val_bleu_4"), better("val_nats_per_token"), better("val_charm")
    ('max', 'min', None)
    """
    name = name.removeprefix("val_")
    for metric in getattr(model, "metrics", ()):
        for each in getattr(metric, "metrics", [metric]):
            if each.name == name and direction_of(each):
                return direction_of(each)
    words = re.findall(r"[a-z]+1?", name.lower())
    words = {part for word in words for part in (word, word.rstrip("1"))}
    more, less = words & MORE, words & LESS
    if name.endswith("loss"):
        return "min"
    return None if bool(more) == bool(less) else "max" if more else "min"


def announce(model: keras.Model, names: Iterable[str]) -> None:
    """Register the directions of scores that no metric of the model computes.

    In mode "auto", Keras's EarlyStopping and other callbacks find the direction of a
    score by a metric of its name in `model.metrics`. So a metric for each name is added
    there, without state or logs.

    Args:
        model: keras.Model of `fit`.
        names: iterable of str, names of scores; those of unknown direction are skipped.
    """
    if not hasattr(model, "announced_scores"):
        model.announced_scores = _announcement()()  # Keras adds it to `model.metrics`
    for name in names:
        if direction := better(name):
            model.announced_scores.scores[name] = _Score(name, direction)


class _Score(keras.metrics.Metric):
    def __init__(self, name, direction):
        super().__init__(name=name)
        mark_direction(self, direction)


@functools.cache
def _announcement() -> type:
    """Build a subclass of Keras's compiled metrics, which its callbacks search."""
    probe = keras.Sequential(name="probe")
    probe.compile(None, metrics=[])
    kind = type(probe.metrics[-1])

    class Announcement(kind):
        metrics = property(lambda self: list(self.scores.values()))
        variables = property(lambda self: [])

        def __init__(self):
            super().__init__(None, None)
            self.name, self.scores = "announced_scores", {}

        def result(self):
            return {}

        def reset_state(self):
            pass

    return Announcement
