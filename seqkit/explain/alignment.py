"""What a translator looked at as it wrote each word."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import keras
import numpy as np
from keras import ops

from seqkit.explain.traced_once import graph
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad
from seqkit.types import END

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORD = 16  # columns of a word that prints
SHADES = " ░▒▓█"


@dataclass(frozen=True, eq=False)
class Alignment:
    """Which words of a source each word of a target looked at.

    It prints as a table of shades, a line for each word of the target.

    Args:
        source: list of str, its words and the end.
        target: list of str, its words and the end.
        weights: float `(target words, source words)`; a line sums to 1, or to less by
            what fell on spaces at the edge.
        score: float, log-probability of the target, in nats.

    Example:
    >>> print(explain.attention(model, "zwei Hunde"))
            zwei   Hunde  [END]
    two     █
    dogs           █
    [END]                 █
    """

    source: list[str]
    target: list[str]
    weights: np.ndarray
    score: float

    def plot(self, width: float = 6.0) -> "Figure":
        """Draw the matrix: `plot.heatmap`.

        Args:
            width: float, inches.

        Returns:
            `matplotlib.figure.Figure`; `savefig` it.

        Raises:
            ImportError: Matplotlib is not installed.
        """
        from seqkit.plot.heatmap_figure import heatmap

        return heatmap(self.weights, self.target, self.source, width=width)

    def __str__(self):
        heads = [cell(word, WORD) for word in self.source]
        names = [cell(word, WORD) for word in self.target]
        margin = " " * max(map(len, names), default=0)
        lines = ["  ".join([margin, *heads])]
        for name, weights in zip(names, self.weights, strict=True):
            shades = [
                pad(shade(weight), columns(head))
                for weight, head in zip(weights, heads, strict=True)
            ]
            lines.append("  ".join([pad(name, len(margin)), *shades]).rstrip())
        return "\n".join(lines)


def attention(
    model: keras.Model,
    source: str,
    target: str | None = None,
    beams: int = 5,
    merge: bool = True,
) -> Alignment:
    """Show what a translator looked at, word by word.

    Words of several pieces are one: their columns are added, since they are shares of
    the look, and their lines averaged, since each piece looks for itself.

    Args:
        model: `Seq2Seq` with attention.
        source: str.
        target: str, what is written. None: what the model writes.
        beams: int, of the search for that.
        merge: bool. False: pieces stand by themselves.

    Returns:
        `Alignment`.

    Raises:
        TypeError: `model` translates no text, or `source` or `target` is not one str.
        ValueError: it has no attention.

    Reference: Bahdanau et al. 2015, figure 3, https://arxiv.org/abs/1409.0473.

    Example:
    >>> explain.attention(model, "zwei Hunde").target
    ['two', 'dogs', '[END]']
    """
    check_translator(model)
    check_text(source, "source")
    if target is None:
        (result,) = model.generate_n(source, beams=beams)[0]
        tokens, weights, score = result.tokens, result.attention, result.score
    else:
        check_text(target, "target")
        tokens = model.target.encode(target, end=True)
        ids = model.source.encode([source])
        weights = graph(model, weights_of)(ids, tokens[None])
        weights = ops.convert_to_numpy(weights)[0]
        score = model.score((source, target))[0].score
    read = words_and_end(model.source, model.source.encode(source, end=True), merge)
    written = words_and_end(model.target, tokens, merge)
    looks = [weights[:, places].sum(axis=1) for _, places in read]
    merged = np.stack(looks, axis=1)  # (tokens, source words)
    lines = [merged[places].mean(axis=0) for _, places in written]
    return Alignment(
        [word for word, _ in read],
        [word for word, _ in written],
        np.stack(lines) if lines else merged[:0],
        score,
    )


def weights_of(model, ids, tokens):
    """Return the weights float `(batch, time, source_time + 1)` of given tokens."""
    return model.attention_of(ids, tokens)


def words_and_end(vocabulary, ids, merge=True):
    """List words with their places, and the end, where it was reached, as one.

    Without `merge` each token is one.
    """
    if not merge:
        return [(vocabulary.tokens[token], [place]) for place, token in enumerate(ids)]
    words = vocabulary.decode_words(ids)
    ends = np.flatnonzero(np.asarray(ids) == END)[:1].tolist()
    return words + [(vocabulary.tokens[END], ends)] * bool(ends)


def shade(weight):
    """Draw a share as a block."""
    return SHADES[min(int(weight * len(SHADES)), len(SHADES) - 1)]


def check_text(text, name):
    """Raise TypeError unless a text is one str."""
    if not isinstance(text, str):
        raise TypeError(
            f"`explain.attention` explains one text at a time: `{name}` is a str. "
            f"Received {text!r:.80} of type {type(text).__name__}. Call it for each."
        )


def check_translator(model):
    """Raise unless a model reads one text and writes another, looking back."""
    if not all(hasattr(model, part) for part in ("source", "target", "attention_of")):
        raise TypeError(
            "`explain.attention` explains models that read a text and write another. "
            f"Received {type(model).__name__}. Give a `Seq2Seq`; of a classifier, "
            '`explain.words(model, text, "attention")` gives the weights.'
        )
    if model.attention is None:
        raise ValueError(
            "Attention is read off a model that has one. Received one with "
            'attention=None. Build it with `attention="bahdanau"` or "luong".'
        )
