"""Sampling and beam search, by a step function; the peaks of probabilities."""

from seqkit.decoding.beam import beam_search
from seqkit.decoding.peaks import Peaks
from seqkit.decoding.peaks import pick_peaks
from seqkit.decoding.sample_loop import sample

__all__ = ["Peaks", "beam_search", "pick_peaks", "sample"]
