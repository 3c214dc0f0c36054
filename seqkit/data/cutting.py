"""What `length` costs, said once."""

import logging

import numpy as np

logger = logging.getLogger("seqkit")


def report_cut(steps: np.ndarray, length: int | None) -> None:
    """Logs a warning of how many texts are cut, where some are.

    Args:
        steps: int `(texts,)`, tokens of each, the end counted.
        length: int, how many are kept. None: all.
    """
    if length is not None:
        report_count(int((steps > length).sum()), len(steps), length)


def report_count(cut: int, texts: int, length: int | None) -> None:
    """Logs the warning of `report_cut`, of texts that are counted already."""
    if cut:
        logger.warning(
            "%d of %d texts have more than %d tokens, the end counted, and are cut; "
            "they lose their end. Give a larger `length`, or None.",
            cut,
            texts,
            length,
        )
