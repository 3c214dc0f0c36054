from collections.abc import Sequence

from seqkit.callbacks.periodic import Periodic
from seqkit.callbacks.periodic import counts
from seqkit.callbacks.periodic import kept


class SampleNeighbours(Periodic):
    """Print the words that are most similar to some words, after each epoch.

    Args:
        words: str or list of str.
        count: int, similar words for each.
        every: int, the number of epochs from one print to the next.

    Raises:
        TypeError: the model of `fit` has no `most_similar`.
        ValueError: `every` or `count` is less than 1; or at the end of an epoch, a word
            has no vector.

    Example:
    >>> model.fit(batches, epochs=5, callbacks=[SampleNeighbours("good", count=2)])
    Epoch 1: good: great, bad
    """

    asks = "most_similar"

    def __init__(
        self, words: str | Sequence[str], *, count: int = 5, every: int = 1
    ) -> None:
        super().__init__(every)
        words = kept(words, "words")
        self.words = [words] if isinstance(words, str) else words
        self.count = counts(count=count)["count"]

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Print similar words, if the callback acts after this epoch."""
        if not self.is_due(epoch):
            return
        rows = []
        for word in self.words:
            found = self.model.most_similar(word, self.count)
            rows.append(f"{word}: {', '.join(near for near, _ in found)}")
        print(
            "\n" + "\n".join([f"Epoch {epoch + 1}: {rows[0]}", *rows[1:]]), flush=True
        )
