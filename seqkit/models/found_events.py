"""The events that the probabilities of a tagger show: the peaks of its tags."""

from collections.abc import Sequence
from numbers import Real

import keras
import numpy as np

from seqkit.arguments import whole_number
from seqkit.decoding.peaks import pick_peaks
from seqkit.event_lists import Event
from seqkit.messages import show

BACKGROUND = "none"
"""The tag of steps without an event, by default."""
_MOST = 1000  # the most events of one sequence


def events_of(
    probabilities: np.ndarray | None,
    names: Sequence[str],
    threshold: float,
    distance: int,
    background: str | None,
) -> list[Event]:
    """Return the peaks of one sequence as events; arguments are of `Tagging.events`.

    Args:
        probabilities: float `(time, tags)`, or None.
        names: list of str, the tags.
    """
    _check(probabilities, names, threshold, background)
    distance = whole_number("distance", distance, 0)
    kinds = [place for place, name in enumerate(names) if name != background]
    if not len(probabilities):
        return []
    count = min(_MOST, len(probabilities) * len(kinds))
    peaks = pick_peaks(probabilities[None, :, kinds], threshold, distance, count)
    rows = [keras.ops.convert_to_numpy(each)[0].tolist() for each in peaks]
    return [
        Event(names[kinds[tag]], step, height)
        for tag, step, height in zip(*rows, strict=True)
        if step >= 0
    ]


def _check(probabilities, names, threshold, background):
    """Raise ValueError unless there are probabilities, and the arguments fit them."""
    if probabilities is None:
        raise ValueError(
            "Events are the peaks of the probabilities of tags. Received tags that a "
            "CRF chose together, without probabilities. Build the model with "
            "`SequenceTagger(…, crf=False)`."
        )
    if background is not None and background not in names:
        raise ValueError(
            "`background` is the tag of steps without an event. Received "
            f"{background!r:.60}; the tags are {show(names)}. Give one of them, or "
            "None if each tag is a kind of event."
        )
    if not (isinstance(threshold, Real) and 0 <= threshold <= 1):
        raise ValueError(
            "`threshold` is the least probability of an event, from 0 to 1. Received "
            f"{threshold!r:.60}. Give 0.3, say."
        )
