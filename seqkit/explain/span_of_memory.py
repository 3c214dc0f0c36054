from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import keras

from seqkit.plot.scores_by_length_figure import scores_by_length

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class MemorySpan:
    """How many steps cells of a recurrent network remember a letter.

    `print` shows a table of the accuracies.

    Args:
        lags: list of int, the numbers of steps over which the letter is remembered.
        accuracy: dict from the name of a cell to a list of float or None, one for each
            lag: the share of new tasks that are solved. None: not trained, since a
            shorter lag was not solved.
        solved: float, the accuracy at which a lag counts as solved.
        chance: float, the accuracy of guessing.
        models: dict from the name of a cell to its model, after the last training.

    Attributes:
        spans: dict from the name of a cell to the longest lag that it solved; 0 if it
            solved none.
        stops: dict from the name of a cell to the first lag that it did not solve;
            None if it solved all.

    Example:
    >>> print(span)
    Accuracy by lag; guessing has 0.125
    lag     rnn   lstm
      5   1.000  1.000
     40   0.504  1.000
    stops at 40      -
    """

    lags: list[int]
    accuracy: dict[str, list[float | None]]
    solved: float
    chance: float
    models: dict[str, keras.Model]

    @property
    def spans(self) -> dict[str, int]:
        """The longest lag that each cell solved."""
        return {
            cell: max(self._solved_by(numbers), default=0)
            for cell, numbers in self.accuracy.items()
        }

    @property
    def stops(self) -> dict[str, int | None]:
        """The first lag that each cell did not solve."""
        return {
            cell: next(iter(self.lags[len(self._solved_by(numbers)) :]), None)
            for cell, numbers in self.accuracy.items()
        }

    def _solved_by(self, numbers: Sequence[float | None]) -> list[int]:
        return [
            lag
            for lag, number in zip(self.lags, numbers, strict=True)
            if number is not None and number >= self.solved
        ]

    def plot(
        self, *, title: str = "", width: float = 6.0, ax: "Axes | None" = None
    ) -> "Figure":
        """Draw the accuracy of each cell by lag, and that of guessing."""
        lines = self.accuracy | {"guessing": [self.chance] * len(self.lags)}
        return scores_by_length(
            [f"{lag:,}" for lag in self.lags],
            lines,
            score="accuracy",
            length="lag, steps",
            title=title,
            width=width,
            ax=ax,
        )

    def __str__(self):
        wide = [max(len(cell), 6) + 2 for cell in self.accuracy]

        def row(head, values):
            cells = (f"{value:>{w}}" for value, w in zip(values, wide, strict=True))
            return f"{head:>8}{''.join(cells)}"

        numbers = zip(*self.accuracy.values(), strict=True)
        return "\n".join(
            [
                f"Accuracy by lag; guessing has {self.chance:.3f}",
                row("lag", self.accuracy),
                *(
                    row(f"{lag:,}", ["" if n is None else f"{n:.3f}" for n in each])
                    for lag, each in zip(self.lags, numbers, strict=True)
                ),
                row("stops at", [lag or "-" for lag in self.stops.values()]),
            ]
        )
