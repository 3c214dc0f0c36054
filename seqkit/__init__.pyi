# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit import callbacks as callbacks
from seqkit import data as data
from seqkit import decoding as decoding
from seqkit import explain as explain
from seqkit import images as images
from seqkit import layers as layers
from seqkit import losses as losses
from seqkit import metrics as metrics
from seqkit import models as models
from seqkit import plot as plot
from seqkit import reports as reports
from seqkit import series as series
from seqkit import serving as serving
from seqkit import text as text
from seqkit import types as types
from seqkit.event_lists import Event as Event
from seqkit.images.image_encoder import ImageEncoder as ImageEncoder
from seqkit.layers.recurrent_stack import RecurrentStack as RecurrentStack
from seqkit.models.answers import Classification as Classification
from seqkit.models.answers import Result as Result
from seqkit.models.answers import Scores as Scores
from seqkit.models.answers import Tagging as Tagging
from seqkit.models.answers import TextScore as TextScore
from seqkit.models.captioner import Captioner as Captioner
from seqkit.models.language_model import LanguageModel as LanguageModel
from seqkit.models.loading import load as load
from seqkit.models.seq2seq import Seq2Seq as Seq2Seq
from seqkit.models.sequence_classifier import SequenceClassifier as SequenceClassifier
from seqkit.models.sequence_tagger import SequenceTagger as SequenceTagger
from seqkit.models.word_vectors import WordVectors as WordVectors
from seqkit.series.series import Series as Series
from seqkit.serving.exporting import export as export
from seqkit.text.spelled_vocabulary import SpelledVocabulary as SpelledVocabulary
from seqkit.text.subword_vocabulary import SubwordVocabulary as SubwordVocabulary
from seqkit.text.vocabulary import Vocabulary as Vocabulary

__version__: str
