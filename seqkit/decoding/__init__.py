"""Sampling and beam search, by a step function; CTC; the peaks of probabilities."""

from seqkit.decoding.beam import beam_search
from seqkit.decoding.ctc_alignment import ctc_align
from seqkit.decoding.ctc_greedy_search import ctc_greedy
from seqkit.decoding.ctc_search import ctc_beam_search
from seqkit.decoding.peaks import Peaks
from seqkit.decoding.peaks import pick_peaks
from seqkit.decoding.sample_loop import sample
from seqkit.decoding.word_speller import SpelledWords
from seqkit.decoding.word_speller import spelled_words
from seqkit.losses import ctc_feasible

__all__ = [
    "Peaks",
    "SpelledWords",
    "beam_search",
    "ctc_align",
    "ctc_beam_search",
    "ctc_feasible",
    "ctc_greedy",
    "pick_peaks",
    "sample",
    "spelled_words",
]
