"""The contestant of `translating` in seqkit."""

from collections.abc import Callable
from pathlib import Path

import keras

import seqkit
from seqkit.types import END
from tests.benchmarks.steps_of_fit import steps_of_fit
from tests.benchmarks.translation_files import PIECES_FILE
from tests.benchmarks.translation_files import SOURCES_FILE
from tests.benchmarks.translation_files import read_batches


def trainer(
    folder: str, tokens: int, units: int, attention: str
) -> Callable[[], object]:
    """Return a function that trains once on each batch of a folder.

    Args:
        folder: str, see `translation_files`.
        tokens: int, size of the vocabulary.
        units: int, width of the recurrent layers and of the embedding.
        attention: "luong" or "bahdanau".
    """
    words = seqkit.Vocabulary([f"w{each}" for each in range(tokens - 4)], "words")
    model = seqkit.Seq2Seq(
        words, words, units, attention=attention, embedding=units, dropout=0.3
    )
    batches = read_batches(folder)
    model.compile(
        keras.optimizers.Adam(1e-3, global_clipnorm=1.0),
        steps_per_execution=len(batches),
    )
    return steps_of_fit(model, batches)


def translator(
    folder: str, tokens: int, units: int, attention: str, beams: int, length: int
) -> Callable[[], object]:
    """Return a function that translates the sources of a folder, untrained.

    Args:
        beams: int, number of beams.
        length: int, tokens of each translation: none ends before.
    """
    pieces = seqkit.SubwordVocabulary(Path(folder, PIECES_FILE).read_bytes())
    model = seqkit.Seq2Seq(
        pieces, pieces, units, attention=attention, embedding=units, length=length
    )
    (embedding,) = model.embed.get_weights()
    embedding[END] = 0  # so that hundreds of the other logits, all random, are higher
    model.embed.set_weights([embedding])
    sources = Path(folder, SOURCES_FILE).read_text().splitlines()
    return lambda: model.generate(sources, beams=beams)
