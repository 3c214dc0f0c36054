# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.text.ngram_vocabulary import NgramVocabulary as NgramVocabulary
from seqkit.text.projector_files import write_projector as write_projector
from seqkit.text.spelled_vocabulary import SpelledVocabulary as SpelledVocabulary
from seqkit.text.subword_vocabulary import SubwordVocabulary as SubwordVocabulary
from seqkit.text.vectors_file import write_vectors as write_vectors
from seqkit.text.vocabulary import Vocabulary as Vocabulary
from seqkit.text.word_vectors import Vectors as Vectors
from seqkit.text.word_vectors import read_vectors as read_vectors
