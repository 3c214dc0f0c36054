"""How often a model is right, as a table to print."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.confusion_figure import confusion as draw_confusion
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = 79
MOST_LABELS = 20
MOST_PAIRS = 10
LONGEST = 24  # columns of a label


@dataclass(frozen=True, eq=False)
class Report:
    """Accuracy, precision, recall and F1 of predictions.

    It prints as a table with the confusion matrix under it; over 20 labels, or where
    the matrix is too wide for a terminal, with the pairs that are confused most.

    Args:
        labels: list of str.
        count: int, how many `unit` were judged.
        accuracy: float, share of the examples that are wholly right; of tags, of those.
        precision: float `(labels,)`; NaN for labels that were never predicted.
        recall: float `(labels,)`; NaN for labels that do not occur.
        f1: float `(labels,)`; NaN for labels that are neither.
        support: int `(labels,)`, how often each occurs.
        micro_f1: float, of all decisions together.
        unit: str, "examples" or "sentences".
        confusion: int `(labels, labels)`, rows are true and columns predicted; None
            where an example has several labels, or none.
    """

    labels: list[str]
    count: int
    accuracy: float
    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray
    micro_f1: float
    unit: str = "examples"
    confusion: np.ndarray | None = None

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the labels that occur or were predicted; NaN without any."""
        there = self.f1[~np.isnan(self.f1)]
        return float(there.mean()) if len(there) else np.nan

    def plot(self) -> "Figure":
        """Draw the confusion matrix: `plot.confusion`.

        Raises:
            ValueError: there is none.
            ImportError: Matplotlib is not installed.
        """
        if self.confusion is None:
            raise ValueError(
                "A confusion matrix needs exactly one label for each example. Received "
                f"a report of {self.unit} without one. Print the report instead."
            )
        return draw_confusion(self.confusion, self.labels)

    def __str__(self):
        lines = [self._title(), "", *self._table()]
        if self.confusion is not None:
            lines += ["", *self._confusion()]
        return "\n".join(lines)

    def _title(self):
        numbers = {"accuracy": self.accuracy, "macro F1": self.macro_f1}
        # Where each example has one label, it is the accuracy.
        if self.confusion is None:
            numbers["micro F1"] = self.micro_f1
        spelled = (f"{name} {spell(number, 4)}" for name, number in numbers.items())
        return ", ".join([f"{self.count:,} {self.unit}", *spelled])

    def _table(self):
        labels = [cell(label, LONGEST) for label in self.labels]
        width = max(map(columns, labels), default=0)
        rows = zip(
            labels, self.precision, self.recall, self.f1, self.support, strict=True
        )
        return [
            f"{'':{width}}  precision  recall     F1  support",
            *(
                f"{pad(label, width)}  {spell(precision):>9}  {spell(recall):>6}  "
                f"{spell(f1):>5}  {support:>7,}"
                for label, precision, recall, f1, support in rows
            ),
        ]

    def _confusion(self):
        labels = [cell(label, LONGEST) for label in self.labels]
        counts = [[f"{count:,}" for count in row] for row in self.confusion]
        table = [["true ↓ predicted →", *labels]]
        table += [[label, *row] for label, row in zip(labels, counts, strict=True)]
        widths = [max(map(columns, column)) for column in zip(*table, strict=True)]
        if len(labels) > MOST_LABELS or sum(widths) + 2 * len(labels) > COLUMNS:
            return most_confused(self.confusion, labels)
        return [
            "  ".join(
                pad(text, width, right=place > 0)
                for place, (text, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in table
        ]


def most_confused(confusion, labels) -> list[str]:
    """Return the pairs of labels that are confused most often, as lines."""
    mistakes = confusion * (1 - np.eye(len(labels), dtype=int))
    order = np.argsort(-mistakes, axis=None, kind="stable")[:MOST_PAIRS]
    lines = []
    for true, predicted in zip(*np.unravel_index(order, mistakes.shape), strict=True):
        count = mistakes[true, predicted]
        if count:
            pair = f"{labels[true]} taken for {labels[predicted]}"
            lines.append(f"{count:>7,}  {count / confusion[true].sum():6.1%}  {pair}")
    title = "most confused, with the share of the true label:"
    return [title, *lines] if lines else ["none taken for another"]


def spell(share, decimals=3) -> str:
    """Return a number as text; NaN as a dash."""
    return "–" if np.isnan(share) else f"{share:.{decimals}f}"


def check_paired(targets, predictions, unit):
    """Raise ValueError unless each target has its prediction."""
    if not targets or len(targets) != len(predictions):
        raise ValueError(
            f"A report compares each of the {unit} with its prediction. Received "
            f"{len(targets):,} targets and {len(predictions):,} predictions. "
            "Give one of each, in the same order, and at least one."
        )


def not_installed(error: ModuleNotFoundError) -> ImportError:
    """Build the error that names what computes reports."""
    return ImportError(
        "Reports are computed by scikit-learn and seqeval. "
        f"Received no module named {error.name!r}. "
        "`pip install 'seqkit[eval]'` brings both."
    )
