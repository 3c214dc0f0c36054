"""Inputs of a request: things that are no lists are converted to lists."""

import numpy as np
import pytest

from seqkit.serving.request_columns import as_rows
from seqkit.serving.signatures import ArraySpec
from seqkit.strokes import Drawing

SPEC = ArraySpec("float32", (None, None, 3))
DRAWING = Drawing([[0, 0, 0], [1, 2, 1]])
EMPTY = Drawing(np.zeros((0, 3)))


@pytest.mark.parametrize("drawing", [DRAWING, EMPTY])
def test_a_drawing_is_one_row_and_a_list_of_drawings_several(drawing):
    rows = drawing.offsets.tolist()
    assert as_rows("strokes", drawing, SPEC) == ([rows], False)
    assert as_rows("strokes", [drawing] * 2, SPEC) == ([rows, rows], True)
