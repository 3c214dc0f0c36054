"""`write_projector`: write the files that TensorBoard's embedding projector opens."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seqkit.arguments import list_of
from seqkit.text_files import as_path

VECTORS, WORDS, CONFIG = "vectors.tsv", "metadata.tsv", "projector_config.pbtxt"


def write_projector(
    folder: str | os.PathLike, words: Sequence[str], values: np.ndarray
) -> Path:
    """Write vectors and words for TensorBoard's projector.

    `vectors.tsv` has a vector a line, `metadata.tsv` a word a line, and
    `projector_config.pbtxt` names both, so `tensorboard --logdir FOLDER` shows them.
    The first two can also be loaded at https://projector.tensorflow.org. Keras's own
    TensorBoard callback leaves the config without vectors (keras issue 20210).

    Args:
        folder: str or Path, created if needed.
        words: list of str. White space in a word is written as U+00B7, since a line
            end or a tab would end the word.
        values: float `(words, width)`, at least one word.

    Returns:
        Path of the folder.

    Raises:
        ValueError: the numbers of words and of vectors differ, or there is none.

    Example:
    >>> write_projector("logs", ["cat", "dog"], np.eye(2)).name
    'logs'
    """
    folder, words = as_path(folder, "a folder"), list_of(words, "words")
    values = np.asarray(values, "float32")
    if values.ndim != 2 or len(values) != len(words) or not words:
        raise ValueError(
            "Each word has one vector: values (words, width). Received "
            f"{len(words)} words and shape {values.shape}. Give as many."
        )
    folder.mkdir(parents=True, exist_ok=True)
    lines = ("\t".join(f"{each:.6g}" for each in row) for row in values)
    _write(folder / VECTORS, lines)
    # A single column has no header, by the rules of the projector.
    _write(folder / WORDS, ("".join(map(_visible, word)) for word in words))
    config = [
        "embeddings {",
        '  tensor_name: "words"',
        f"  tensor_shape: {len(words)}",
        f"  tensor_shape: {values.shape[1]}",
        f'  tensor_path: "{VECTORS}"',
        f'  metadata_path: "{WORDS}"',
        "}",
    ]
    _write(folder / CONFIG, config)
    return folder


def _visible(character):
    return "·" if character.isspace() else character


def _write(path, lines):
    text = "".join(f"{line}\n" for line in lines)
    path.write_text(text, encoding="utf-8", newline="\n")
