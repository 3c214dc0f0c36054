"""One family of models a file."""

from seqkit.models.language_model import LanguageModel

__all__ = ["LanguageModel"]
