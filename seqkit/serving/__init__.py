"""Export trained models for TensorFlow Serving, and call them there or here."""

from seqkit.lazy_names import lazy_names

_PUBLIC = {
    "Client": "seqkit.serving.client",
    "Served": "seqkit.serving.served",
    "ServingError": "seqkit.serving.serving_error",
    "describe": "seqkit.serving.description",
    "export": "seqkit.serving.exporting",
}

__all__ = sorted(_PUBLIC)
__getattr__ = lazy_names(__name__, _PUBLIC)


def __dir__():
    return sorted({*globals(), *__all__})
