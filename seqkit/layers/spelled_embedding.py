import keras
from keras import ops

from seqkit.layers.character_encoder import CharacterEncoder
from seqkit.layers.word_embedding import WordEmbedding
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class SpelledEmbedding(WordEmbedding):
    """Compute a vector of each word: a learned vector, joined with one of its spelling.

    `CharacterEncoder` computes the second vector from the characters of the word.

    Args:
        size: int, number of word ids.
        characters: int, number of character ids.
        embedding: int, width of the learned vectors of words.
        character_units: int, width of the vectors of spellings.
        word_dropout: float, share of the words that are made unknown in training. Their
            characters stay, so the model learns to read unknown words by spelling.
        train_embedding: bool, whether training changes the learned vectors of words.

    Call arguments:
        inputs: int32 `(batch, time, 1 + characters of a word)`: the id of the word,
            then the ids of its characters.

    Returns:
        float `(batch, time, embedding + character_units)`.

    Example:
    >>> SpelledEmbedding(9, 30, 4, 8)(np.array([[[4, 7, 8], [0, 0, 0]]])).shape
    (1, 2, 12)
    """

    def __init__(
        self,
        size: int,
        characters: int,
        embedding: int = 128,
        character_units: int = 64,
        word_dropout: float = 0.0,
        train_embedding: bool = True,
        **kwargs,
    ):
        super().__init__(size, embedding, word_dropout, train_embedding, **kwargs)
        self.characters = characters
        self.character_units = character_units
        self.spell = CharacterEncoder(
            characters, character_units, dtype=self.dtype_policy
        )

    def build(self, input_shape):
        self.spell.build((*input_shape[:-1], input_shape[-1] - 1))
        super().build(input_shape[:-1])

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        words = super().call(inputs[..., 0], training=training)
        spelled = self.spell(inputs[..., 1:], training=training)
        # (batch, time, embedding + character_units)
        return ops.concatenate([words, spelled], axis=-1)

    def get_config(self):
        return {
            **super().get_config(),
            "characters": self.characters,
            "character_units": self.character_units,
        }
