"""Numbers over time: the codec that makes them the input of a model."""

from seqkit.series.read_table import read_columns
from seqkit.series.series import Series

__all__ = ["Series", "read_columns"]
