# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.text.spelled_vocabulary import SpelledVocabulary as SpelledVocabulary
from seqkit.text.subword_vocabulary import SubwordVocabulary as SubwordVocabulary
from seqkit.text.vectors import Vectors as Vectors
from seqkit.text.vectors import read_vectors as read_vectors
from seqkit.text.vocabulary import Vocabulary as Vocabulary
