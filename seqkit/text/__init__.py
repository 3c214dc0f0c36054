"""Strings to ids and back."""

from seqkit.text.spelled_vocabulary import SpelledVocabulary
from seqkit.text.vectors import Vectors
from seqkit.text.vectors import read_vectors
from seqkit.text.vocabulary import Vocabulary

__all__ = ["SpelledVocabulary", "Vectors", "Vocabulary", "read_vectors"]
