"""Pictures of arrays and words, as Matplotlib figures and as HTML."""

from seqkit.plot.confusion_figure import confusion
from seqkit.plot.gallery_figure import gallery
from seqkit.plot.gallery_page import gallery_html
from seqkit.plot.heatmap_figure import heatmap
from seqkit.plot.regions_figure import attended_regions
from seqkit.plot.scores_figure import scores_by_length
from seqkit.plot.words_figure import words
from seqkit.plot.words_page import Html
from seqkit.plot.words_page import words_html

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
