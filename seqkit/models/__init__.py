"""One family of models a file."""

from seqkit.models.captioner import Captioner
from seqkit.models.language_model import LanguageModel
from seqkit.models.seq2seq import Seq2Seq
from seqkit.models.sequence_classifier import SequenceClassifier
from seqkit.models.sequence_tagger import SequenceTagger

__all__ = [
    "Captioner",
    "LanguageModel",
    "Seq2Seq",
    "SequenceClassifier",
    "SequenceTagger",
]
