"""The models, one family a file, and their answers."""

from seqkit.models.answers import Classification
from seqkit.models.answers import Forecast
from seqkit.models.answers import Result
from seqkit.models.answers import Scores
from seqkit.models.answers import Tagging
from seqkit.models.answers import TextScore
from seqkit.models.backtest_answer import Backtest
from seqkit.models.backtesting import backtest
from seqkit.models.captioner import Captioner
from seqkit.models.forecaster import Forecaster
from seqkit.models.language_model import LanguageModel
from seqkit.models.seq2seq import Seq2Seq
from seqkit.models.sequence_classifier import SequenceClassifier
from seqkit.models.sequence_tagger import SequenceTagger
from seqkit.models.sketcher import Sketcher
from seqkit.models.transcriber import Transcriber
from seqkit.models.transcript_answers import TokenTimes
from seqkit.models.transcript_answers import Transcription
from seqkit.models.vector_scores import AnalogyScores
from seqkit.models.vector_scores import PairScores
from seqkit.models.word_vectors import WordVectors

__all__ = [
    "TokenTimes",
    "AnalogyScores",
    "Backtest",
    "Captioner",
    "Classification",
    "Forecast",
    "Forecaster",
    "LanguageModel",
    "PairScores",
    "Result",
    "Scores",
    "Seq2Seq",
    "SequenceClassifier",
    "SequenceTagger",
    "Tagging",
    "TextScore",
    "Sketcher",
    "Transcriber",
    "Transcription",
    "WordVectors",
    "backtest",
]
