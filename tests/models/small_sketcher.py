"""A small sketcher, drawings of 3, 0, 5 and 1 points, and a batch of them."""

import numpy as np

from seqkit import Sketcher
from seqkit import Strokes
from seqkit.strokes import Drawing
from tests.models.signals import wild

CODEC = Strokes(2.0, longest=6)
DRAWINGS = [
    Drawing([[0, 0, 0], [4, 2, 1], [-2, 1, 1]]),
    Drawing(np.zeros((0, 3))),
    Drawing([[1, 1, 0], [3, 0, 0], [0, 3, 1], [-3, 0, 0], [0, -3, 1]]),
    Drawing([[0, 0, 1]]),
]
POINTS = [3, 0, 5, 1]


def build_model(**arguments):
    """A small model with wild weights, whose latent vectors are nearly certain."""
    small = {"units": 5, "latent": 3, "encoder_units": 4, "mixtures": 2, **arguments}
    model = wild(Sketcher(CODEC, **small))
    if model.latent:
        kernel, bias = model.to_latent.log_variance.get_weights()
        model.to_latent.log_variance.set_weights([0.3 * kernel, bias * 0 - 8])
    return model


def make_batch():
    """The encoded drawings, as inputs and as targets."""
    steps = CODEC.encode(DRAWINGS)
    return steps, steps
