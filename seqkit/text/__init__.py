"""Strings to ids and back."""

from seqkit.text.vocabulary import Vocabulary

__all__ = ["Vocabulary"]
