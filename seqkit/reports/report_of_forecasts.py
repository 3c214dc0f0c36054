"""The result of `forecast_report`: a table of scores, with remarks below it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.bars_figure import bars
from seqkit.plot.calibration_figure import calibration
from seqkit.plot.drawing.html_table import joined_html
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.reports.forecast_scores import ForecastScores
from seqkit.reports.forecast_table import MODEL
from seqkit.reports.forecast_table import aligned
from seqkit.reports.forecast_table import coverage_remarks
from seqkit.reports.forecast_table import table_of
from seqkit.reports.forecast_table import verdicts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FAR = 10  # times the range of the training values, from their middle


@dataclass(frozen=True, eq=False)
class ForecastReport:
    """The result of `forecast_report`: scores of the model and of the baselines.

    `print` shows a table with a row for each, and below it plain lines: which baselines
    the model does not beat, which intervals cover too few or too many targets, how many
    steps MAPE leaves out, and how many windows lie far outside of the training values.

    Args:
        windows: int, number of windows.
        horizon: int, steps of a window.
        names: list of str, the targets.
        model: `ForecastScores` of the model, over all targets.
        baselines: dict from name to `ForecastScores`, over all targets.
        by_target: dict from the name of a target to a dict from "model" and the names
            of the baselines to `ForecastScores`. Empty if there is one target.
        levels: float `(levels,)`, the levels of the quantiles, or None.
        shares: float `(levels,)`, the share of the targets at or below each quantile,
            or None. Of a calibrated model they equal `levels`.
        far: bool `(windows,)`, whether a window's history has a value that is further
            from the middle of the training values than 10 times their range.
        zeros: int, number of known targets that are 0, which MAPE leaves out.
    """

    windows: int
    horizon: int
    names: list[str]
    model: ForecastScores
    baselines: dict[str, ForecastScores]
    by_target: dict[str, dict[str, ForecastScores]]
    levels: np.ndarray | None
    shares: np.ndarray | None
    far: np.ndarray
    zeros: int

    @property
    def remarks(self) -> list[str]:
        """The lines below the table, list of str."""
        several = {
            name: ({**scores}, scores[MODEL]) for name, scores in self.by_target.items()
        }
        lines = verdicts(self.model, self.baselines)
        for name, (scores, model) in several.items():
            others = {key: each for key, each in scores.items() if key != MODEL}
            lines += verdicts(model, others, name)
        lines += coverage_remarks(self.model)
        for name, (_, model) in several.items():
            lines += coverage_remarks(model, name)
        for name, scores in self.baselines.items():
            if scores.count < self.model.count:
                missing = self.model.count - scores.count
                lines.append(f"{name} has no forecast of {_steps(missing)}")
        if self.zeros:
            lines.append(f"MAPE leaves out {_steps(self.zeros)} whose target is 0")
        if self.far.any():
            far = f"{self.far.sum():,} of {self.windows:,} windows"
            lines.append(
                f"{far} lie far outside of the training values, over {FAR} times their "
                "range from the middle: check the units"
            )
        return lines

    def plot(self, *, title: str = "", ax: "Axes | None" = None) -> "Figure":
        """Draw the calibration of the quantiles; without quantiles, draw the errors.

        Args:
            title: str, written above. "": the number of windows is written instead.
            ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

        Returns:
            `matplotlib.figure.Figure`; write it to a file by `savefig`.

        Raises:
            ImportError: Matplotlib is not installed.
        """
        title = title or self._title()
        if self.levels is not None:
            count = self.model.count
            return calibration(
                self.levels, self.shares, count=count, title=title, ax=ax
            )
        rows = {MODEL: self.model, **self.baselines}
        measure = "mae" if np.isnan(self.model.mase) else "mase"
        rows = {name: getattr(each, measure) for name, each in rows.items()}
        names = "forecast", measure.upper()
        return bars(
            list(rows), list(rows.values()), axis_names=names, title=title, ax=ax
        )

    def html(self) -> Html:
        """Return the tables as HTML, with the remarks below."""
        tables = [
            table_html(*table_of(scores), title=title)
            for title, scores in self._tables().items()
        ]
        notes = [table_html(["remarks"], [[line] for line in self.remarks])]
        return joined_html(*tables, *(notes if self.remarks else []))

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        lines = []
        for title, scores in self._tables().items():
            lines += [title, "", *aligned(*table_of(scores)), ""]
        return "\n".join(lines + self.remarks).rstrip()

    def _title(self):
        more = f", {len(self.names)} targets" if len(self.names) > 1 else ""
        windows = f"{self.windows:,} window{'s' if self.windows > 1 else ''}"
        return f"{windows} of {_steps(self.horizon)}{more}"

    def _tables(self):
        """Return a dict from the title of each table to its rows."""
        return {self._title(): {MODEL: self.model, **self.baselines}, **self.by_target}


def _steps(count):
    """Return a number of steps as text."""
    return f"{count:,} step{'' if count == 1 else 's'}"
