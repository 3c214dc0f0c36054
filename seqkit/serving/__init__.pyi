# The names that `__init__.py` looks up lazily, for type checkers and editors.
from seqkit.serving.client import Client as Client
from seqkit.serving.description import describe as describe
from seqkit.serving.exporting import export as export
from seqkit.serving.served import Served as Served
from seqkit.serving.serving_error import ServingError as ServingError
