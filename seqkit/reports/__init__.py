"""Compare answers of models with right answers; no model is needed, only lists."""

from seqkit.reports.bleu import corpus_bleu
from seqkit.reports.bleu import corpus_chrf
from seqkit.reports.captions import CaptionReport
from seqkit.reports.captions import caption_report
from seqkit.reports.classification import classification_report
from seqkit.reports.entities import entity_report
from seqkit.reports.events import EventReport
from seqkit.reports.events import event_report
from seqkit.reports.forecast import forecast_report
from seqkit.reports.forecast_scores import ForecastScores
from seqkit.reports.forms.verse import rhymed_verses
from seqkit.reports.naive import naive_forecasts
from seqkit.reports.report import Report
from seqkit.reports.report_of_forecasts import ForecastReport
from seqkit.reports.spearman import rank_correlation
from seqkit.reports.transcription import TranscriptionReport
from seqkit.reports.transcription import transcription_report
from seqkit.reports.translation import TranslationReport
from seqkit.reports.translation import translation_report
from seqkit.reports.well_formed_texts import WellFormed
from seqkit.reports.well_formed_texts import well_formed

__all__ = [
    "CaptionReport",
    "EventReport",
    "ForecastReport",
    "ForecastScores",
    "Report",
    "TranscriptionReport",
    "TranslationReport",
    "WellFormed",
    "caption_report",
    "classification_report",
    "corpus_bleu",
    "corpus_chrf",
    "entity_report",
    "event_report",
    "forecast_report",
    "naive_forecasts",
    "rank_correlation",
    "rhymed_verses",
    "transcription_report",
    "translation_report",
    "well_formed",
]
