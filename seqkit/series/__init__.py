"""Numbers over time: the codec that makes them the input of a model."""

from seqkit.lazy_names import lazy_names

_PUBLIC = {
    "Series": "seqkit.series.series",
    "read_columns": "seqkit.series.read_table",
}

__all__ = sorted(_PUBLIC)
__getattr__ = lazy_names(__name__, _PUBLIC)
