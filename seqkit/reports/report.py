"""The result of `classification_report` and `entity_report`, and checks of reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.bars_figure import bars
from seqkit.plot.confusion_figure import confusion as draw_confusion
from seqkit.plot.confusion_figure import confusion_colour
from seqkit.plot.drawing.html_table import joined_html
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 79  # the widest confusion matrix that is printed
MOST_LABELS = 20  # the most labels of a confusion matrix that is printed
MOST_PAIRS = 10  # the most lines that are printed in place of a confusion matrix
MOST_HTML = 60  # the most labels of a confusion matrix in HTML
LONGEST = 24  # the most columns of a printed label


@dataclass(frozen=True, eq=False)
class Report:
    """Accuracy, precision, recall and F1 of predictions.

    `print` shows a table, and below it the confusion matrix. If there are more than 20
    labels, or the matrix is too wide for a terminal, the pairs of labels that are
    confused most often are shown instead of the matrix.

    Args:
        labels: list of str.
        count: int, number of examples or sentences.
        accuracy: float, share of the examples whose labels are all right; for tags,
            share of the tags that are right.
        precision: float `(labels,)`; NaN for labels that were never predicted.
        recall: float `(labels,)`; NaN for labels that do not occur.
        f1: float `(labels,)`; NaN for labels that neither occur nor were predicted.
        support: int `(labels,)`, how often each label occurs.
        micro_f1: float, F1 of the decisions on all labels together.
        unit: str, "examples" or "sentences".
        confusion: int `(labels, labels)`, with a row for each true label and a column
            for each predicted label. None unless each example has exactly one label.
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
        """Mean F1 of the labels that occur or were predicted; NaN if there are none."""
        there = self.f1[~np.isnan(self.f1)]
        return float(there.mean()) if len(there) else np.nan

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall of the labels that occur; NaN if there are none.

        If each example has one label, it equals scikit-learn's
        `balanced_accuracy_score`: an answer that ignores the example, such as the most
        frequent label, has 1 / labels.
        """
        there = self.recall[~np.isnan(self.recall)]
        return float(there.mean()) if len(there) else np.nan

    def plot(self, *, title: str = "", ax: "Axes | None" = None) -> "Figure":
        """Draw the confusion matrix; if there is none, draw the F1 of each label.

        Args:
            title: str, written above. "": accuracy and macro F1 are written instead.
            ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

        Returns:
            `matplotlib.figure.Figure`; write it to a file by `savefig`.

        Raises:
            ValueError: the report has no labels.
            ImportError: Matplotlib is not installed.
        """
        title = title or self._title()
        if self.confusion is not None:
            return draw_confusion(self.confusion, self.labels, title=title, ax=ax)
        return bars(self.labels, self.f1, full=1.0, title=title, ax=ax)

    def html(self) -> Html:
        """Return the table as HTML, with the confusion matrix of up to 60 labels."""
        rows = [
            [label, spell(precision), spell(recall), spell(f1), f"{support:,}"]
            for label, precision, recall, f1, support in self._rows()
        ]
        head = ["", "precision", "recall", "F1", "support"]
        table = table_html(head, rows, title=self._title())
        if self.confusion is None or len(self.labels) > MOST_HTML:
            return table
        names = [f"predicted {label}" for label in self.labels]
        shares = self.confusion / np.maximum(
            self.confusion.sum(axis=1, keepdims=True), 1
        )  # (labels, labels)
        signs = 2 * np.eye(len(self.labels)) - 1
        matrix = table_html(
            ["", *names],
            [
                [f"true {label}", *(f"{count:,}" for count in row)]
                for label, row in zip(self.labels, self.confusion, strict=True)
            ],
            colours=[[None, *map(confusion_colour, row)] for row in shares * signs],
            note="blue: right, orange: wrong; the deeper, the more of its row",
        )
        return joined_html(table, matrix)

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        lines = [self._title(), "", *self._table()]
        if self.confusion is not None:
            lines += ["", *self._confusion()]
        return "\n".join(lines)

    def _title(self):
        numbers = {"accuracy": self.accuracy, "macro F1": self.macro_f1}
        # If each example has one label, micro F1 equals the accuracy.
        if self.confusion is None:
            numbers["micro F1"] = self.micro_f1
        else:
            numbers["balanced accuracy"] = self.balanced_accuracy
        spelled = (f"{name} {spell(number, 4)}" for name, number in numbers.items())
        return ", ".join([f"{self.count:,} {self.unit}", *spelled])

    def _rows(self):
        numbers = self.precision, self.recall, self.f1, self.support
        return list(zip(self.labels, *numbers, strict=True))

    def _table(self):
        labels = [cell(label, LONGEST) for label in self.labels]
        width = max(map(columns, labels), default=0)
        rows = [
            (label, *row[1:]) for label, row in zip(labels, self._rows(), strict=True)
        ]
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
            return _most_confused(self.confusion, labels)
        return [
            "  ".join(
                pad(text, width, right=place > 0)
                for place, (text, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in table
        ]


def _most_confused(confusion, labels):
    """Return lines of text with the pairs of labels that are confused most often."""
    mistakes = confusion * (1 - np.eye(len(labels), dtype=int))
    order = np.argsort(-mistakes, axis=None, kind="stable")[:MOST_PAIRS]
    lines = []
    for true, predicted in zip(*np.unravel_index(order, mistakes.shape), strict=True):
        count = mistakes[true, predicted]
        if count:
            pair = f"{labels[true]} taken for {labels[predicted]}"
            lines.append(f"{count:>7,}  {count / confusion[true].sum():6.1%}  {pair}")
    title = "most confused, with the share of the true label:"
    return [title, *lines] if lines else ["no label is taken for another"]


def spell(number: float, decimals: int = 3) -> str:
    """Return a number as text with fixed decimals; a dash for NaN."""
    return "–" if np.isnan(number) else f"{number:.{decimals}f}"


def check_paired(targets: Sequence, predictions: Sequence, unit: str) -> None:
    """Raise ValueError unless there is one prediction for each target."""
    if not targets or len(targets) != len(predictions):
        raise ValueError(
            f"A report compares each of the {unit} with its prediction. Received "
            f"{len(targets):,} targets and {len(predictions):,} predictions. "
            "Give equally many of both, in the same order, and at least one."
        )


def not_installed(error: ModuleNotFoundError) -> ImportError:
    """Return the error to raise if scikit-learn or seqeval cannot be imported."""
    return ImportError(
        "Reports are computed by scikit-learn and seqeval. "
        f"Received no module named {error.name!r}. "
        "`pip install 'seqkit[eval]'` installs both."
    )
