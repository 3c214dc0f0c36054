# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.strokes.drawing import Drawing as Drawing
from seqkit.strokes.drawing_files import read_drawings as read_drawings
from seqkit.strokes.strokes import Strokes as Strokes
