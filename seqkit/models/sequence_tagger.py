from collections.abc import Iterable
from collections.abc import Sequence
from typing import overload

import keras
import numpy as np
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.layers.cells import stack_of
from seqkit.layers.character_encoder import CharacterEncoder
from seqkit.layers.crf import CRF
from seqkit.layers.lengths import count_real
from seqkit.layers.max_over_time import MaxOverTime
from seqkit.layers.word_dropout import WordDropout
from seqkit.models.answers import Tagging
from seqkit.models.batches_by_length import by_length
from seqkit.models.class_labels import check_labels
from seqkit.models.load_vectors import LoadsVectors
from seqkit.models.precision import precision_of
from seqkit.models.tagging import check_characters
from seqkit.models.tagging import check_label_weight
from seqkit.models.tagging import encode_sentences
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.text_arguments import is_text
from seqkit.models.training_tags import TrainsOnTags
from seqkit.public_method import public_method
from seqkit.text.endpoint_kinds import Words
from seqkit.types import Endpoint
from seqkit.types import Tensor

LONGEST = 20_000  # characters of a text that an export answers


@keras.saving.register_keras_serializable(package="seqkit")
class SequenceTagger(TrainsOnTags, LoadsVectors, keras.Model):
    """Tag each word of a sentence, and labels the sentence too: many to many in step.

    It comes compiled, with Adam, the gradient's norm clipped to 1 and the mean nats of
    a sentence as the loss, so `fit` trains it at once, and counts `tag_accuracy`.
    Which tag may follow which, it learns: with a CRF from all pairs of neighbours.

    Args:
        vocabulary: `SpelledVocabulary`, words and their characters; or `Vocabulary` of
            words, where `characters=False`.
        tags: list of str, what a word may be; int and bool count as their str.
        units: int, width of each direction of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm" or "gru".
        embedding: int, width of the learned embedding of the words.
        characters: bool, read the characters of each word beside the word.
        crf: bool, choose the tags of a sentence together, by a conditional random
            field. False: each by itself.
        labels: list of str, what a sentence may be. None: it gets no label.
        label_weight: float, how much the label counts in the loss beside the tag of
            one word.
        character_units: int, width of what is read of a word's characters.
        dropout: float, share of the values dropped before, between and after the
            recurrent layers.
        word_dropout: float, share of the words made unknown while training, so that
            the model learns what to make of those.
        train_embedding: bool. False keeps vectors as `load_vectors` set them.
        dtype: str or `keras.DTypePolicy`, the precision of all but what is scored.
            None: Keras's global one.

    Call arguments:
        inputs: int32 `(batch, time, 1 + word_length)`, ids as the vocabulary encodes
            them, or `(batch, time)` where `characters=False`; padded on the right
            with 0.

    Returns:
        float32 `(batch, time, tags)`, logits; with a CRF the potentials that it
        decodes. With `labels` a list of that and float32 `(batch, labels)`, logits.

    Raises:
        ValueError: an argument is out of its range, or the vocabulary does not go with
            `characters`.
        TypeError: texts stand in place of ids, or an argument has the name that
            another library gives it.

    Reference:
        Ma & Hovy 2016, https://arxiv.org/abs/1603.01354; CRF: Lample et al. 2016,
        section 2, https://arxiv.org/abs/1603.01360; tags and label by one model: Liu &
        Lane 2016, https://arxiv.org/abs/1609.01454, here by maximum over time of what
        was read and of the words themselves.

    Example:
    >>> sentences = ["to Rome", "from Rome"] * 64
    >>> tags = [["O", "TO"], ["O", "FROM"]] * 64
    >>> vocabulary = seqkit.SpelledVocabulary.from_texts(sentences)
    >>> model = seqkit.SequenceTagger(vocabulary, ["FROM", "O", "TO"], units=16)
    >>> batches = seqkit.data.tagged(sentences, tags, vocabulary, model.tags)
    >>> model.fit(batches, epochs=60)
    >>> model.tag("to Oslo").tags
    ['O', 'TO']
    """

    @public_method
    def __init__(
        self,
        vocabulary,
        tags,
        units=128,
        depth=1,
        cell="lstm",
        embedding=128,
        *,
        characters=True,
        crf=True,
        labels=None,
        label_weight=2.0,
        character_units=64,
        dropout=0.5,
        word_dropout=0.1,
        train_embedding=True,
        dtype=None,
        **kwargs,
    ):
        check_vocabulary(vocabulary)
        characters = flag("characters", characters)
        check_characters(characters, vocabulary)
        tags = check_labels(tags, 1, "tags")
        labels = None if labels is None else check_labels(labels, 2)
        check_label_weight(label_weight)
        units = whole_number("units", units)
        depth = whole_number("depth", depth)
        embedding = whole_number("embedding", embedding)
        character_units = whole_number("character_units", character_units)
        crf = flag("crf", crf)
        train_embedding = flag("train_embedding", train_embedding)
        dropout = share("dropout", dropout)
        word_dropout = share("word_dropout", word_dropout)
        policy = precision_of(dtype)

        # Layers
        self.drop_words = WordDropout(word_dropout)
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.embed = keras.layers.Embedding(
            len(vocabulary), embedding, trainable=train_embedding, dtype=policy
        )
        self.spell = self.crf = self.pool = self.label_head = None
        if characters:
            size = len(vocabulary.characters)
            self.spell = CharacterEncoder(size, character_units, dtype=policy)
        self.stack = stack_of(cell)(
            units, depth, cell, bidirectional=True, dropout=dropout, dtype=policy
        )
        self.head = keras.layers.Dense(len(tags), dtype="float32", name="head")
        if crf:
            self.crf = CRF(name="crf")
        if labels is not None:
            self.pool = MaxOverTime(dtype=policy.name)
            self.label_head = keras.layers.Dense(
                len(labels), dtype="float32", name="label_head"
            )

        # Graph
        shape = (None, 1 + vocabulary.word_length) if characters else (None,)
        ids = keras.Input(shape, dtype="int32")
        words = self.words_of(ids)  # (batch, time)
        lengths = count_real(words)
        vectors = self.embed(self.drop_words(words))
        if characters:
            spelled = self.spell(ids[..., 1:])
            vectors = ops.concatenate([vectors, spelled], axis=-1)
        outputs, _ = self.stack(self.drop(vectors), lengths=lengths)
        answers = self.head(self.drop(outputs))  # (batch, time, tags)
        if crf:
            answers = self.crf(answers, lengths=lengths)
        if labels is not None:
            # Some words tell the label whatever is around them.
            read = ops.concatenate([vectors, outputs], axis=-1)
            pooled = self.pool(read, lengths=lengths)
            answers = [answers, self.label_head(self.drop(pooled))]
        self.runs_under_xla = not crf  # which loops over the steps of a batch
        super().__init__(inputs=ids, outputs=answers, dtype=policy, **kwargs)

        # Config
        self.vocabulary = vocabulary
        self.tags = tags
        self.units = units
        self.depth = depth
        self.cell = cell
        self.embedding = embedding
        self.characters = characters
        self.labels = labels
        self.label_weight = label_weight
        self.character_units = character_units
        self.dropout = dropout
        self.word_dropout = word_dropout
        self.train_embedding = train_embedding
        self._judge = compiled(self.judge, lambda: self.variables)

    def words_of(self, ids: Tensor) -> Tensor:
        """Return the ids of the words, int32 `(batch, time)`, out of those of all."""
        return ids if self.spell is None else ids[..., 0]

    def judge(self, ids: Tensor) -> dict[str, Tensor]:
        """Tag ids, and labels them where the model has labels.

        Args:
            ids: int32, as the model is called on.

        Returns:
            dict: `tags` int32 `(batch, time)`, -1 on padding; `score` float32
            `(batch,)`, in nats; and with labels `label` int32 `(batch,)` and
            `label_score` float32 `(batch,)`, its probability.
        """
        potentials, logits = self.parts(self(ids, training=False))
        tags = self.decode(potentials, count_real(self.words_of(ids)))
        nats = ops.sum(self.tag_nats(potentials, tags + 1), axis=1)
        answer = {"tags": tags, "score": 0.0 - nats}  # where there is no word not -0
        if logits is not None:
            answer["label"] = ops.cast(ops.argmax(logits, axis=-1), "int32")
            answer["label_score"] = ops.max(ops.softmax(logits), axis=-1)
        return answer

    @overload
    def tag(self, sentences: str | bytes) -> Tagging: ...

    @overload
    def tag(
        self, sentences: Iterable[str | bytes | Sequence[str]]
    ) -> list[Tagging]: ...

    @public_method
    def tag(
        self, sentences: str | bytes | Iterable[str | bytes | Sequence[str]]
    ) -> Tagging | list[Tagging]:
        """Tag the words of sentences.

        Args:
            sentences: str, which the vocabulary splits; or a list, of such or of lists
                of words. The empty sentence has no tags.

        Returns:
            `Tagging`, a list of them for a list.

        Raises:
            TypeError: a sentence is neither str nor list of str.
            ValueError: the vocabulary splits the words of a list further.
        """
        one = is_text(sentences)
        listed = [sentences] if one else sentences
        words, rows = encode_sentences(listed, self.vocabulary)
        taggings = [
            self._tagging(*each)
            for each in zip(words, by_length(self._judge, rows), strict=True)
        ]
        return taggings[0] if one else taggings

    def _tagging(self, words, answer):
        """Return the answer of one sentence."""
        tags = [self.tags[tag] for tag in answer["tags"][: len(words)]]
        if self.labels is None:
            return Tagging(words, tags, float(answer["score"]))
        label, label_score = self.labels[answer["label"]], float(answer["label_score"])
        return Tagging(words, tags, float(answer["score"]), label, label_score)

    def prepare(self, texts: Sequence[str]) -> np.ndarray:
        """Return ids of texts, as the model is called on."""
        return self.vocabulary.encode(texts)

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signature of an export.

        Returns:
            `serving_default`: text to its words and their tags, both as wide as the
            longest text of the batch, and the score of the tags; with labels also the
            label and its score.
        """
        outputs = {
            "words": Words(self.vocabulary),
            "tags": Names(tuple(self.tags), 'the tag of each step; "" beyond the last'),
            "score": Numbers(meaning="the log-probability of the tags, in nats"),
        }
        if self.labels is not None:
            outputs |= {
                "label": Names(tuple(self.labels), "the likeliest label"),
                "label_score": Numbers(meaning="the probability of the label"),
            }
        text = {"text": self.vocabulary.endpoint_kind()}

        def tag(text):
            return self.judge(text)

        return {"serving_default": Endpoint(tag, text, outputs, LONGEST)}

    def get_config(self):
        return {
            "vocabulary": keras.saving.serialize_keras_object(self.vocabulary),
            "tags": list(self.tags),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "embedding": self.embedding,
            "characters": self.characters,
            "crf": self.crf is not None,
            "labels": self.labels and list(self.labels),
            "label_weight": self.label_weight,
            "character_units": self.character_units,
            "dropout": self.dropout,
            "word_dropout": self.word_dropout,
            "train_embedding": self.train_embedding,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization
