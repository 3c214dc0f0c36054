"""Pictures of arrays and words, as Matplotlib figures and as HTML."""

from seqkit.plot.attended_regions import attended_regions
from seqkit.plot.confusion import confusion
from seqkit.plot.gallery import gallery
from seqkit.plot.gallery_html import gallery_html
from seqkit.plot.heatmap import heatmap
from seqkit.plot.scores_by_length import scores_by_length
from seqkit.plot.words import words
from seqkit.plot.words_html import Html
from seqkit.plot.words_html import words_html

__all__ = [
    "Html",
    "attended_regions",
    "confusion",
    "gallery",
    "gallery_html",
    "heatmap",
    "scores_by_length",
    "words",
    "words_html",
]
