"""From a trained model to TensorFlow Serving, and how to ask it there."""

from seqkit.serving.answering import ServingError
from seqkit.serving.client import Client
from seqkit.serving.export import export
from seqkit.serving.served import Served
from seqkit.serving.signatures import describe

__all__ = ["Client", "Served", "ServingError", "describe", "export"]
