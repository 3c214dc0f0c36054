"""The result of `explain.words`, which can be printed, drawn or shown as HTML."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.colours import strongest_of
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.running_text import spell_weight
from seqkit.plot.drawing.running_text import visible
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad
from seqkit.plot.html_words import words_html
from seqkit.plot.words_figure import words as draw_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 20  # the most words in the printed table
WORD = 24  # the most columns of a word in the table
BAR = 20  # columns of the longest bar in the table
# From a method to the meaning of its weights, for figures.
NOTES = {
    "attention": "attention weights",
    "gradients": "gradient × input, in nats of the log-odds",
    "occlusion": "fall of the log-odds without the word, in nats",
}


@dataclass(frozen=True, eq=False)
class Explanation:
    """The weight of each word of a text in the decision of a classifier.

    `print` shows a table of the words; of a text with more than 20 words, the 20
    strongest. A notebook shows the words on the colours of their weights.

    Args:
        text: str.
        words: list of str, the words of the text as the model reads them; the
            characters if the model reads characters.
        weights: float32 `(time,)`, positive for `label`, negative against `label`.
        label: str, the answer that is explained.
        score: float, the probability of `label`.
        method: str, "attention", "gradients" or "occlusion"; see `explain.words`.

    Example:
    >>> print(explain.words(model, "so good"))
    pos, p = 0.900, by gradients
    so    +0.50  █████
    good  +2.00  ████████████████████
    """

    text: str
    words: list[str]
    weights: np.ndarray
    label: str
    score: float
    method: str

    def top(self, count: int = 10) -> list[tuple[str, float]]:
        """Return the words with the largest absolute weights, the strongest first.

        Args:
            count: int, the most words.

        Returns:
            list of (str, float), word and weight. A word that occurs twice in the text
            can be in the list twice.
        """
        count = whole_number("count", count, least=0)
        order = np.argsort(-np.abs(self.weights), kind="stable")[:count]
        return [(self.words[place], float(self.weights[place])) for place in order]

    def plot(
        self,
        *,
        most: int = 900,
        title: str = "",
        width: float = 8.0,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """Draw the words on the colours of their weights, by `plot.words`."""
        note = NOTES.get(self.method, self.method)
        return draw_words(
            self.words,
            self.weights,
            self.label,
            self.score,
            note,
            text=self.text,
            most=most,
            title=title,
            width=width,
            ax=ax,
        )

    def html(self) -> Html:
        """Return the words on their colours as HTML, by `plot.words_html`."""
        note = NOTES.get(self.method, self.method)
        return words_html(
            self.words, self.weights, self.label, self.score, note, text=self.text
        )

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        title = f"{visible(self.label)}, p = {self.score:.3f}, by {self.method}"
        if not len(self.words):
            return f"{title}: no words"
        weighted = list(zip(self.words, self.weights, strict=True))
        if len(weighted) > MOST:
            weighted = self.top(MOST)
            title += f": the {MOST} strongest of {len(self.words):,} words"
        return "\n".join([title, *_rows(weighted, sign=self.method != "attention")])


def _rows(weighted, sign):
    """Return the lines of the printed table: a word, its weight and a bar each."""
    words, weights = zip(*weighted, strict=True)
    words, strongest = [cell(word, WORD) for word in words], strongest_of(weights)
    numbers = [spell_weight(weight, strongest, sign) for weight in weights]
    bars = [_bar(share, both=min(weights) < 0) for share in scaled(weights)]
    widest, longest = max(map(columns, words)), max(map(len, numbers))
    return [
        f"{pad(word, widest)}  {number:>{longest}}  {blocks}".rstrip()
        for word, number, blocks in zip(words, numbers, bars, strict=True)
    ]


def _bar(share, both):
    """Return a bar for a weight divided by the strongest one.

    With `both`, bars of negative weights extend to the left of a middle line.
    """
    full, half = divmod(round(2 * BAR * abs(share)), 2)
    if share < 0:
        return f"{'▐' * half + '█' * full:>{BAR}}│"
    return f"{' ' * BAR + '│' if both else ''}{'█' * full}{'▌' * half}"
