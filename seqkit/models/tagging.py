"""The answer of a tagger, as a table of words and tags."""

from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING
from typing import Any

from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.html_tags import tags_html
from seqkit.plot.tags_figure import tags as draw_tags

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Columns of a terminal that a row of words fills at most.
WIDTH = 80


@dataclass(frozen=True)
class Tagging:
    """What a tagger says of one sentence; prints as two rows, each tag under its word.

    Args:
        words: list of str, as they stand in the sentence.
        tags: list of str, one for each word.
        score: float, log-probability of all the tags together, in nats.
        label: str, of the whole sentence, where the model has labels.
        label_score: float, probability of the label.

    Example:
    >>> print(Tagging(["to", "Boston"], ["O", "B-toloc.city_name"], -0.1, "flight"))
    to  Boston
    O   B-toloc.city_name
    flight
    """

    words: list[str]
    tags: list[str]
    score: float
    label: str | None = None
    label_score: float | None = None

    def plot(self, *, title: str = "", **options: Any) -> "Figure":
        """Draw the words over their tags, with `plot.tags`; `options` as there."""
        label = self.label, self.label_score
        return draw_tags(self.words, self.tags, *label, title=title, **options)

    def html(self) -> Html:
        """Return the words over their tags as HTML: `plot.tags_html`."""
        return tags_html(self.words, self.tags, self.label, self.label_score)

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        """Aligns the words and their tags, in as many double rows as they need."""
        rows, width = [([], [])], 0
        for word, tag in zip(self.words, self.tags, strict=True):
            room = max(columns(word), columns(tag)) + 2
            if width + room > WIDTH and width:
                rows.append(([], []))
                width = 0
            width += room
            for row, part in zip(rows[-1], (word, tag), strict=True):
                row.append(part + " " * (room - columns(part)))
        lines = ["".join(row).rstrip() for both in rows for row in both]
        return "\n".join([*lines, *([self.label] if self.label else [])])


def check_label_weight(weight: float) -> None:
    """Raise ValueError for a weight of the label's loss that would unlearn it."""
    if not (isinstance(weight, Real) and 0 <= weight < float("inf")):
        raise ValueError(
            "`label_weight` is how much a label counts beside a tag, 0 or more. "
            f"Received {weight!r:.80}. Give 1.0 for as much."
        )
