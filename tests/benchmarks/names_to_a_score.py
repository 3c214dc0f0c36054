"""Seconds in which the recipe `names` reaches the score of makemore's GRU.

The recipe makes its batches by `tf.data`; here the same model trains on plain arrays,
with the optimizer of the recipe, so that TensorFlow is not needed. Compilation counts.
"""

import time
from collections.abc import Iterator

import keras

from recipes import names
from tests.benchmarks.timing import Row

SCORE = 1.988  # nats a character
BATCH, RATE = 128, 6e-3


def rows(epochs: int) -> Iterator[Row | str]:
    """Yield the seconds until the score of held-out names is reached."""
    try:
        train, validation, _ = names.load(data="names")
    except OSError as error:
        yield f"names: the few names of seqkit, without a known score. {error}"
        train, validation, _ = names.load()
    keras.utils.set_random_seed(0)
    model = names.build(train)
    x, y = arrays(model, train)
    steps = epochs * -(-len(x) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    model.compile(keras.optimizers.AdamW(rate, weight_decay=0.2, global_clipnorm=1.0))
    watch = Watch()
    model.fit(
        x,
        y,
        batch_size=BATCH,
        validation_data=arrays(model, validation),
        epochs=epochs,
        callbacks=[watch],
        verbose=0,
    )
    yield Row(
        f"names: {epochs} epochs, the best {watch.best:.3f} nats", watch.passed, "s"
    )
    if watch.reached is None:
        yield f"names: {SCORE} nats were not reached"
    else:
        yield Row(f"names: until {SCORE} nats on held-out names", watch.reached, "s")


def arrays(model, texts):
    """Return inputs and targets of all names."""
    ids = model.vocabulary.encode(texts, start=True, end=True)
    # An end token is no input.
    return ids[:, :-1] * (ids[:, 1:] > 0), ids[:, 1:]


class Watch(keras.callbacks.Callback):
    """Note the seconds at which the score is reached."""

    def __init__(self) -> None:
        super().__init__()
        self.begin, self.best, self.reached = time.perf_counter(), float("inf"), None
        self.passed = 0.0

    def on_epoch_end(self, epoch, logs):
        self.passed = time.perf_counter() - self.begin
        self.best = min(self.best, logs["val_nats_per_token"])
        if self.reached is None and self.best <= SCORE:
            self.reached = self.passed
