import keras


class SampleTags(keras.callbacks.Callback):
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
        super().__init__()
        if every < 1:
            raise ValueError(
                f"`every` counts epochs, 1 or more. Received {every}. "
                "Leave the callback out to print nothing."
            )
        self.sentences = sentences
        self.every = every

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every:
            return
        taggings = map(str, self.model.tag(self.sentences))
        print(f"\nEpoch {epoch + 1}:", *taggings, sep="\n", flush=True)
