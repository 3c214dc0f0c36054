"""Tensors to tensors: what the models are made of."""

from seqkit.layers.one_hot import OneHot
from seqkit.layers.recurrent_stack import RecurrentStack

__all__ = ["OneHot", "RecurrentStack"]
