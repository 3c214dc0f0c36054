"""A mixin with `load_vectors`, for models that embed words."""

import os

from keras import ops

from seqkit.text.word_vectors import Vectors
from seqkit.text.word_vectors import read_vectors


class LoadsVectors:
    """Load pretrained word vectors into a model; a mixin for Keras models.

    The model has a `codec` or a `vocabulary`, and a layer `embed` with `embeddings`.
    Training changes the vectors, unless the model has an argument `train_embedding`
    that is False.
    """

    def load_vectors(self, path: str | os.PathLike) -> Vectors:
        """Set the vectors of all words of the vocabulary that are in a file.

        Words that are not in the file keep their random vectors.

        Args:
            path: path of a text file in the format of GloVe or word2vec, plain or
                `.gz`.

        Returns:
            `Vectors`, with the vectors and which words were found.

        Raises:
            ValueError: the vectors of the file have another width than the embedding,
                the file has no word of the vocabulary, or the model has no embedding of
                words.
        """
        table = getattr(self.embed, "embeddings", None)
        codec = self.codec if hasattr(self, "codec") else self.vocabulary
        if table is None:
            encoder = getattr(self, "encoder", None)
            advice = "Give it a `Vocabulary` of words and an `embedding`."
            if encoder is not None:
                advice = "Load the vectors into the encoder, before the model is built."
            raise ValueError(
                "`load_vectors` sets a model's own embedding of words. Received a "
                f"model that reads by {'its `encoder`' if encoder else codec}. "
                f"{advice}"
            )
        vectors = read_vectors(path, codec, table.shape[-1])
        values = ops.convert_to_numpy(table).copy()
        values[vectors.found] = vectors.values[vectors.found]
        table.assign(values)
        return vectors
