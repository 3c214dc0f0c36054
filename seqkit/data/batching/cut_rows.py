"""Rows cut at a length: a warning that counts them, and a check of their last steps."""

import logging

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
    """Log a warning of how many rows are longer than `length`, if some are.

    Args:
        steps: int `(rows,)`, the steps of each row, the end counted where it has one.
        length: int, the steps of a row that are kept. None: all.
        named: str, a name for the rows.
        unit: str, a name for the steps.
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
    """Log the warning of `report_cut` for rows that are counted already."""
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


def check_last_steps(rows: Ragged) -> None:
    """Raise ValueError where a row of floats ends in a step without any number.

    A model takes steps of NaN at the end of a row for padding; before a real step they
    are missing values.
    """
    values = np.asarray(rows.values)
    if values.dtype.kind != "f":
        return
    filled = np.flatnonzero(rows.lengths)
    last = values[rows.starts[filled] + rows.lengths[filled] - 1]  # (filled rows, …)
    empty = np.isnan(last).reshape(len(last), -1).all(axis=1)
    if empty.any():
        raise ValueError(
            "The last step of a row holds a number: steps of NaN at the end are "
            f"padding. Received NaN alone in the last step of row "
            f"{filled[empty.argmax()]}, the first being 0. Give rows without their "
            "padding, or fill in the last step; with `length`, the last one kept."
        )
