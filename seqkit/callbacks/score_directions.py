"""Whether less or more of a score is better, for our callbacks and for Keras's."""

import functools
import re
from collections.abc import Iterable

import keras

# Words in the names of scores.
MORE = set(
    "acc accuracy auc bleu chrf cider correct exact f1 iou meteor precision recall "
    "rouge rougel".split()
)
LESS = set(
    "bits cer distance error errors loss mae mape mase mse nats perplexity ppl rmse "
    "ter wer".split()
)


def better(name: str, model: keras.Model | None = None) -> str | None:
    """Return "max" where more of a score is better, "min" where less is.

    A metric of the model that says so decides, else the words in the name.

    Args:
        name: str, of the score, with or without `val_` before it.
        model: whose metrics are asked, those of `compile` once `fit` has built them.

    Returns:
        "min", "max", or None where neither is known.

    Example:
    >>> better("val_bleu_4"), better("val_nats_per_token"), better("val_charm")
    ('max', 'min', None)
    """
    name = name.removeprefix("val_")
    for metric in getattr(model, "metrics", ()):
        for each in getattr(metric, "metrics", [metric]):
            direction = getattr(each, "_direction", None)  # Keras's own word
            if each.name == name and direction:
                return "max" if direction == "up" else "min"
    words = re.findall(r"[a-z]+1?", name.lower())
    words = {part for word in words for part in (word, word.rstrip("1"))}
    more, less = words & MORE, words & LESS
    if name.endswith("loss"):
        return "min"
    return None if bool(more) == bool(less) else "max" if more else "min"


def announce(model: keras.Model, names: Iterable[str]) -> None:
    """Tell Keras's callbacks which way scores are better that no metric computes.

    In mode "auto" EarlyStopping and its like look for a metric of that name in
    `model.metrics`. What is put there adds nothing to logs and has no state.

    Args:
        model: of `fit`.
        names: of scores; those of unknown direction are left out.
    """
    if not hasattr(model, "announced_scores"):
        model.announced_scores = _announcement()()  # which `model.metrics` then has
    directions = {"max": "up", "min": "down"}
    for name in names:
        if direction := directions.get(better(name)):
            model.announced_scores.scores[name] = _Score(name, direction)


class _Score(keras.metrics.Metric):
    def __init__(self, name, direction):
        super().__init__(name=name)
        self._direction = direction


@functools.cache
def _announcement() -> type:
    """Build the class that Keras's callbacks look into: that of compiled metrics."""
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
