"""Export trained models for TensorFlow Serving, and call them there or here."""

import importlib

_PUBLIC = {
    "Client": "seqkit.serving.client",
    "Served": "seqkit.serving.served",
    "ServingError": "seqkit.serving.serving_error",
    "describe": "seqkit.serving.description",
    "export": "seqkit.serving.exporting",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name):
    """Import a public name at its first use, so that `Client` does not load Keras."""
    if name not in _PUBLIC:
        raise AttributeError(
            f"`seqkit.serving` has no `{name}`. It has: {', '.join(__all__)}."
        )
    value = getattr(importlib.import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
