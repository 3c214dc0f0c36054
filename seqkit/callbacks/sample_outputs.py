from seqkit.callbacks.periodic import Periodic
from seqkit.callbacks.periodic import counts
from seqkit.callbacks.periodic import kept

# Characters of a text that still shares its line with others.
SHORT = 24


class SampleOutputs(Periodic):
    """Prints what a generating model makes, after each epoch.

    Args:
        inputs: str or list of str, what to continue or translate.
        count: int, texts for each input.
        every: int, epochs from one print to the next.
        temperature: float, as of `generate`. None: as the model draws or searches.
        length: int, the most new tokens. None: the model's own.
        beams: int, search with so many beams instead of drawing.
        seed: int. The same after each epoch shows what training changed; None draws
            anew.

    Raises:
        TypeError: the model of `fit` has no `generate`.
        ValueError: `every`, `count`, `length` or `beams` is less than 1.

    Example:
    >>> model.fit(batches, epochs=9, callbacks=[SampleOutputs("Mar", count=3)])
    Epoch 1: Mary, Marle, Mart
    """

    def __init__(
        self,
        inputs="",
        *,
        count=5,
        every=1,
        temperature=None,
        length=None,
        beams=None,
        seed=None,
    ):
        super().__init__(every)
        self.inputs = kept(inputs, "inputs")
        self.arguments = {
            **counts(count=count, length=length, beams=beams),
            "temperature": temperature,
            "seed": seed,
        }

    def on_epoch_end(self, epoch, logs=None):
        if not self.is_due(epoch):
            return
        texts = self.model.generate(self.inputs, **self.arguments)
        short = all(len(text) <= SHORT and "\n" not in text for text in texts)
        shown = ", ".join(texts) if short else "\n" + "\n\n".join(texts)
        print(f"\nEpoch {epoch + 1}: {shown}", flush=True)
