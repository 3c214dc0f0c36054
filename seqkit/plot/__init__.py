"""Pictures of arrays and words, as Matplotlib figures and as HTML."""

from seqkit.plot.confusion import confusion
from seqkit.plot.words import words
from seqkit.plot.words_html import Html
from seqkit.plot.words_html import words_html

__all__ = ["Html", "confusion", "words", "words_html"]
