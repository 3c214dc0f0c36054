from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.layers.ngram_embedding import NgramEmbedding
from seqkit.layers.skip_gram_embedding import SkipGramEmbedding
from seqkit.models.load_vectors import LoadsVectors
from seqkit.models.nearest_words import FIRST
from seqkit.models.nearest_words import FindsWords
from seqkit.models.nearest_words import unit
from seqkit.models.skip_gram_loss import check_spans
from seqkit.models.skip_gram_loss import skip_gram_loss
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.training import TrainsOnIds
from seqkit.public_method import public_method
from seqkit.text.endpoint_kinds import KnownText
from seqkit.text.ngram_vocabulary import NgramVocabulary
from seqkit.types import END
from seqkit.types import Endpoint
from seqkit.types import Tensor
from seqkit.types import TextCodec

NEAREST = 10  # words that an export returns
TABLE_ROWS = 4096  # words whose vectors are computed at once
SMALL = 1e-9


def default_optimizer(learning_rate: Any = 0.5) -> keras.optimizers.Optimizer:
    """Build Adagrad, which moves the vectors of frequent words less than those of rare.

    A batch has hundreds of pairs of each frequent word, whose gradients are added. The
    first step of a rare word is a quarter of its gradient: the initial sum is 4.

    Reference: Duchi et al. 2011, https://jmlr.org/papers/v12/duchi11a.html.
    """
    return keras.optimizers.Adagrad(learning_rate, initial_accumulator_value=4.0)


@keras.saving.register_keras_serializable(package="seqkit")
class WordVectors(FindsWords, LoadsVectors, TrainsOnIds, keras.Model):
    """Learn a vector of each word, by which it predicts its neighbours: word2vec.

    Words that stand among like neighbours get like vectors. The model is compiled
    already, with Adagrad, so `fit` can be called at once; a learning rate that falls to
    0 gives better vectors. Each step updates the vectors of its batch alone.

    Args:
        vocabulary: `Vocabulary` of words or characters, or `SubwordVocabulary`.
        units: int, width of the vectors.
        negatives: int, noise words that each pair of words is compared with.
        ngrams: pair of int, such as `(3, 6)`: the vector of a word is the mean of its
            own and those of its n-grams of so many characters. So unknown words have
            vectors too. Training takes several times as long. None: words alone.

    Call arguments:
        inputs: int32 `(batch, time)`, ids padded on the right with 0.

    Returns:
        float32 `(batch, time, units)`, the vectors of the words.

    Raises:
        ValueError: an argument is out of its range, or `ngrams` are given for a
            vocabulary without words.
        TypeError: `vocabulary` is no vocabulary, or texts are given in place of ids.

    Reference:
        Mikolov et al. 2013, https://arxiv.org/abs/1310.4546. N-grams: Bojanowski et al.
        2017, https://arxiv.org/abs/1607.04606.

    Example:
    >>> vocabulary = seqkit.Vocabulary.from_texts(texts, "words", min_count=5)
    >>> model = seqkit.WordVectors(vocabulary)
    >>> model.fit(seqkit.data.skip_grams(texts, vocabulary), epochs=5)
    >>> model.most_similar("good", 2)
    [('great', 0.78), ('decent', 0.76)]
    """

    data_call = "seqkit.data.skip_grams(texts, model.vocabulary)"
    answer_call = "model.vectors(words)"
    encode_call = "model.vocabulary.encode(texts)"
    accuracy = None

    @public_method
    def __init__(
        self,
        vocabulary: TextCodec,
        units: int = 100,
        negatives: int = 5,
        ngrams: Sequence[int] | None = None,
        **kwargs,
    ):
        check_vocabulary(vocabulary)
        units = whole_number("units", units)
        negatives = whole_number("negatives", negatives)
        ngrams = None if ngrams is None else _pair(ngrams)
        policy = keras.DTypePolicy("float32")  # looking up is no faster in 16 bits
        size = len(vocabulary)

        # Layers
        self.spelling = None
        initial = keras.initializers.RandomUniform(-0.5 / units, 0.5 / units)
        lookup = keras.layers.Embedding(size, units, initial, dtype=policy)
        if ngrams is not None:
            self.spelling = NgramVocabulary(vocabulary, *ngrams)
            lookup = NgramEmbedding(
                self.spelling.word_ids(), len(self.spelling), units, dtype=policy
            )
        self.embed = SkipGramEmbedding(lookup, size, units, dtype=policy)

        # Graph
        words = keras.Input((None,), dtype="int32")
        super().__init__(
            inputs=words,
            outputs=self.embed(words),  # (batch, time, units)
            loss=skip_gram_loss,
            dtype=policy,
            **kwargs,
        )
        self.compile(optimizer=default_optimizer())
        self.optimizer.build(self.trainable_variables)

        # Config
        self.vocabulary = vocabulary
        self.units = units
        self.negatives = negatives
        self.ngrams = ngrams

    @property
    def table(self) -> np.ndarray:
        """The vectors of all ids, float32 `(tokens, units)`."""
        rows = np.arange(len(self.vocabulary), dtype="int32")
        parts = [
            ops.convert_to_numpy(self.embed(rows[None, first : first + TABLE_ROWS])[0])
            for first in range(0, len(rows), TABLE_ROWS)
        ]
        return np.concatenate(parts)

    def before_fit(self, x, y):
        """Raise ValueError if `compile` got a loss."""
        if self.loss is not None:
            raise ValueError(
                "`WordVectors` has a loss of its own, by negative sampling. Received "
                "another from `compile`. Leave `loss` out: `model.compile(optimizer)`."
            )

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets are those of `data.skip_grams`."""
        check_spans(y, y_pred)

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Return the mean loss of a pair of words, see `skip_gram_loss`."""
        check_spans(y, y_pred)
        if sample_weight is not None:
            raise ValueError(
                "The pairs of words have no weights. Received `sample_weight`. Leave "
                "it out."
            )
        spans, noise = y
        time = ops.shape(x)[1]
        ids = ops.concatenate([ops.cast(x, "int32"), ops.cast(noise, "int32")], axis=1)
        others = self.embed.as_neighbours(ids)  # (rows, time + noise, units)
        return skip_gram_loss(
            y_pred, others[:, :time], spans, others[:, time:], self.negatives
        )

    def quantize(self, *args, **kwargs):
        """Raise ValueError: word vectors are not quantized."""
        raise ValueError(
            "`WordVectors` is not quantized. Received a call of `quantize`. Write the "
            "vectors with `model.save_text(path)`, and quantize the model that reads "
            "them."
        )

    def mean_vectors(self, ids: Tensor) -> Tensor:
        """Return the mean vector of the known words of each text.

        Args:
            ids: int32 `(batch, time)`; or with n-grams `(batch, time, 1 + width)`, as
                `spelling` encodes texts.

        Returns:
            float32 `(batch, units)`; 0 for a text without known words.
        """
        known = ids > END
        known = known if len(ids.shape) == 2 else ops.any(known, axis=-1)
        known = ops.cast(known, "float32")[..., None]  # (batch, time, 1)
        total = ops.sum(self.embed(ids) * known, axis=1)  # (batch, units)
        return total / ops.maximum(ops.sum(known, axis=1), 1.0)

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            dict of two signatures. `serving_default` returns the 10 words most similar
            to a word, or to the mean of a text's words; `vectors` that mean. A text
            without any known word has no answer.
        """
        count = min(NEAREST, len(self.vocabulary) - FIRST)
        # N-grams of all words are too many for each request.
        table = None if self.spelling is None else unit(self.table[FIRST:])

        def near(text):
            words = text if len(text.shape) == 2 else text[..., 0]  # (batch, time)
            rows = table
            if table is None:
                rows = _unit_rows(self.embed.lookup.embeddings[FIRST:])
            vectors = _unit_rows(self.mean_vectors(text))  # (batch, units)
            size = len(self.vocabulary)

            def nearest(row):
                vector, own = row
                ones = ops.ones_like(own, dtype="float32")
                asked = ops.scatter(own[:, None], ones, (size,))[FIRST:]
                scores = ops.matmul(rows, vector[:, None])[:, 0]  # (words,)
                return ops.top_k(ops.where(asked > 0, -2.0, scores), count)

            scores, places = ops.map(nearest, (vectors, words))  # (batch, count)
            real = scores > -1.5  # fewer words may be left than are asked for
            return {
                "words": ops.where(real, ops.cast(places, "int32"), -1),
                "scores": ops.where(real, scores, 0.0),
            }

        def vectors(text):
            known = ops.cast(text > END, "int32")
            known = known if len(text.shape) == 2 else ops.max(known, axis=-1)
            return {"vector": self.mean_vectors(text), "known": ops.sum(known, axis=1)}

        kind = KnownText(self.spelling or self.vocabulary, "a word, or several")
        copies = 1 if self.spelling is None else 1 + self.spelling.width
        names = Names(tuple(self.vocabulary.tokens[FIRST:]), "the most similar words")
        found = {"words": names, "scores": Numbers(meaning="their cosines, from -1")}
        mean = {
            "vector": Numbers(meaning="the mean of the vectors of the words"),
            "known": Numbers("int32", "how many of the words have a vector"),
        }
        return {
            "serving_default": Endpoint(near, {"text": kind}, found, copies=copies),
            "vectors": Endpoint(vectors, {"text": kind}, mean, copies=copies),
        }

    def get_config(self):
        return {
            "vocabulary": keras.saving.serialize_keras_object(self.vocabulary),
            "units": self.units,
            "negatives": self.negatives,
            "ngrams": self.ngrams,
            "name": self.name,
        }


def _unit_rows(vectors):
    """Return vectors `(rows, units)` divided by their lengths."""
    lengths = ops.sqrt(ops.sum(ops.square(vectors), axis=1, keepdims=True))
    return vectors / ops.maximum(lengths, SMALL)


def _pair(ngrams):
    """Return the shortest and the longest n-grams as a list of two int."""
    pair = list_of(ngrams, "ngrams", "int")
    if len(pair) != 2:
        raise ValueError(
            "`ngrams` are the least and the most characters of n-grams. Received "
            f"{ngrams!r:.60}. Give (3, 6), say."
        )
    shortest = whole_number("ngrams", pair[0])
    return [shortest, whole_number("ngrams", pair[1], shortest)]
