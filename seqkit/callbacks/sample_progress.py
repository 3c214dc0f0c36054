import os
from collections.abc import Sequence

from seqkit.callbacks.periodic import CallsModel
from seqkit.callbacks.periodic import counts
from seqkit.callbacks.periodic import kept
from seqkit.callbacks.samples_page import SamplesPage

TOKENS = "nats_per_token"  # the metric of models that write texts
PRINTED = 300  # the most characters of a text that are printed
GROWTH = 1.05  # from the updates of one point of the curve of losses to the next


class SampleProgress(CallsModel):
    """Print samples after 0, 1, 3, 10, 30, 100, … updates, and keep them on a page.

    The page `samples.html` shows the samples below the curves of the losses in training
    and validation. It is written anew after each sample and each epoch, under a
    temporary name that is then renamed. A run that is resumed (the optimizer has done
    updates before) continues the page; samples after more updates than the resumed run
    has done are replaced by its own. One more sample is drawn at the end of `fit`.

    With `steps_per_execution=n`, a sample is drawn after the n updates in which it is
    due. The state that a stateful model carries is not changed.

    Args:
        inputs: str or list of str, the texts to continue or to translate. A model of
            running text has learned what follows any text, and should get one, such as
            a newline; the empty text is only the beginning of its book.
        folder: str or Path of the folder for `samples.html`; it is created if
            necessary. None: samples are only printed.
        length: int, the most new tokens of a sample. None: the model's `length`.
        temperature: float, see `generate`. None: the default of `generate`.
        seed: int, of the random draws: the same draws each time, so that samples differ
            only because of training. None: a new seed each time.

    Raises:
        TypeError: the model of `fit` has no `generate`, or `folder` is no path.
        ValueError: `length` is less than 1, or `folder` is the path of a file.

    Example:
    >>> samples = SampleProgress("\\n", folder="saved_models/text", length=300)
    >>> model.fit(batches, epochs=9, callbacks=[samples])
    After 0 updates: …
    """

    def __init__(
        self,
        inputs: str | Sequence[str] = "",
        *,
        folder: str | os.PathLike | None = None,
        length: int | None = None,
        temperature: float | None = None,
        seed: int | None = 0,
    ):
        super().__init__()
        self.inputs = kept(inputs, "inputs")
        self.arguments = {
            **counts(length=length),
            "temperature": temperature,
            "seed": seed,
        }
        self.page = SamplesPage(folder)
        self.begun = False

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Forget the updates of an earlier `fit`."""
        self.begun = False

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        """Draw the sample before the first update, or continue the page of a run.

        `Checkpoints` restores a run in its `on_train_begin`, so the updates are counted
        here.
        """
        if not self.begun:
            self.begun = True
            self.updates = int(self.model.optimizer.iterations)
            self.page.begin(self.updates)
            self.next_point = self.updates + 1
            self.next_sample = following(self.updates)
            if not self.updates:
                self._sample()
        self.epoch_start = self.updates
        self.seen = 0, 0.0  # updates of the epoch, and the sum of their losses

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Note the loss and draw a sample, if they are due after this update."""
        self.updates = self.epoch_start + batch + 1
        if self.updates >= min(self.next_point, self.next_sample):
            self._note_loss(batch + 1, logs or {})
        if self.updates >= self.next_sample:
            self._sample()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Note the losses of the epoch, and write the page."""
        logs = logs or {}
        name = f"val_{name_of(logs)}"
        if name in logs:
            self.page.validation.append((self.updates, float(logs[name])))
        self.page.write()

    def on_train_end(self, logs: dict | None = None) -> None:
        """Draw the last sample."""
        if self.begun and self.page.last_sample() != self.updates:
            self._sample()

    def _note_loss(self, steps, logs):
        """Add the mean loss since the last point; `logs` have that of the epoch."""
        self.next_point = max(self.updates + 1, round(self.updates * GROWTH))
        name = name_of(logs)
        if name not in logs:
            return
        before, total = self.seen
        self.seen = steps, steps * float(logs[name])
        self.page.unit = name.replace("_", " ")
        if steps > before:
            loss = (self.seen[1] - total) / (steps - before)
            self.page.training.append((self.updates, loss))

    def _sample(self):
        """Draw, print and keep texts."""
        self.next_sample = following(self.updates)
        if hasattr(self.model, "jax_state_sync"):
            self.model.jax_state_sync()  # on JAX, `fit` keeps the weights to itself
        texts = self.model.generate(self.inputs, **self.arguments)
        self.page.samples.append((self.updates, texts))
        self.page.write()
        print(f"\n{self.page.headline()}", *map(shortened, texts), sep="\n", flush=True)


def following(updates: int) -> int:
    """Return the first of 1, 3, 10, 30, 100, … that is greater than `updates`."""
    power = 1
    while 3 * power <= updates:
        power *= 10
    return power if power > updates else 3 * power


def name_of(logs: dict) -> str:
    """Return the name of the loss to show: the metric of texts, if there is one."""
    return TOKENS if TOKENS in logs else "loss"


def shortened(text: str) -> str:
    """Return the beginning of a text, for the terminal."""
    return text if len(text) <= PRINTED else f"{text[:PRINTED]} …"
