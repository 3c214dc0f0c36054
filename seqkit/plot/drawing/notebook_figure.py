"""A Matplotlib figure that a notebook shows as the result of a cell.

Importing this file imports Matplotlib. All other files import Matplotlib inside
functions.
"""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


class NotebookFigure(Figure):
    """A figure that is not registered with pyplot, but that a notebook shows."""

    def _repr_png_(self):
        png = io.BytesIO()
        FigureCanvasAgg(self).print_png(png)
        return png.getvalue()
