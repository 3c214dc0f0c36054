"""The signatures of an exported sketcher: new drawings, completed ones, vectors."""

import keras
from keras import ops

from seqkit.endpoint_kinds import Numbers
from seqkit.endpoint_kinds import Seed
from seqkit.models.drawing_steps import TRIED
from seqkit.strokes.endpoint_kinds import Svg
from seqkit.types import Endpoint
from seqkit.types import Tensor

TEMPERATURE = "1 draws by the model's odds, 0 takes the likeliest step"


def sketcher_endpoints(model: keras.Model) -> dict[str, Endpoint]:
    """Return the signatures of a `Sketcher`; see its `endpoints`."""
    settings = {"seed": Seed(), "temperature": Numbers(meaning=TEMPERATURE)}
    starts = {"strokes": model.codec.endpoint_kind()}
    outputs = {
        "strokes": Numbers(meaning="dx, dy and 1 if the pen is lifted; 0 beyond"),
        "lengths": Numbers("int32", "the points of each drawing"),
        "svg": Svg(meaning="the drawing as SVG"),
        "score": Numbers(meaning="the log-likelihood of the new steps, in nats"),
    }

    def draw(seed, temperature):
        latents = model.latents_of(seed, ops.shape(seed)[0])
        found = model.draw_steps(latents, seed, temperature, length=model.length)
        return _answer(model.codec.scale, found)

    def complete(strokes, seed, temperature):
        found = model.complete_steps(strokes, seed, temperature, length=model.length)
        return _answer(model.codec.scale, found, strokes)

    # A started drawing is read with each latent vector that is tried.
    copies = TRIED if model.latent else 1
    endpoints = {
        "serving_default": Endpoint(draw, settings, outputs),
        "complete": Endpoint(complete, starts | settings, outputs, copies=copies),
    }
    if model.latent is not None:
        vectors = {"vector": Numbers(meaning="the latent vector of the drawing")}
        endpoints["embed"] = Endpoint(
            lambda strokes: {"vector": model.embed_steps(strokes)}, starts, vectors
        )
    return endpoints


def _answer(scale, found, start=None):
    """Return drawings as raw offsets, after the started ones if there are any."""
    points, real = _points(scale, found["steps"])
    if start is not None:
        before, known = _points(scale, start)
        points, real = _joined(before, known, points, real)
    points = ops.where(real[..., None], points, 0.0)
    drawn = ops.concatenate([points, ops.cast(real, "float32")[..., None]], axis=-1)
    return {
        "strokes": points,
        "lengths": ops.sum(ops.cast(real, "int32"), axis=1),
        "svg": drawn,
        "score": found["score"],
    }


def _points(scale: float, steps: Tensor) -> tuple[Tensor, Tensor]:
    """Return raw offsets and pens `(rows, time, 3)`, and which of them are points.

    Args:
        scale: float, the unit of the steps.
        steps: float32 `(rows, time, 5)`, encoded drawings, padded with NaN.
    """
    real = steps[..., 4] < 0.5  # False for NaN and for the end
    steps = ops.where(real[..., None], steps, 0.0)
    return ops.concatenate([steps[..., :2] * scale, steps[..., 3:4]], axis=-1), real


def _joined(before, known, after, real):
    """Put the points of each row after its started points, without a gap."""
    points = ops.concatenate([before, after], axis=1)  # (rows, time, 3)
    real = ops.concatenate([known, real], axis=1)  # (rows, time)
    # The real points first, and each part in its own order.
    places = ops.arange(ops.shape(real)[1])[None]
    order = ops.argsort(ops.where(real, places, places + ops.shape(real)[1]), axis=1)
    points = ops.take_along_axis(points, order[..., None], axis=1)
    return points, ops.take_along_axis(real, order, axis=1)
