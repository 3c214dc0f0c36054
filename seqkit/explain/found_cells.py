"""The result of `explain.find_cells`, which can be printed or shown as HTML."""

from collections.abc import Container
from dataclasses import dataclass

from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad

LONGEST = 32  # the most columns of a property's name in the printed table
HEAD = "property", "cell", "measure", "picked", "score", "random"


@dataclass(frozen=True)
class FoundCell:
    """A cell that alone predicts a property of the tokens of a text.

    Args:
        layer: int, index of the recurrent layer, counted from 0.
        part: str, "h" or "c".
        unit: int, index of the cell in its layer, counted from 0.
        measure: str, "AUC", or "Pearson" or "Spearman" for a correlation.
        sign: int, 1 if the cell is higher where the property is, -1 if it is lower.
        picked: float, the measure on the first half of the text, where the cell was
            picked by it; of a cell with sign -1, of the negated cell.
        score: float, the same on the second half, which was not used to pick the cell.
    """

    layer: int
    part: str
    unit: int
    measure: str
    sign: int
    picked: float
    score: float

    def __str__(self):
        sign = "−" if self.sign < 0 else "+"
        return f"layer {self.layer}, {self.part} {self.unit} ({sign})"


@dataclass(frozen=True, eq=False)
class FoundCells:
    """The cells of a model that predict properties of the tokens best.

    `print` shows a table of the best cell of each property: its measure on the half of
    the text where it was picked, on the other half ("score"), and the score of the cell
    that is found in the same way in a random model.

    Args:
        ranks: dict from the name of a property to a list of `FoundCell`, the best
            first, by the half of the text where they were picked.
        floor: dict from the name of a property to the best `FoundCell` of a model of
            the same architecture with random weights.

    Example:
    >>> print(explain.find_cells(model, text, {"inside quotes": quotes}))
    property       cell                measure  picked  score  random
    inside quotes  layer 1, c 345 (−)  AUC       0.987  0.985   0.641
    """

    ranks: dict[str, list[FoundCell]]
    floor: dict[str, FoundCell]

    @property
    def best(self) -> dict[str, FoundCell]:
        """The best cell of each property."""
        return {name: found[0] for name, found in self.ranks.items()}

    def places(self, groups: Container[tuple[int, str]]) -> list[tuple[str, str, int]]:
        """Return the cells in the form that `plot.running_text_html` takes.

        Args:
            groups: collection of (int, str), layer and part; other cells are left out.

        Returns:
            list of (str, str, int): what the cell predicts and how well, the name of
            its group, and its unit. The best cells of all properties come first, then
            the second ones, and so on.
        """
        longest = max(map(len, self.ranks.values()), default=0)
        ordered = [
            (name, found[rank], rank + 1)
            for rank in range(longest)
            for name, found in self.ranks.items()
            if rank < len(found)
        ]
        return [
            (
                f"{name}, no. {rank}: {each.measure} {each.score:.3f} "
                f"(random model {self.floor[name].score:.3f})",
                f"layer {each.layer}, {each.part}",
                each.unit,
            )
            for name, each, rank in ordered
            if (each.layer, each.part) in groups
        ]

    def html(self) -> Html:
        """Return the table as HTML."""
        note = "score: on the half of the text that was not used to pick the cell"
        return table_html(HEAD, self._rows(), left=3, note=note)

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        rows = [list(HEAD), *self._rows()]
        rows = [[cell(row[0], LONGEST), *row[1:]] for row in rows]
        widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(
                pad(text, width, right=place > 2)
                for place, (text, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        )

    def _rows(self):
        """Return the texts of the table, a list for each property."""
        return [
            [
                name,
                str(best),
                best.measure,
                *(
                    f"{n:.3f}"
                    for n in (best.picked, best.score, self.floor[name].score)
                ),
            ]
            for name, best in self.best.items()
        ]
