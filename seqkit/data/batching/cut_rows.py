"""Warn of rows that lose steps, and check the last steps of rows of floats."""

import logging
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.data.batching.fields import Ragged

logger = logging.getLogger("seqkit")


def report_cut(
    steps: np.ndarray,
    length: int | None,
    named: str = "texts",
    *,
    unit: str = "tokens",
    ended: bool = False,
) -> None:
    """Log a warning with the number of rows longer than `length`, if there are any.

    Args:
        steps: int `(rows,)`, the steps of each row. An end token counts as a step.
        length: int, the most steps of a row that are kept. None: all.
        named: str, the word for rows in the warning.
        unit: str, the word for steps in the warning.
        ended: bool, whether an end token is among the steps.
    """
    if length is not None:
        cut = int((steps > length).sum())
        report_count(cut, len(steps), length, named, unit=unit, ended=ended)


def report_count(
    cut: int,
    rows: int,
    length: int | None,
    named: str = "texts",
    *,
    unit: str = "tokens",
    ended: bool = False,
) -> None:
    """Log the warning of `report_cut`, given the number of rows that are cut.

    Args:
        cut: int, rows longer than `length`. 0: nothing is logged.
        rows: int, all rows.

    Other arguments are those of `report_cut`.
    """
    if cut:
        logger.warning(
            "%d of %d %s have more than %d %s%s and are cut; "
            "they lose their end. Give a larger `length`, or None.",
            cut,
            rows,
            named,
            length,
            unit,
            ", the end counted," if ended else "",
        )


def each_warned_of_padding(
    blocks: Iterable[tuple[list[Any], np.ndarray, np.ndarray]],
) -> Iterator[tuple[list[Any], np.ndarray, np.ndarray]]:
    """Yield blocks of rows of numbers; then log a warning of rows of padding alone.

    The codec cuts the steps of NaN at the end of a row. A row of NaN alone has no step
    left, but it had some; a row that was given without steps is not counted.

    Args:
        blocks: iterable of rows, steps and lengths, as `encoded` yields them.
    """
    rows, empty = 0, []
    for block, steps, lengths in blocks:
        places = np.flatnonzero(np.asarray(lengths) == 0).tolist()
        empty += [rows + place for place in places if len(block[place])]
        rows += len(block)
        yield block, steps, lengths
    if empty and len(empty) < rows:  # `check_last_steps` raises if all are empty
        logger.warning(
            "%d of %d rows %s no value, only NaN, which is padding: they train as rows "
            "without steps. The first is row %d, counted from 0. Leave such rows out.",
            len(empty),
            rows,
            "has" if len(empty) == 1 else "have",
            empty[0],
        )


def check_last_steps(rows: Ragged) -> None:
    """Raise ValueError if a row of floats ends in a step of NaN alone.

    A model reads steps of NaN at the end of a row as padding. Steps of NaN before a
    real step are missing values, and are allowed. `Series` cuts padding itself, so its
    rows end in NaN only if `length` cuts them there.
    """
    values = np.asarray(rows.values)
    if values.dtype.kind != "f":
        return
    filled = np.flatnonzero(rows.lengths)
    if not filled.size:
        raise ValueError(
            "Rows have steps. Received rows without one, or of NaN alone, which is "
            "padding. Leave such rows out."
        )
    last = values[rows.starts[filled] + rows.lengths[filled] - 1]  # (filled rows, …)
    empty = np.isnan(last).reshape(len(last), -1).all(axis=1)
    if empty.any():
        raise ValueError(
            "The last step of a row holds a number: steps of NaN at the end are "
            f"padding. Received NaN alone in the last step of row "
            f"{filled[empty.argmax()]}, the first being 0. Give rows without their "
            "padding, or fill in the last step; with `length`, the last one kept."
        )
