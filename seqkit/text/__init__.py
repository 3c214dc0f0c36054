"""Vocabularies, which convert texts to ids and ids to texts, and word vectors."""

import importlib

_PUBLIC = {
    "SpelledVocabulary": "seqkit.text.spelled_vocabulary",
    "SubwordVocabulary": "seqkit.text.subword_vocabulary",
    "Vectors": "seqkit.text.word_vectors",
    "Vocabulary": "seqkit.text.vocabulary",
    "read_vectors": "seqkit.text.word_vectors",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name):
    """Import a public name at its first use, so that reading files loads no Keras."""
    if name not in _PUBLIC:
        raise AttributeError(f"`seqkit.text` has no `{name}`.")
    return getattr(importlib.import_module(_PUBLIC[name]), name)
