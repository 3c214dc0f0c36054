"""Strings to ids and back."""

from seqkit.text.spelled_vocabulary import SpelledVocabulary
from seqkit.text.vocabulary import Vocabulary

__all__ = ["SpelledVocabulary", "Vocabulary"]
