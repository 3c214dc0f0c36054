"""`Text` and `Words`: how exports read and write texts; see `seqkit.types`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.endpoint_kinds import keep_rows
from seqkit.types import END
from seqkit.types import Bounds
from seqkit.types import InputKind
from seqkit.types import Read
from seqkit.types import Tensor

UTF8_BYTES = 4  # the most bytes of one character


@dataclass(frozen=True)
class Text:
    """Encode a client's strings `(batch,)` as ids, and decode ids to strings.

    A text is not valid if it is not UTF-8 or is longer than the bounds of a request.

    Args:
        vocabulary: `Vocabulary`, `SubwordVocabulary` or `SpelledVocabulary`.
        meaning: str, the meaning of the text in words, for `describe`.
    """

    vocabulary: Any
    meaning: str = "the text to read; it may be empty"
    name = "text"

    def specs(self, name: str) -> dict[str, Any]:
        """Return the spec of one tensor of strings `(batch,)`."""
        import tensorflow as tf

        return {name: tf.TensorSpec([None], tf.string, name)}

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meaning of the texts."""
        return {name: self.meaning}

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a text may be invalid, for `describe`."""
        return [
            f"its `{name}` is not UTF-8",
            f"its `{name}` is longer than {longest:,} characters",
            f"its `{name}` has more than {largest:,} / n tokens in a batch of n rows",
        ]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Encode the valid texts.

        Returns:
            `Read` with ids int32 `(batch, time)`, or `(batch, time, …)` if a step of
            the vocabulary has several ids; all 0 in the rows of invalid texts. `time`
            is the number of ids of the longest valid text, and at least 1.
        """
        import tensorflow as tf

        (texts,) = columns
        # Very long texts are dropped before the slower checks.
        valid = tf.strings.length(texts) <= UTF8_BYTES * bounds.longest
        bounded = tf.where(valid, texts, "")
        valid &= tf.strings.length(bounded, unit="UTF8_CHAR") <= bounds.longest
        # The operation changes a text only if its UTF-8 is invalid.
        valid &= tf.strings.unicode_transcode(bounded, "UTF-8", "UTF-8") == bounded
        ids = self.vocabulary.encode(tf.where(valid, bounded, ""))  # (batch, time, …)
        first = ids if ids.shape.rank == 2 else ids[..., 0]  # (batch, time)
        lengths = tf.math.count_nonzero(first, axis=1, dtype=tf.int32)
        valid &= lengths <= bounds.steps
        # Invalid texts are not counted, so that they do not lengthen other rows.
        width = tf.reduce_max(tf.concat([[0], tf.where(valid, lengths, 0)], axis=0))
        ids = keep_rows(ids, valid)[:, :width]  # (batch, width, …)
        # TensorFlow's recurrent layers fail on zero steps.
        missing = tf.maximum(1 - tf.shape(ids)[1], 0)
        beyond = [[0, 0]] * (ids.shape.rank - 2)
        return Read(tf.pad(ids, [[0, 0], [0, missing], *beyond]), valid, texts)

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Do nothing: texts can be written beside any inputs."""

    def write(self, values: Tensor, reads: dict[str, Read]) -> Tensor:
        """Decode ids int32 `(batch, …, time)` as strings `(batch, …)`."""
        import tensorflow as tf

        rows = tf.reshape(values, tf.stack([-1, tf.shape(values)[-1]]))  # (texts, time)
        return tf.reshape(self.vocabulary.decode(rows), tf.shape(values)[:-1])

    def resources(self) -> Sequence[Any]:
        """Return the lookup tables of the vocabulary."""
        return list(self.vocabulary.tables)


class KnownText(Text):
    """Encode a client's strings as `Text`; a text without a known word is not valid."""

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons of `Text`, and that no word is known."""
        return [*super().faults(name, longest, largest), f"its `{name}` is unknown"]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Encode the valid texts, see `Text`."""
        import tensorflow as tf

        ids, valid, texts = super().read(columns, bounds)
        known = tf.reduce_any(ids > END, axis=range(1, ids.shape.rank))
        return Read(ids, valid & known, texts)


@dataclass(frozen=True)
class Words:
    """Write the words of a text input as strings `(batch, time)`, one for each step.

    Args:
        vocabulary: the vocabulary of the input.
        input: str, the name of an input of kind `Text`.
        meaning: str, the meaning of the output, for `describe`.
    """

    vocabulary: Any
    input: str = "text"
    meaning: str = 'the words of the text; "" beyond the last'

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Raise ValueError unless `inputs` has the text input, of kind `Text`."""
        if not isinstance(inputs.get(self.input), Text):
            raise ValueError(
                f"`Words` are the words of the text input `{self.input}`. Received the "
                f"inputs {inputs}. Add an input `{self.input}` of kind `Text`, or "
                "leave the output of kind `Words` out."
            )

    def write(self, values: None, reads: dict[str, Read]) -> Tensor:
        """Return the words of the texts; all words of an invalid text are ""."""
        import tensorflow as tf

        ids, valid, texts = reads[self.input]
        width = tf.shape(ids)[1]
        # Ragged (batch, words), cut to the steps that the model reads.
        words = self.vocabulary.tokenize(tf.where(valid, texts, ""))[:, :width]
        return words.to_tensor("", shape=tf.stack([-1, width]))  # (batch, time)

    def resources(self) -> Sequence[Any]:
        """Return the lookup tables of the vocabulary."""
        return list(self.vocabulary.tables)
