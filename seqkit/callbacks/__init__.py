"""Keras callbacks that print samples, compute scores and save models during `fit`."""

from seqkit.callbacks.bleu import Bleu
from seqkit.callbacks.checkpoints import Checkpoints
from seqkit.callbacks.decoded_metrics import DecodedMetrics
from seqkit.callbacks.gradient_norms import GradientNorms
from seqkit.callbacks.sample_neighbours import SampleNeighbours
from seqkit.callbacks.sample_outputs import SampleOutputs
from seqkit.callbacks.sample_progress import SampleProgress
from seqkit.callbacks.sample_tags import SampleTags
from seqkit.callbacks.stop_on_nan import StopOnNaN

__all__ = [
    "Bleu",
    "Checkpoints",
    "DecodedMetrics",
    "GradientNorms",
    "SampleNeighbours",
    "SampleOutputs",
    "SampleProgress",
    "SampleTags",
    "StopOnNaN",
]
