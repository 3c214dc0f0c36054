from collections.abc import Sequence

from seqkit.arguments import list_of
from seqkit.callbacks.periodic import Periodic


class SampleTags(Periodic):
    """Print the tags that a tagger gives to a few sentences, after each epoch.

    Args:
        sentences: str, or list of str or of lists of words, see `tag`.
        every: int, the number of epochs from one print to the next.

    Raises:
        TypeError: `sentences` are neither a str nor a list, or the model of `fit` has
            no `tag`.
        ValueError: `every` is less than 1.

    Example:
    >>> model.fit(batches, epochs=9, callbacks=[SampleTags(["to New York"])])
    Epoch 1:
    to  New     York
    O   B-city  O
    """

    asks = "tag"

    def __init__(
        self, sentences: str | Sequence[str | Sequence[str]], *, every: int = 1
    ):
        super().__init__(every)
        sentences = [sentences] if isinstance(sentences, str) else sentences
        self.sentences = list_of(sentences, "sentences", "str or lists of words")

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Print words and their tags, if the callback acts after this epoch."""
        if not self.is_due(epoch):
            return
        taggings = map(str, self.model.tag(self.sentences))
        print(f"\nEpoch {epoch + 1}:", *taggings, sep="\n", flush=True)
