"""Show how much a translator attended to each source word for each target word."""

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

WORD = 16  # the most columns of a word in the printed table
SHADES = " ░▒▓█"
LIGHTEST = 0.5  # share of black in HTML for a weight of 1, so that text is readable


@dataclass(frozen=True, eq=False)
class Alignment:
    """The attention of each word of a target to each word of its source.

    `print` shows it as a table of shades, with a line for each word of the target.

    Args:
        source: list of str, the words or pieces of the source and its end token.
        target: list of str, the words or pieces of the target and its end token.
        weights: float `(target words, source words)`. A row sums to 1, or to less if
            the model attended to spaces at the edge of the text, which are no words.
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
        """Draw the weights as a matrix; the arguments are those of `plot.heatmap`."""
        return heatmap(
            self.weights, self.target, self.source, title=title, width=width, ax=ax
        )

    def html(self) -> Html:
        """Return the weights as an HTML table; a darker cell is more attention."""
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
    """Return how much a model attended to each source word for each target word.

    If words are split into pieces, the pieces of a word are merged. The weights of the
    pieces of a source word are added, since they are shares of one attention. The rows
    of the pieces of a target word are averaged, since each row sums to 1. In a text of
    a single word the pieces are not merged, since one row or column would show nothing.

    Args:
        model: `Seq2Seq` with attention.
        source: str, the text that the model reads.
        target: str, the translation. None: the translation that the model generates.
        beams: int, of the search for the translation, if `target` is None.
        merge: bool, whether pieces of words are merged.

    Returns:
        `Alignment`.

    Raises:
        TypeError: `model` does not translate texts, or `source` or `target` is not one
            str.
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
    """Return the words of a text, each with the indices of its tokens.

    Args:
        vocabulary: a vocabulary, such as `Vocabulary`.
        ids: int32 `(time,)`, the tokens of the text.

    Returns:
        list of (str, list of int), a word and indices of `ids`. The last is the end
        token, if `ids` contain it.
    """
    ends = np.flatnonzero(np.asarray(ids) == END)[:1].tolist()
    end = [(vocabulary.tokens[END], ends)] * bool(ends)
    return vocabulary.decode_words(ids) + end


def _words_or_pieces(vocabulary, ids, merge):
    """Return the words as `words_and_end` does, or the tokens of a single word."""
    words = words_and_end(vocabulary, ids)
    several = sum(vocabulary.tokens[END] != word for word, _ in words) > 1
    if merge and several:
        return words
    return [(vocabulary.tokens[token], [place]) for place, token in enumerate(ids)]


def _weights_of(model, ids, tokens):
    """Return the attention of given tokens, float `(batch, time, source_time + 1)`."""
    return model.attention_of(ids, tokens)


def _shade(weight):
    """Return the character that shows a weight from 0 to 1."""
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
    """Raise an error unless the model reads and writes texts, and has attention."""
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
