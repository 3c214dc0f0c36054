"""Build the targets of a tagger of events: a Gaussian of probability at each event."""

from collections.abc import Iterable
from numbers import Real

import numpy as np

from seqkit.arguments import whole_number
from seqkit.event_lists import read_events
from seqkit.labels import checked_names
from seqkit.messages import show


def event_targets(
    events: Iterable[tuple[str, float]],
    length: int,
    names: Iterable[str],
    width: float,
    *,
    background: str = "none",
) -> np.ndarray:
    """Return the probability of each tag at each step, high around the events.

    An event of kind k at step s gives the tag k the probability
    `exp(-(t - s)² / (2 width²))` at each step t; of several events of one kind the
    nearest counts. Where kinds overlap to more than 1, they are divided by their sum.
    The rest belongs to the background tag, so the probabilities of a step sum to 1.

    Args:
        events: list of `seqkit.Event`, or of pairs of a kind, one of `names`, and a
            step, such as `[("P", 120), ("S", 180.5)]`; in any order, also an empty
            list. Steps are counted from 0 and need not be whole.
        length: int, the number of steps of the row.
        names: list of str, all tags of the model, with the background, such as
            `model.tags`.
        width: float, steps, the standard deviation of the Gaussian, above 0.
        background: str, the tag of steps without an event.

    Returns:
        float32 `(length, names)`. `seqkit.data.tagged` takes it as the tags of a row,
        and `SequenceTagger(…, crf=False)` trains on it.

    Raises:
        TypeError: `events` is no collection of pairs, or a step is no number.
        ValueError: an event is outside of the row, its kind is not a name or is the
            background, `width` is not above 0, or `background` is not among `names`.

    Reference:
        Zhu & Beroza 2019, section 2, https://arxiv.org/abs/1803.03211. They use a
        Gaussian with a standard deviation of 0.1 s.

    Example:
    >>> event_targets([("P", 1)], 3, ["none", "P"], width=1.0)
    [[0.39, 0.61], [0., 1.], [0.39, 0.61]]
    """
    length = whole_number("length", length, 0)
    names = checked_names(names, "names")
    _check_width(width)
    kinds = [name for name in names if name != background]
    if len(kinds) == len(names) or not kinds:
        raise ValueError(
            "`names` are the background and at least one kind of event. Received "
            f"{show(names)}, with the background {background!r}. Give "
            '`["none", "P", "S"]`, say, or another `background`.'
        )
    steps = np.arange(length)
    shares = {name: np.zeros(length) for name in names}
    for kind, step, _ in read_events(events, "events", kinds, length):
        bump = np.exp(-((steps - step) ** 2) / (2 * float(width) ** 2))
        shares[kind] = np.maximum(shares[kind], bump)
    total = sum(shares.values())  # (length,)
    targets = np.stack([shares[name] for name in names], axis=1)  # (length, names)
    targets /= np.maximum(total, 1)[:, None]
    targets[:, names.index(background)] = np.maximum(1 - total, 0)
    return targets.astype("float32")


def _check_width(width):
    """Raise ValueError unless the width is a finite number above 0."""
    if not (isinstance(width, Real) and 0 < width < float("inf")):
        raise ValueError(
            "`width` is the standard deviation of the Gaussian around an event, in "
            f"steps, above 0. Received {width!r:.80}. Give a tenth of the distance "
            "between two events, say."
        )
