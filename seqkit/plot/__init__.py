"""Draw arrays, words and answers of models, as Matplotlib figures or as HTML."""

from seqkit.plot.attended_regions_figure import attended_regions
from seqkit.plot.backtest_figure import backtest
from seqkit.plot.bars_figure import bars
from seqkit.plot.beams_figure import beams
from seqkit.plot.calibration_figure import calibration
from seqkit.plot.confusion_figure import confusion
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawings_figure import drawings
from seqkit.plot.events_figure import events
from seqkit.plot.forecast_figure import forecast
from seqkit.plot.frames_figure import frames
from seqkit.plot.gallery_figure import gallery
from seqkit.plot.gate_saturation_figure import gate_saturation
from seqkit.plot.gradient_flow_figure import gradient_flow
from seqkit.plot.heatmap_figure import heatmap
from seqkit.plot.html_gallery import gallery_html
from seqkit.plot.html_running_text import running_text_html
from seqkit.plot.html_samples import samples_html
from seqkit.plot.html_tags import tags_html
from seqkit.plot.html_token_scores import token_scores_html
from seqkit.plot.html_words import words_html
from seqkit.plot.interpolation_figure import interpolation
from seqkit.plot.running_text_figure import running_text
from seqkit.plot.scores_by_length_figure import scores_by_length
from seqkit.plot.spectrogram_figure import spectrogram
from seqkit.plot.tags_figure import tags
from seqkit.plot.token_scores_figure import token_scores
from seqkit.plot.vectors_figure import vectors
from seqkit.plot.words_figure import words

__all__ = [
    "Html",
    "attended_regions",
    "backtest",
    "bars",
    "beams",
    "calibration",
    "confusion",
    "drawings",
    "events",
    "forecast",
    "frames",
    "gallery",
    "gallery_html",
    "gate_saturation",
    "gradient_flow",
    "heatmap",
    "interpolation",
    "running_text",
    "running_text_html",
    "samples_html",
    "scores_by_length",
    "spectrogram",
    "tags",
    "tags_html",
    "token_scores",
    "token_scores_html",
    "vectors",
    "words",
    "words_html",
]
