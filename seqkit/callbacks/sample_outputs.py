from collections.abc import Sequence

from seqkit.callbacks.periodic import Periodic
from seqkit.callbacks.periodic import counts
from seqkit.callbacks.periodic import kept

# If no text has more characters, all are printed on one line.
SHORT = 24


class SampleOutputs(Periodic):
    """Print texts that a model generates, after each epoch.

    Args:
        inputs: str or list of str, the texts to continue or to translate.
        count: int, texts for each input.
        every: int, the number of epochs from one print to the next.
        temperature: float, see `generate`. None: the default of `generate`.
        length: int, the most new tokens. None: the model's `length`.
        beams: int, of a beam search, used instead of random draws.
        seed: int, of the random draws: the same draws after each epoch, so that texts
            differ only because of training. None: a new seed after each epoch.

    Raises:
        TypeError: the model of `fit` has no `generate`.
        ValueError: `every`, `count`, `length` or `beams` is less than 1.

    Example:
    >>> model.fit(batches, epochs=9, callbacks=[SampleOutputs("Mar", count=3)])
    Epoch 1: Mary, Marle, Mart
    """

    def __init__(
        self,
        inputs: str | Sequence[str] = "",
        *,
        count: int = 5,
        every: int = 1,
        temperature: float | None = None,
        length: int | None = None,
        beams: int | None = None,
        seed: int | None = None,
    ):
        super().__init__(every)
        self.inputs = kept(inputs, "inputs")
        self.arguments = {
            **counts(count=count, length=length, beams=beams),
            "temperature": temperature,
            "seed": seed,
        }

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Print texts, if the callback acts after this epoch."""
        if not self.is_due(epoch):
            return
        texts = self.model.generate(self.inputs, **self.arguments)
        short = all(len(text) <= SHORT and "\n" not in text for text in texts)
        shown = ", ".join(texts) if short else "\n" + "\n\n".join(texts)
        print(f"\nEpoch {epoch + 1}: {shown}", flush=True)
