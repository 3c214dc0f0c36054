"""Sequence models in Keras 3, from raw strings to TensorFlow Serving."""

import importlib

__version__ = "0.1.0"

_PUBLIC = {
    "Backtest": "seqkit.models.backtest_answer",
    "Captioner": "seqkit.models.captioner",
    "Classification": "seqkit.models.answers",
    "Forecast": "seqkit.models.answers",
    "Forecaster": "seqkit.models.forecaster",
    "Event": "seqkit.event_lists",
    "ImageEncoder": "seqkit.images.image_encoder",
    "LanguageModel": "seqkit.models.language_model",
    "RecurrentStack": "seqkit.layers.recurrent_stack",
    "Result": "seqkit.models.answers",
    "Scores": "seqkit.models.answers",
    "Seq2Seq": "seqkit.models.seq2seq",
    "SequenceClassifier": "seqkit.models.sequence_classifier",
    "SequenceTagger": "seqkit.models.sequence_tagger",
    "Series": "seqkit.series.series",
    "Sound": "seqkit.sound.sound",
    "SpelledVocabulary": "seqkit.text.spelled_vocabulary",
    "Strokes": "seqkit.strokes.strokes",
    "SubwordVocabulary": "seqkit.text.subword_vocabulary",
    "Tagging": "seqkit.models.answers",
    "TextScore": "seqkit.models.answers",
    "TokenTimes": "seqkit.models.transcript_answers",
    "Sketcher": "seqkit.models.sketcher",
    "Transcriber": "seqkit.models.transcriber",
    "Transcription": "seqkit.models.transcript_answers",
    "Video": "seqkit.video.video",
    "Vocabulary": "seqkit.text.vocabulary",
    "WordVectors": "seqkit.models.word_vectors",
    "backtest": "seqkit.models.backtesting",
    "export": "seqkit.serving.exporting",
    "load": "seqkit.models.loading",
}
_ROOMS = {
    "callbacks",
    "data",
    "decoding",
    "explain",
    "images",
    "layers",
    "losses",
    "metrics",
    "models",
    "plot",
    "reports",
    "series",
    "serving",
    "sound",
    "strokes",
    "text",
    "types",
    "video",
}

__all__ = sorted({*_PUBLIC, *_ROOMS})


def __getattr__(name):
    """Look a public name up at its first use, so that importing costs nothing."""
    if name in _PUBLIC:
        value = getattr(importlib.import_module(_PUBLIC[name]), name)
    elif name in _ROOMS:
        value = importlib.import_module(f"seqkit.{name}")
    else:
        raise AttributeError(f"`seqkit` has no `{name}`. It has: {', '.join(__all__)}.")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
