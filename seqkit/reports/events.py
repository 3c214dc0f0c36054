"""Compare found events with true ones, matched one to one within a tolerance."""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.event_lists import Event
from seqkit.event_lists import read_events
from seqkit.labels import checked_names
from seqkit.plot.bars_figure import bars
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.reports.report import check_paired
from seqkit.reports.report import spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class EventReport:
    """Precision, recall, F1 and residuals of found events; `print` shows a table.

    Args:
        kinds: list of str, the kinds of events.
        count: int, number of sequences.
        tolerance: float, the largest distance of a found event from its true event.
        unit: str, the unit of the tolerance and the residuals: "steps" or "s".
        support: int `(kinds,)`, how many true events there are.
        found: int `(kinds,)`, how many found events there are.
        matched: int `(kinds,)`, how many of both are matched.
        residuals: list of float `(matched,)`, for each kind the step of each matched
            found event minus that of its true event, in `unit`.
    """

    kinds: list[str]
    count: int
    tolerance: float
    unit: str
    support: np.ndarray
    found: np.ndarray
    matched: np.ndarray
    residuals: list[np.ndarray]

    @property
    def precision(self) -> np.ndarray:
        """Share of the found events that are matched; NaN if none was found."""
        return _share(self.matched, self.found)

    @property
    def recall(self) -> np.ndarray:
        """Share of the true events found within the tolerance; NaN if there are none.

        float `(kinds,)`.
        """
        return _share(self.matched, self.support)

    @property
    def f1(self) -> np.ndarray:
        """Harmonic mean of precision and recall, float `(kinds,)`."""
        return _share(2 * self.matched, self.found + self.support)

    @property
    def micro_f1(self) -> float:
        """F1 of the events of all kinds together; NaN if there are none."""
        both = self.found.sum() + self.support.sum()
        return float(_share(2 * self.matched.sum(), both))

    @property
    def mean(self) -> np.ndarray:
        """Mean residual of each kind, in `unit`; above 0 if events are found late."""
        return np.array([_of(np.mean, each) for each in self.residuals])

    @property
    def deviation(self) -> np.ndarray:
        """Standard deviation of the residuals of each kind, in `unit`."""
        return np.array([_of(np.std, each) for each in self.residuals])

    def plot(self, *, title: str = "", ax: "Axes | None" = None) -> "Figure":
        """Draw the F1 of each kind, by `plot.bars`."""
        names = ("kind", "F1")
        title = title or self._title()
        return bars(self.kinds, self.f1, axis_names=names, full=1.0, title=title, ax=ax)

    def html(self) -> Html:
        """Return the table as HTML."""
        return table_html(["", *self._head()], self._rows(), title=self._title())

    def _repr_html_(self):
        return self.html()

    def _title(self):
        return (
            f"{self.count:,} sequences, events within {self.tolerance:g} {self.unit}: "
            f"F1 {spell(self.micro_f1, 4)}"
        )

    def _head(self):
        mean, deviation = f"mean residual, {self.unit}", f"deviation, {self.unit}"
        return ["precision", "recall", "F1", "true", "found", mean, deviation]

    def _rows(self):
        shares = zip(self.precision, self.recall, self.f1, strict=True)
        counts = zip(self.support, self.found, strict=True)
        residuals = zip(self.mean, self.deviation, strict=True)
        rows = zip(self.kinds, shares, counts, residuals, strict=True)
        return [
            [
                kind,
                *map(spell, three),
                *(f"{each:,}" for each in two),
                *map(spell, last),
            ]
            for kind, three, two, last in rows
        ]

    def __str__(self):
        table = [["", *self._head()], *self._rows()]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
            for row in table
        ]
        return "\n".join([self._title(), "", *lines])


def event_report(
    true_events: Iterable[Iterable[Event]],
    found_events: Iterable[Iterable[Event]],
    tolerance: float,
    *,
    rate: float | None = None,
    kinds: Iterable[str] | None = None,
) -> EventReport:
    """Compare the found events of sequences with the true ones.

    In each sequence the events of a kind are matched one to one: of all pairs within
    the tolerance the nearest first, then the nearest of the rest, and so on. So a
    second event found beside the same true event counts as wrong.

    Args:
        true_events: list with the events of each sequence: a list of `seqkit.Event`, or
            of pairs of a kind and a step, in any order.
        found_events: list of the same form, such as `answer.events()` of each answer of
            `SequenceTagger.tag`.
        tolerance: float, the largest distance of a match, 0 or more; in steps, or with
            `rate` in seconds.
        rate: float, steps in a second. None: tolerance and residuals are in steps.
        kinds: list of str, the kinds in the order of the report. None: all kinds that
            occur, sorted.

    Returns:
        EventReport.

    Raises:
        TypeError: an event is no pair of a str and a number.
        ValueError: there are no sequences, or more or fewer true than found ones; the
            tolerance is negative, the rate is not above 0, or a kind is not in `kinds`.

    Reference:
        Precision, recall, F1 and residuals of picks: Zhu & Beroza 2019, section 3,
        https://arxiv.org/abs/1803.03211, which uses a tolerance of 0.1 s.

    Example:
    >>> event_report([[("P", 10)]], [[("P", 12), ("S", 40)]], tolerance=3).recall
    [1., nan]
    """
    _check_number("tolerance", tolerance, 0.0)
    if rate is not None:
        _check_number("rate", rate, np.nextafter(0.0, 1.0))
    known = None if kinds is None else checked_names(kinds, "kinds")
    true = _read(true_events, "true_events", known)
    found = _read(found_events, "found_events", known)
    check_paired(true, found, "sequences")
    occurring = {event.kind for row in true + found for event in row}
    known = sorted(occurring) if known is None else known
    scale = 1.0 if rate is None else 1.0 / rate
    residuals, counts = [], []
    for kind in known:
        pairs = [
            (_steps_of(one, kind), _steps_of(other, kind))
            for one, other in zip(true, found, strict=True)
        ]
        pairs = [(one * scale, other * scale) for one, other in pairs]
        residuals.append(np.concatenate([matched(*pair, tolerance) for pair in pairs]))
        counts.append([sum(map(len, side)) for side in zip(*pairs, strict=True)])
    support, several = np.array(counts, int).reshape(-1, 2).T
    return EventReport(
        kinds=known,
        count=len(true),
        tolerance=float(tolerance),
        unit="steps" if rate is None else "s",
        support=support,
        found=several,
        matched=np.array([len(each) for each in residuals], int),
        residuals=residuals,
    )


def matched(true: np.ndarray, found: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the residuals of the matches of one kind in one sequence.

    Args:
        true: float `(n,)`, the true events.
        found: float `(m,)`, the found events.
        tolerance: float, the largest distance of a match.

    Returns:
        float `(matches,)`, found minus true, nearest first.
    """
    apart = found[None] - true[:, None]  # (n, m)
    # Steps that are divided by a rate are not exact.
    near = np.argwhere(np.abs(apart) <= tolerance * (1 + 1e-9))
    order = np.argsort(np.abs(apart[tuple(near.T)]), kind="stable")
    free = np.ones(len(true), bool), np.ones(len(found), bool)
    residuals = []
    for one, other in near[order]:
        if free[0][one] and free[1][other]:
            free[0][one] = free[1][other] = False
            residuals.append(apart[one, other])
    return np.array(residuals, float)


def _read(rows, name, kinds) -> list[list[Event]]:
    """Return the events of each sequence, checked."""
    rows = list_of(rows, name, "lists of events")
    return [
        read_events(events, f"{name}[{row}]", kinds) for row, events in enumerate(rows)
    ]


def _steps_of(events: Sequence[Event], kind: str) -> np.ndarray:
    """Return the steps of the events of one kind, float `(n,)`."""
    return np.array([event.step for event in events if event.kind == kind], float)


def _check_number(name, value, least):
    """Raise ValueError unless a value is a finite number of at least `least`."""
    if not (isinstance(value, Real) and least <= value < float("inf")):
        meaning = {
            "tolerance": "the largest distance between a found and a true event, 0 or "
            "more",
            "rate": "the number of steps in a second, above 0",
        }[name]
        raise ValueError(
            f"`{name}` is {meaning}. Received {value!r:.80}. Give a finite number."
        )


def _share(count, of):
    """Return `count / of`, elementwise; NaN if `of` is 0."""
    count, of = np.asarray(count, float), np.asarray(of, float)
    return np.divide(count, of, out=np.full(of.shape, np.nan), where=of > 0)


def _of(function, numbers):
    """Return a function of numbers; NaN if there are none."""
    return function(numbers) if len(numbers) else np.nan
