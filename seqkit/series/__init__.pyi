# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.series.read_table import read_columns as read_columns
from seqkit.series.series import Series as Series
