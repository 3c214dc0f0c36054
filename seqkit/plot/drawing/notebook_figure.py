"""The one file that imports Matplotlib when it is imported; `style` imports it late."""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


class Picture(Figure):
    """A figure that pyplot does not know, and that a notebook shows all the same."""

    def _repr_png_(self):
        png = io.BytesIO()
        FigureCanvasAgg(self).print_png(png)
        return png.getvalue()
