"""From step functions to sequences: sampling and beam search."""

from seqkit.decoding.beam import beam_search
from seqkit.decoding.sampling import sample

__all__ = ["beam_search", "sample"]
