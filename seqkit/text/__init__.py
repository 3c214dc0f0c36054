"""Vocabularies, which convert texts to ids and ids to texts, and word vectors."""

from seqkit.lazy_names import lazy_names

_PUBLIC = {
    "NgramVocabulary": "seqkit.text.ngram_vocabulary",
    "SpelledVocabulary": "seqkit.text.spelled_vocabulary",
    "SubwordVocabulary": "seqkit.text.subword_vocabulary",
    "Vectors": "seqkit.text.word_vectors",
    "Vocabulary": "seqkit.text.vocabulary",
    "read_vectors": "seqkit.text.word_vectors",
    "write_projector": "seqkit.text.projector_files",
    "write_vectors": "seqkit.text.vectors_file",
}

__all__ = sorted(_PUBLIC)
__getattr__ = lazy_names(__name__, _PUBLIC)
