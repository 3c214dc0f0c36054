from seqkit.callbacks.periodic import Periodic


class SampleTags(Periodic):
    """Prints how a tagger tags a few sentences, after each epoch.

    Args:
        sentences: list of str or of lists of words, as `tag` takes them.
        every: int, epochs from one print to the next.

    Raises:
        ValueError: `every` is less than 1.

    Example:
    >>> model.fit(batches, epochs=9, callbacks=[SampleTags(["to New York"])])
    Epoch 1:
    to  New     York
    O   B-city  O
    """

    def __init__(self, sentences, *, every=1):
        super().__init__(every)
        self.sentences = sentences

    def on_epoch_end(self, epoch, logs=None):
        if not self.is_due(epoch):
            return
        taggings = map(str, self.model.tag(self.sentences))
        print(f"\nEpoch {epoch + 1}:", *taggings, sep="\n", flush=True)
