"""Write the table and the remarks of a `ForecastReport`."""

from collections.abc import Mapping
from collections.abc import Sequence

import numpy as np

from seqkit.reports.forecast_scores import ForecastScores
from seqkit.reports.report import spell

MODEL = "model"
DIGITS = 4  # of numbers in the unit of the target
OFF = 0.05  # coverage that is further from its nominal share is remarked
LARGEST = 1e4  # times the smallest number of a column; else each has its own decimals
COLUMNS = {
    "mase": "MASE",
    "smape": "sMAPE %",
    "mape": "MAPE %",
    "rmse": "RMSE",
    "mae": "MAE",
    "pinball": "pinball",
    "crps": "CRPS",
}
DECIMALS = {"mase": 3, "smape": 2, "mape": 2}


def table_of(
    scores: Mapping[str, ForecastScores],
) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns, and the rows of a table as texts.

    Args:
        scores: dict from the name of a row to `ForecastScores`; the first one has the
            intervals of the columns of coverage.

    Returns:
        list of str, and list of lists of str, as wide as the head.
    """
    rows = [*scores.values()]
    head, columns = [*COLUMNS.values()], []
    for name in COLUMNS:
        numbers = [getattr(each, name) for each in rows]
        columns.append(_spelled(numbers, DECIMALS.get(name)))
    for nominal in rows[0].coverage:
        head.append(f"in {_percent(nominal)}")
        shares = [100 * each.coverage.get(nominal, np.nan) for each in rows]
        columns.append([spell(share, 1) for share in shares])
    lines = [list(row) for row in zip(*columns, strict=True)]
    return ["", *head], [
        [name, *line] for name, line in zip(scores, lines, strict=True)
    ]


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table; the first column is aligned at the left."""
    table = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            f"{text:>{width}}" if place else f"{text:<{width}}"
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]


def verdicts(
    model: ForecastScores, baselines: Mapping[str, ForecastScores], of: str = ""
) -> list[str]:
    """Return a line for each baseline that the model does not beat.

    MASE and RMSE are compared; without a scale of MASE, MAE and RMSE. If the model is
    better in both than every baseline, one line says so.

    Args:
        model: `ForecastScores`.
        baselines: dict from name to `ForecastScores`.
        of: str, the name of the target. "": all of them.

    Returns:
        list of str.
    """
    measure = "mae" if np.isnan(model.mase) else "mase"
    where = f"{of}: " if of else ""
    lines = []
    for name, scores in baselines.items():
        for kind in ("below", "no better than"):
            compared = [
                _compared(model, scores, one, kind) for one in (measure, "rmse")
            ]
            compared = ", ".join(filter(None, compared))
            if compared:
                lines.append(f"{where}{kind} {name} ({compared})")
                break
    beaten = {name: getattr(each, measure) for name, each in baselines.items()}
    beaten = {name: score for name, score in beaten.items() if score == score}
    if lines or not beaten:
        return lines
    best = min(beaten, key=beaten.get)
    own, other = _spelled([getattr(model, measure), beaten[best]])
    return [
        f"{where}above all baselines ({measure.upper()} {own} < {other} of the best, "
        f"{best})"
    ]


def coverage_remarks(model: ForecastScores, of: str = "") -> list[str]:
    """Return a line for each interval whose coverage is off by over 5 points."""
    where = f"{of}: " if of else ""
    return [
        f"{where}the {_percent(nominal)} interval holds {100 * share:.1f} % of the "
        f"targets: too {'few' if share < nominal else 'many'}"
        for nominal, share in model.coverage.items()
        if abs(share - nominal) > OFF
    ]


def _compared(model, baseline, measure, kind):
    """Return "RMSE 3.1 > 2.9" if the model is worse, or the same, by a measure."""
    own, other = getattr(model, measure), getattr(baseline, measure)
    same = np.isclose(own, other, rtol=1e-9)
    if np.isnan(own) or np.isnan(other) or own < other and not same:
        return ""
    if (kind == "below") == bool(same):
        return ""
    own, other = _spelled([own, other])
    return f"{measure.upper()} {own} {'=' if same else '>'} {other}"


def _spelled(numbers, decimals=None):
    """Return numbers as texts with the same decimals, about four digits of each."""
    sizes = [abs(number) for number in numbers if np.isfinite(number) and number]
    if sizes and (max(sizes) > LARGEST * min(sizes) or max(sizes) >= 1e9):
        texts = [f"{number:.{DIGITS}g}" for number in numbers]
        return ["–" if text == "nan" else text for text in texts]
    if decimals is None:
        exponent = int(np.floor(np.log10(np.median(sizes)))) if sizes else 0
        decimals = min(max(DIGITS - 1 - exponent, 0), 9)
    return [spell(number, decimals) for number in numbers]


def _percent(share):
    """Return a share as text: 0.8 as "80 %"."""
    return f"{100 * share:.4g} %"
