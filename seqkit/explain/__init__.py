"""Why a model says what it says, and how often it is right."""

from seqkit.explain.alignment import Alignment
from seqkit.explain.alignment import attention
from seqkit.explain.caption_report import CaptionReport
from seqkit.explain.caption_report import caption_report
from seqkit.explain.classification_report import classification_report
from seqkit.explain.entity_report import entity_report
from seqkit.explain.explanation import Explanation
from seqkit.explain.regions import Regions
from seqkit.explain.regions import regions
from seqkit.explain.report import Report
from seqkit.explain.translation_report import TranslationReport
from seqkit.explain.translation_report import translation_report
from seqkit.explain.words import words

__all__ = [
    "CaptionReport",
    "Alignment",
    "Explanation",
    "Regions",
    "Report",
    "TranslationReport",
    "attention",
    "caption_report",
    "classification_report",
    "entity_report",
    "regions",
    "translation_report",
    "words",
]
