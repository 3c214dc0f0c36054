"""Numbers over time: a series to a normalised model input."""

from seqkit.series.series import Series

__all__ = ["Series"]
