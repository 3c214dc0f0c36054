"""`explain.cells`: the activations of the cells of a model over a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import keras
import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.explain.found_cells import FoundCells
from seqkit.explain.read_windows import Layers
from seqkit.explain.read_windows import read_windows
from seqkit.explain.read_windows import tokens_of
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.html_running_text import running_text_html
from seqkit.plot.running_text_figure import running_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 3000  # the most tokens of a page


@dataclass(frozen=True, eq=False)
class Cells:
    """The activations of all cells of a model over a text.

    Args:
        text: str.
        tokens: list of str, one for each step: the character, or the word, that the
            model has just read.
        layers: list of dict, one for each recurrent layer, the lowest first; from the
            name of a part to float32 `(steps, units)`, its value after the step.
            lstm, lstm_layer_norm: "h", "c", and the gates "input", "forget", "output",
            with "candidate". gru: "h", "update", "reset", "candidate". rnn: "h". If the
            layer reads both ways, `(steps, 2 * units)`, the units that read forward
            first.

    Example:
    >>> print(explain.cells(model, "To be, or not"))
    13 tokens
    layer 0: h, c, input, forget, output, candidate of 512 units
    layer 1: h, c, input, forget, output, candidate of 512 units
    """

    text: str
    tokens: list[str]
    layers: Layers

    def values(self, layer: int = 0, unit: int = 0, part: str = "h") -> np.ndarray:
        """Return the values of one cell.

        Args:
            layer: int, index of the recurrent layer, counted from 0.
            unit: int, index of the cell in its layer, counted from 0.
            part: str, such as "h" or "c".

        Returns:
            float32 `(steps,)`.

        Raises:
            ValueError: there is no such layer, part or unit.
        """
        layer = _index("layer", layer, len(self.layers))
        if part not in self.layers[layer]:
            known = ", ".join(map(repr, self.layers[layer]))
            raise ValueError(
                f"`part` is one of {known}. Received {part!r:.80}. "
                "Give one of these; `explain.cells` keeps all parts by default."
            )
        values = self.layers[layer][part]
        return values[:, _index("unit", unit, values.shape[1])]

    def plot(
        self,
        layer: int = 0,
        unit: int = 0,
        part: str = "h",
        *,
        most: int = 1500,
        title: str = "",
        width: float = 8.0,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """Draw the text on the colours of one cell, by `plot.running_text`.

        Args:
            layer: int, see `values`.
            unit: int, see `values`.
            part: str, see `values`.
            most: int, the most characters of the text that are shown.
            title: str, written above. "": the name of the cell is written instead.
            width: float, inches.
            ax: `matplotlib.axes.Axes` to draw into. None: a new figure.
        """
        return running_text(
            self._spelled(),
            self.values(layer, unit, part),
            most=most,
            title=title or f"layer {layer}, {part} {unit}",
            width=width,
            ax=ax,
        )

    def html(
        self,
        found: FoundCells | None = None,
        parts: Sequence[str] = ("h", "c"),
        *,
        most: int = SHOWN,
        title: str = "",
    ) -> Html:
        """Return a page of the text that pages through the cells.

        Args:
            found: `FoundCells` of this model; its best cells are shown first. None: the
                cells are shown in the order of their layers.
            parts: list of str, the parts to page through; a part that the cells do not
                have is left out.
            most: int, the most tokens of the text that are shown.
            title: str, written above.

        Returns:
            `Html`, a str; a byte for each token and cell, in base64.
        """
        most = whole_number("most", most)
        wanted = [*dict.fromkeys(list_of(parts, "parts"))]
        groups = {
            (layer, part): values[part][:most]
            for layer, values in enumerate(self.layers)
            for part in wanted
            if part in values
        }
        return running_text_html(
            self._spelled()[:most],
            {
                f"layer {layer}, {part}": group
                for (layer, part), group in groups.items()
            },
            [] if found is None else found.places(groups),
            title=title,
        )

    def _spelled(self):
        """Return the tokens, each with the gap before it; joined they are the text."""
        if all(len(token) == 1 for token in self.tokens):
            return self.tokens
        between = gaps(self.tokens, self.text)
        return [gap + token for gap, token in zip(between, self.tokens, strict=True)]

    def __str__(self):
        lines = [f"{len(self.tokens):,} tokens"]
        for place, layer in enumerate(self.layers):
            units = next(iter(layer.values())).shape[1]
            lines.append(f"layer {place}: {', '.join(layer)} of {units} units")
        return "\n".join(lines)


def cells(model: keras.Model, text: str, parts: Sequence[str] | None = None) -> Cells:
    """Return the activation of each cell of a model after each token of a text.

    The values are computed from the weights of the recurrent layers, and equal those of
    `model.stack.step`. The first state is zero. A language model reads its start token
    before the text, as in `generate` and `score`; this step is not in the result. A
    text of any length is read in windows, with the state carried from one window to the
    next. The result has 4 bytes for each step, part and unit: a text of 150,000
    characters has 600 KB for each.

    Args:
        model: `LanguageModel`, or another model of texts with a `stack`, such as
            `SequenceClassifier`.
        text: str, at least one token. The model reads a token that it does not know as
            the unknown token.
        parts: list of str, the parts to keep, such as `["h", "c"]`. None: all parts,
            the gates too.

    Returns:
        `Cells`.

    Raises:
        TypeError: the model reads no texts, or not by recurrent layers; or `text` is no
            str.
        ValueError: the text is empty, a part is unknown, or the model has an `encoder`.

    Reference: Karpathy et al. 2015, section 4.2, https://arxiv.org/abs/1506.02078.

    Example:
    >>> activations = explain.cells(model, "To be, or not")
    >>> activations.layers[0]["c"].shape
    (13, 512)
    >>> activations.plot(layer=0, unit=7, part="c").savefig("cell.png")
    """
    tokens = tokens_of(model, text)
    kept, done = None, 0
    for window in read_windows(model, text):
        if kept is None:
            wanted = _checked_parts(parts, window)
            kept = [
                {name: _room(len(tokens), layer[name]) for name in wanted}
                for layer in window
            ]
        for room, layer in zip(kept, window, strict=True):
            for name, values in room.items():
                values[done : done + len(layer[name])] = layer[name]
        done += len(window[0]["h"])
    return Cells(text, tokens, kept)


def _room(steps, part):
    return np.empty((steps, part.shape[1]), np.float32)


def _checked_parts(parts, window):
    """Return the parts to keep, a list of str."""
    known = list(window[0])
    wanted = known if parts is None else list_of(parts, "parts")
    if not wanted or {*wanted} - {*known}:
        raise ValueError(
            f"`parts` are of {', '.join(map(repr, known))}. Received {wanted!r:.80}. "
            "Give some of these, or None for all."
        )
    return list(dict.fromkeys(wanted))


def _index(name, value, count):
    """Return an index as an int, checked to be less than a count."""
    number = whole_number(name, value, least=0)
    if number >= count:
        raise ValueError(
            f"`{name}` is counted from 0, and there are {count:,}. "
            f"Received {number}. Give at most {count - 1}."
        )
    return number
