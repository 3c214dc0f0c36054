"""Word vectors from files, for models that embed words."""

import os

from keras import ops

from seqkit.text.word_vectors import Vectors
from seqkit.text.word_vectors import read_vectors


class LoadsVectors:
    """Start the embedding from word vectors; a mixin for models with `embed`.

    The model has a `codec`, too, and its `train_embedding` says whether the vectors are
    trained further.
    """

    def load_vectors(self, path: str | os.PathLike) -> Vectors:
        """Set the vectors of all words that a file has.

        Words that it does not have keep their random vectors.

        Args:
            path: of a text file of GloVe's or word2vec's form, plain or `.gz`.

        Returns:
            `Vectors`, which says how many words were found.

        Raises:
            ValueError: the file is of another width than the embedding or holds no
                word of the vocabulary, or the model has no embedding of words.
        """
        table = getattr(self.embed, "embeddings", None)
        if table is None:
            encoder = getattr(self, "encoder", None)
            advice = "Give the model a `Vocabulary` as its codec."
            if encoder is not None:
                advice = "Load them before it is given to the model."
            raise ValueError(
                "`load_vectors` sets a model's own embedding of words. Received a "
                f"model that reads by {'its `encoder`' if encoder else self.codec}. "
                f"{advice}"
            )
        vectors = read_vectors(path, self.codec, table.shape[-1])
        values = ops.convert_to_numpy(table).copy()
        values[vectors.found] = vectors.values[vectors.found]
        table.assign(values)
        return vectors
