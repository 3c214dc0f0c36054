"""`explain.gate_saturation`: the share of time in which gates are shut or open."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import keras
import numpy as np

from seqkit.explain.gate_equations import EQUATIONS
from seqkit.explain.read_windows import read_windows
from seqkit.explain.read_windows import tokens_of
from seqkit.plot.gate_saturation_figure import gate_saturation as draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHUT, OPEN = 0.1, 0.9  # the bounds of Karpathy et al.


@dataclass(frozen=True, eq=False)
class GateSaturation:
    """The share of time in which each gate of each unit is shut or open.

    `print` shows the mean over the units of each gate.

    Args:
        steps: int, number of tokens of the text.
        layers: list of dict, one for each recurrent layer, the lowest first; from the
            name of a gate to a pair (shut, open), each float `(units,)`: the share of
            the steps in which the gate is under 0.1, and over 0.9.

    Example:
    >>> print(explain.gate_saturation(model, text))
    shares of 150,000 steps     shut (< 0.1)  open (> 0.9)
    layer 0  input                     0.211         0.134
    layer 0  forget                    0.102         0.460
    layer 0  output                    0.250         0.118
    """

    steps: int
    layers: list[dict[str, tuple[np.ndarray, np.ndarray]]]

    def plot(
        self, *, title: str = "", width: float = 7.0, ax: "Axes | None" = None
    ) -> "Figure":
        """Draw a dot for each unit, by `plot.gate_saturation`."""
        return draw(self.layers, title=title, width=width, ax=ax)

    def __str__(self):
        head = f"shares of {self.steps:,} steps"
        rows = [
            (f"layer {place}  {name}", shut.mean(), opened.mean())
            for place, gates in enumerate(self.layers)
            for name, (shut, opened) in gates.items()
        ]
        widest = max(len(head), *(len(row[0]) for row in rows)) + 2
        lines = [f"{head:{widest}}  shut (< {SHUT})  open (> {OPEN})"]
        lines += [f"{n:{widest}}  {low:12.3f}  {high:12.3f}" for n, low, high in rows]
        return "\n".join(lines)


def gate_saturation(model: keras.Model, text: str) -> GateSaturation:
    """Return how often each gate of a model is shut or open over a text.

    A forget gate that is open most of the time remembers for long; an update gate of a
    GRU that is open keeps the state. The text is read in windows, so the memory does
    not grow with the text.

    Args:
        model: a model that `explain.cells` takes, of a cell with gates.
        text: str, at least one token.

    Returns:
        `GateSaturation`.

    Raises:
        TypeError: the model reads no texts, or not by recurrent layers; or `text` is no
            str.
        ValueError: the text is empty, or the cell of the model has no gates.

    Reference: Karpathy et al. 2015, figure 3, https://arxiv.org/abs/1506.02078.

    Example:
    >>> shut, opened = explain.gate_saturation(model, text).layers[0]["forget"]
    >>> shut.shape
    (512,)
    """
    tokens = tokens_of(model, text)
    gates = [name for name in EQUATIONS[model.stack.cell].gates if name != "candidate"]
    if not gates:
        raise ValueError(
            "Only cells with gates can have gates that are shut or open. "
            f"Received a model with cell={model.stack.cell!r}. "
            'Give a model of a cell with gates, such as "lstm" or "gru".'
        )
    counts = None
    for window in read_windows(model, text):
        counted = [
            {name: np.stack(_counts(layer[name])) for name in gates} for layer in window
        ]
        counts = counted if counts is None else _added(counts, counted)
    return GateSaturation(
        len(tokens),
        [
            {name: tuple(both / len(tokens)) for name, both in layer.items()}
            for layer in counts
        ],
    )


def _counts(values):
    """Return how often each unit is shut, and open, two int `(units,)`."""
    return (values < SHUT).sum(axis=0), (values > OPEN).sum(axis=0)


def _added(counts, others):
    """Return the sums of two lists of dicts of arrays."""
    return [
        {name: layer[name] + other[name] for name in layer}
        for layer, other in zip(counts, others, strict=True)
    ]
