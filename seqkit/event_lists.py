"""Events: things that happen at a step of a sequence, such as the onset of a wave."""

import math
from collections.abc import Iterable
from typing import Any
from typing import NamedTuple

from seqkit.arguments import each_of
from seqkit.messages import show


class Event(NamedTuple):
    """An event of a sequence; `Tagging.events` returns lists of them.

    It is a tuple, so that a plain pair such as `("P", 120)` can stand for an event in
    all functions that take events.

    Args:
        kind: str, the kind of the event: a tag of the model.
        step: float, the step at which it is, counted from 0.
        height: float, its probability from 0 to 1.
    """

    kind: str
    step: float
    height: float = 1.0


def read_events(
    events: Iterable[Any],
    name: str = "events",
    kinds: Iterable[str] | None = None,
    length: int | None = None,
) -> list[Event]:
    """Return events in the order of their steps, checked.

    Args:
        events: collection of `Event`, or of pairs of a kind and a step, in any order.
        name: str, the argument's name, for errors.
        kinds: collection of str, the known kinds. None: any str.
        length: int, the number of steps of the sequence. None: it is not known.

    Raises:
        TypeError: `events` is no collection, or an event is no pair of a str and a
            number.
        ValueError: a kind is unknown, or a step is not finite or not in the sequence.
    """
    read = []
    for place, event in enumerate(each_of(events, name, "pairs")):
        where = f"as item {place} of `{name}`, the first being 0"
        found = _as_event(event, where)
        if kinds is not None and found.kind not in kinds:
            raise ValueError(
                f"The kinds of events are {show(kinds)}. Received {found.kind!r:.60} "
                f"{where}. Leave such events out, or add their kind."
            )
        # The condition is false for NaN too.
        last = math.inf if length is None else length - 1
        if not (0 <= found.step <= last and math.isfinite(found.step)):
            bound = "" if length is None else f" to {length - 1}"
            raise ValueError(
                f"An event is at a step of the sequence, from 0{bound}. Received "
                f"{found.kind!r:.60} at step {found.step:g} {where}. "
                "Leave events outside of the sequence out."
            )
        read.append(found)
    return sorted(read, key=lambda event: event.step)


def _as_event(event, where):
    """Return a tuple of kind, step and height as an `Event`."""
    try:
        kind, step, *height = event
        if isinstance(event, str) or not isinstance(kind, str):
            raise TypeError
        return Event(kind, float(step), *map(float, height[:1]))
    except (TypeError, ValueError) as error:
        raise TypeError(
            "An event is a pair of a kind, a str, and a step, a number. Received "
            f'{event!r:.60} {where}. Give `[("P", 120), ("S", 180)]`, say.'
        ) from error
