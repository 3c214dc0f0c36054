"""From step functions to sequences: sampling, beam search, and the loop of drawing."""

from seqkit.decoding.beam import beam_search
from seqkit.decoding.sampling import sample

__all__ = ["beam_search", "sample"]
