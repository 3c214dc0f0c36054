import sys

import pytest

from tests.processes import run_python

MISSING = """
import sys

sys.modules["matplotlib"] = None
from seqkit import plot

for draw in (lambda: plot.words(["a"], [1.0]), lambda: plot.confusion([[1]], ["a"])):
    try:
        draw()
    except ImportError as error:
        print(error)
print(plot.words_html(["a"], [1.0], "pos"))
"""


def test_without_matplotlib_html_works_and_figures_name_the_package():
    figure, matrix, html = run_python(MISSING).splitlines()
    assert "pip install 'seqkit[plot]'" in figure
    assert matrix == figure
    assert "<b>pos</b>" in html


def test_importing_plot_imports_neither_matplotlib_nor_keras():
    program = "import sys\nfrom seqkit import plot\nprint(*sys.modules)"
    assert not {"matplotlib", "keras"} & {*run_python(program).split()}


def test_a_figure_leaves_pyplot_alone_and_shows_itself_in_a_notebook():
    pytest.importorskip("matplotlib")
    from seqkit.plot.drawing.new_figure import new_figure

    figure = new_figure(2.0)
    assert figure._repr_png_().startswith(b"\x89PNG")
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()
