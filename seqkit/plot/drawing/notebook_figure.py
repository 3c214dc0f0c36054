"""A Matplotlib figure that a notebook shows.

Importing this file imports Matplotlib; all other files import it inside functions.
"""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


class NotebookFigure(Figure):
    """A figure that pyplot does not know, and that a notebook shows all the same."""

    def _repr_png_(self):
        png = io.BytesIO()
        FigureCanvasAgg(self).print_png(png)
        return png.getvalue()
