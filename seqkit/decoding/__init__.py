"""Sampling and beam search: they run a step function and return sequences."""

from seqkit.decoding.beam import beam_search
from seqkit.decoding.sample_loop import sample

__all__ = ["beam_search", "sample"]
