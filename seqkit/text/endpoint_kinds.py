"""What exports take and give as text: strings for ids, and the words of an input."""

from dataclasses import dataclass
from typing import Any

from seqkit.endpoint_kinds import keep_rows
from seqkit.types import Bounds
from seqkit.types import InputKind
from seqkit.types import Read
from seqkit.types import Tensor

UTF8_BYTES = 4  # of one character, at most


@dataclass(frozen=True)
class Text:
    """Texts as strings `(batch,)`, which the endpoint's function sees as ids.

    A text is not valid if it is not UTF-8 or is longer than the bounds.

    Args:
        vocabulary: `Vocabulary`, `SubwordVocabulary` or `SpelledVocabulary`.
    """

    vocabulary: Any
    name = "text"
    unit = "characters"

    def specs(self, name: str) -> dict[str, Any]:
        """Return one tensor of strings `(batch,)`."""
        import tensorflow as tf

        return {name: tf.TensorSpec([None], tf.string, name)}

    def read(self, columns: list[Tensor], bounds: Bounds) -> Read:
        """Encode the texts that are valid.

        Returns:
            `Read` with ids int32 `(batch, time)`, or `(batch, time, …)` as the
            vocabulary encodes, as wide as the longest valid text and at least one step;
            all 0 where a text is not valid.
        """
        import tensorflow as tf

        (texts,) = columns
        # Far too long ones are dropped before anything looks at them.
        valid = tf.strings.length(texts) <= UTF8_BYTES * bounds.longest
        bounded = tf.where(valid, texts, "")
        valid &= tf.strings.length(bounded, unit="UTF8_CHAR") <= bounds.longest
        # Only broken UTF-8 comes back changed.
        valid &= tf.strings.unicode_transcode(bounded, "UTF-8", "UTF-8") == bounded
        ids = self.vocabulary.encode(tf.where(valid, bounded, ""))  # (batch, time, …)
        first = ids if ids.shape.rank == 2 else ids[..., 0]  # (batch, time)
        lengths = tf.math.count_nonzero(first, axis=1, dtype=tf.int32)
        valid &= lengths <= bounds.steps
        # A text that is not valid makes no other row take more steps.
        width = tf.reduce_max(tf.concat([[0], tf.where(valid, lengths, 0)], axis=0))
        ids = keep_rows(ids, valid)[:, :width]  # (batch, width, …)
        # No recurrent layer of TensorFlow's runs over no step at all.
        missing = tf.maximum(1 - tf.shape(ids)[1], 0)
        beyond = [[0, 0]] * (ids.shape.rank - 2)
        return Read(tf.pad(ids, [[0, 0], [0, missing], *beyond]), valid, texts)

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Pass: text can be written beside any inputs."""

    def write(self, values: Tensor, reads: dict[str, Read]) -> Tensor:
        """Decode ids int32 `(batch, …, time)` as strings `(batch, …)`."""
        import tensorflow as tf

        rows = tf.reshape(values, tf.stack([-1, tf.shape(values)[-1]]))  # (texts, time)
        return tf.reshape(self.vocabulary.decode(rows), tf.shape(values)[:-1])

    def resources(self) -> list[Any]:
        """Return the lookup tables of the vocabulary."""
        return list(self.vocabulary.tables)


@dataclass(frozen=True)
class Words:
    """The words of an input's text, string `(batch, time)`, one for each step read.

    Args:
        vocabulary: the vocabulary that reads the text.
        input: str, the name of an input of kind `Text`.
    """

    vocabulary: Any
    input: str = "text"

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Raise ValueError unless the input is text."""
        if not isinstance(inputs.get(self.input), Text):
            raise ValueError(
                f"`Words` are those of the text input `{self.input}`. Received the "
                f"inputs {inputs}. Add `{self.input}` of kind `Text`, or leave the "
                "output of `Words` out."
            )

    def write(self, values: None, reads: dict[str, Read]) -> Tensor:
        """Split the texts that were read into their words."""
        import tensorflow as tf

        ids, valid, texts = reads[self.input]
        width = tf.shape(ids)[1]
        words = self.vocabulary.tokenize(tf.where(valid, texts, ""))[:, :width]
        return words.to_tensor("", shape=tf.stack([-1, width]))  # (batch, time)

    def resources(self) -> list[Any]:
        """Return the lookup tables of the vocabulary."""
        return list(self.vocabulary.tables)
