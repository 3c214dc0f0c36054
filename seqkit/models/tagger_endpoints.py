"""The signatures of an exported tagger: the tags of steps, and events."""

from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.decoding.peaks import pick_peaks
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.models.codec_input import endpoint_inputs
from seqkit.models.found_events import BACKGROUND
from seqkit.types import Endpoint

LONGEST = 20_000  # the most characters, or steps of numbers, that an export reads
PICKING = {
    "threshold": Numbers(meaning="the least probability of an event; 0.3 is usual"),
    "distance": Numbers(
        "int32", "two events of one kind are more than so many steps apart"
    ),
}


def tagger_endpoints(model: keras.Model) -> dict[str, Endpoint]:
    """Return the signatures of a `SequenceTagger`; see its `endpoints`."""
    outputs = model.codec.endpoint_steps() | _outputs(model)

    def tag(**inputs):
        return model.judge(*inputs.values())

    endpoints = {
        name: Endpoint(tag, {kind.name: kind}, outputs, LONGEST, columns=columns)
        for name, (kind, columns) in endpoint_inputs(model.codec).items()
    }
    if model.crf is None and BACKGROUND in model.tags:
        found = {
            "kinds": Names(
                tuple(model.tags),
                'the kinds of the events, by time; "" beyond the last',
            ),
            "steps": Numbers("int32", "the steps of the events; -1 beyond the last"),
            "heights": Numbers(meaning="their probabilities; 0 beyond the last"),
        }
        usual, pick = endpoints["serving_default"], _picking(model)
        endpoints["events"] = Endpoint(
            pick, usual.inputs | PICKING, found, LONGEST, columns=usual.columns
        )
    return endpoints


def _outputs(model) -> dict[str, Any]:
    """Return the kinds of the outputs of the default signature."""
    outputs = {
        "tags": Names(tuple(model.tags), 'the tag of each step; "" beyond the last'),
        "score": Numbers(meaning="the log-probability of the tags, in nats"),
    }
    if model.labels is not None:
        outputs |= {
            "label": Names(tuple(model.labels), "the likeliest label"),
            "label_score": Numbers(meaning="the probability of the label"),
        }
    if model.crf is None:
        meaning = f"the probability of each of {', '.join(model.tags)} at each step"
        outputs["probabilities"] = Numbers(meaning=meaning[:200])
    return outputs


def _picking(model):
    """Return the function of the signature `events`."""
    kinds = np.array([name != BACKGROUND for name in model.tags], "float32")

    def pick(threshold, distance, **inputs):
        shares = model.judge(*inputs.values())["probabilities"] * kinds
        peaks = pick_peaks(shares, threshold, ops.maximum(distance, 0))
        return {"kinds": peaks.tags, "steps": peaks.steps, "heights": peaks.heights}

    return pick
