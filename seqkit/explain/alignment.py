"""Show which words of a source a translator attended to for each word it wrote."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import keras
import numpy as np
from keras import ops

from seqkit.explain.model_graphs import graph
from seqkit.plot.drawing.colours import grey_of
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad
from seqkit.plot.heatmap_figure import heatmap
from seqkit.types import END

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORD = 16  # columns of a word that prints
SHADES = " ░▒▓█"
LIGHTEST = 0.5  # share of black in HTML, so that ink can be read on it


@dataclass(frozen=True, eq=False)
class Alignment:
    """The attention of each word of a target to each word of its source.

    It prints as a table of shades, with a line for each word of the target.

    Args:
        source: list of str, the words or pieces of the source, and its end.
        target: list of str, the words or pieces of the target, and its end.
        weights: float `(target words, source words)`. A row sums to 1; to less where
            spaces at the edge of a text, which are no words, were attended to.
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

    def plot(
        self, *, title: str = "", width: float = 6.0, ax: "Axes | None" = None
    ) -> "Figure":
        """Draw the weights as a matrix, with `plot.heatmap`; arguments as there."""
        return heatmap(
            self.weights, self.target, self.source, title=title, width=width, ax=ax
        )

    def html(self) -> Html:
        """Return the weights as a table of HTML: the darker, the more attention."""
        rows, colours = [], []
        for word, weights in zip(self.target, self.weights, strict=True):
            rows.append([word, *(f"{weight:.2f}" for weight in weights)])
            colours.append([None, *(grey_of(LIGHTEST * weight) for weight in weights)])
        note = "rows: written, columns: read; the darker, the more attention"
        return table_html(["", *self.source], rows, colours=colours, note=note)

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        heads = [cell(word, WORD) for word in self.source]
        names = [cell(word, WORD) for word in self.target]
        margin = max(map(columns, names), default=0)
        lines = ["  ".join([" " * margin, *heads])]
        for name, weights in zip(names, self.weights, strict=True):
            shades = [
                pad(_shade(weight), columns(head))
                for weight, head in zip(weights, heads, strict=True)
            ]
            lines.append("  ".join([pad(name, margin), *shades]).rstrip())
        return "\n".join(lines)


def attention(
    model: keras.Model,
    source: str,
    target: str | None = None,
    beams: int = 5,
    merge: bool = True,
) -> Alignment:
    """Return which words of a source a translator attended to for each written word.

    The pieces of a word are merged: the weights on its pieces are added, since they are
    shares of one attention, and the rows of its pieces are averaged, since each piece
    has an attention of its own. A text of a single word keeps its pieces, since one row
    or one column would show nothing.

    Args:
        model: `Seq2Seq` with attention.
        source: str.
        target: str, the translation. None: the one that the model writes.
        beams: int, of the search for that.
        merge: bool. False: pieces of words are never merged.

    Returns:
        `Alignment`.

    Raises:
        TypeError: `model` translates no text, or `source` or `target` is not one str.
        ValueError: `model` has no attention.

    Reference: Bahdanau et al. 2015, figure 3, https://arxiv.org/abs/1409.0473.

    Example:
    >>> explain.attention(model, "zwei Hunde").target
    ['two', 'dogs', '[END]']
    """
    _check_translator(model)
    _check_text(source, "source")
    if target is None:
        (result,) = model.generate_n(source, beams=beams)[0]
        tokens, weights, score = result.tokens, result.attention, result.score
    else:
        _check_text(target, "target")
        tokens = model.target.encode(target, end=True)
        ids = model.source.encode([source])
        weights = graph(model, _weights_of)(ids, tokens[None])
        weights = ops.convert_to_numpy(weights)[0]  # (time, source_time + 1)
        score = model.score((source, target))[0].score
    read = _words_or_pieces(model.source, model.source.encode(source, end=True), merge)
    written = _words_or_pieces(model.target, tokens, merge)
    on_words = [weights[:, places].sum(axis=1) for _, places in read]
    merged = np.stack(on_words, axis=1)  # (time, source words)
    rows = [merged[places].mean(axis=0) for _, places in written]
    return Alignment(
        [word for word, _ in read],
        [word for word, _ in written],
        np.stack(rows) if rows else merged[:0],  # (target words, source words)
        score,
    )


def words_and_end(vocabulary, ids: np.ndarray) -> list[tuple[str, list[int]]]:
    """List the words of a text with the places of their tokens.

    Args:
        vocabulary: a vocabulary, such as `Vocabulary`.
        ids: int32 `(time,)`.

    Returns:
        list of (str, list of int); the end token, where it was reached, is the last.
    """
    ends = np.flatnonzero(np.asarray(ids) == END)[:1].tolist()
    end = [(vocabulary.tokens[END], ends)] * bool(ends)
    return vocabulary.decode_words(ids) + end


def _words_or_pieces(vocabulary, ids, merge):
    """List words as `words_and_end` does, or tokens where there is a single word."""
    words = words_and_end(vocabulary, ids)
    several = sum(vocabulary.tokens[END] != word for word, _ in words) > 1
    if merge and several:
        return words
    return [(vocabulary.tokens[token], [place]) for place, token in enumerate(ids)]


def _weights_of(model, ids, tokens):
    """Return the weights float `(batch, time, source_time + 1)` of given tokens."""
    return model.attention_of(ids, tokens)


def _shade(weight):
    """Return the block that stands for a share."""
    return SHADES[min(int(weight * len(SHADES)), len(SHADES) - 1)]


def _check_text(text, name):
    """Raise TypeError unless a text is one str."""
    if not isinstance(text, str):
        raise TypeError(
            f"`explain.attention` explains one text at a time: `{name}` is a str. "
            f"Received {text!r:.80} of type {type(text).__name__}. "
            "Call `explain.attention` once for each text."
        )


def _check_translator(model):
    """Raise an error unless a model translates with attention."""
    if not all(hasattr(model, part) for part in ("source", "target", "attention_of")):
        raise TypeError(
            "`explain.attention` explains models that read a text and write another. "
            f"Received {type(model).__name__}. Give a `Seq2Seq`; for a classifier, "
            'call `explain.words(model, text, "attention")`.'
        )
    if model.attention is None:
        raise ValueError(
            "`explain.attention` needs a model with attention. Received a model with "
            'attention=None. Build it with `attention="bahdanau"` or "luong".'
        )
