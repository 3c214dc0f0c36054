"""Draw arrays, words and answers of models, as Matplotlib figures or as HTML."""

from seqkit.plot.attended_regions_figure import attended_regions
from seqkit.plot.bars_figure import bars
from seqkit.plot.beams_figure import beams
from seqkit.plot.confusion_figure import confusion
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.gallery_figure import gallery
from seqkit.plot.heatmap_figure import heatmap
from seqkit.plot.html_gallery import gallery_html
from seqkit.plot.html_tags import tags_html
from seqkit.plot.html_token_scores import token_scores_html
from seqkit.plot.html_words import words_html
from seqkit.plot.scores_by_length_figure import scores_by_length
from seqkit.plot.tags_figure import tags
from seqkit.plot.token_scores_figure import token_scores
from seqkit.plot.vectors_figure import vectors
from seqkit.plot.words_figure import words

__all__ = [
    "Html",
    "attended_regions",
    "bars",
    "beams",
    "confusion",
    "gallery",
    "gallery_html",
    "heatmap",
    "scores_by_length",
    "tags",
    "tags_html",
    "token_scores",
    "token_scores_html",
    "vectors",
    "words",
    "words_html",
]
