"""Word vectors from files, for models that embed words."""

import os

from keras import ops

from seqkit.text.word_vectors import Vectors
from seqkit.text.word_vectors import read_vectors


class LoadsVectors:
    """Starts the embedding from word vectors; a mixin for models with `embed`.

    The model has a `vocabulary`, too, and its `train_embedding` says whether the
    vectors are trained on.
    """

    def load_vectors(self, path: str | os.PathLike) -> Vectors:
        """Sets the embedding of all words that a file has.

        Words that it does not have keep what they were given at random.

        Args:
            path: of a text file of GloVe's or word2vec's form, plain or `.gz`.

        Returns:
            `Vectors`, which says how many words were found.

        Raises:
            ValueError: the file is of another width than the embedding or holds no
                word of the vocabulary, or the model embeds nothing itself.
        """
        if self.embed is None:
            raise ValueError(
                "`load_vectors` sets a model's own embedding. Received a model whose "
                "`encoder` embeds. Load them before it is given to the model."
            )
        table = self.embed.embeddings
        vectors = read_vectors(path, self.vocabulary, table.shape[-1])
        values = ops.convert_to_numpy(table).copy()
        values[vectors.found] = vectors.values[vectors.found]
        table.assign(values)
        return vectors
