from collections.abc import Sequence

from seqkit.callbacks.periodic import Periodic
from seqkit.callbacks.periodic import counts
from seqkit.callbacks.periodic import kept

# Characters of the longest text that shares its line with other texts.
SHORT = 24


class SampleOutputs(Periodic):
    """Print texts that a model generates, after each epoch.

    Args:
        inputs: str or list of str, the texts to continue or to translate.
        count: int, texts for each input.
        every: int, epochs from one print to the next.
        temperature: float, as of `generate`. None: the default of the model.
        length: int, the most new tokens. None: the default of the model.
        beams: int, of a beam search, in place of random draws.
        seed: int, of the random draws. With a seed, changes between epochs come from
            training alone. None: a new seed each time.

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
        """Print the texts, if this epoch is due."""
        if not self.is_due(epoch):
            return
        texts = self.model.generate(self.inputs, **self.arguments)
        short = all(len(text) <= SHORT and "\n" not in text for text in texts)
        shown = ", ".join(texts) if short else "\n" + "\n\n".join(texts)
        print(f"\nEpoch {epoch + 1}: {shown}", flush=True)
