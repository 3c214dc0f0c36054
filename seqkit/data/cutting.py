"""What `length` costs, said once."""

import logging

import numpy as np

logger = logging.getLogger("seqkit")


def report_cut(
    steps: np.ndarray, length: int | None, ended: bool = True, named: str = "texts"
) -> None:
    """Log a warning of how many texts are cut, where some are.

    Args:
        steps: int `(texts,)`, tokens of each, the end counted where they have one.
        length: int, how many are kept. None: all.
        ended: bool, whether an end token is among the steps.
        named: str, what the texts are.
    """
    if length is not None:
        report_count(int((steps > length).sum()), len(steps), length, ended, named)


def report_count(
    cut: int, texts: int, length: int | None, ended: bool = True, named: str = "texts"
) -> None:
    """Log the warning of `report_cut`, of texts that are counted already."""
    if cut:
        logger.warning(
            "%d of %d %s have more than %d tokens%s and are cut; "
            "they lose their end. Give a larger `length`, or None.",
            cut,
            texts,
            named,
            length,
            ", the end counted," if ended else "",
        )
