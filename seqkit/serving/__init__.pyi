# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.serving.asking import ServingError as ServingError
from seqkit.serving.client import Client as Client
from seqkit.serving.exporting import export as export
from seqkit.serving.served import Served as Served
from seqkit.serving.signatures import describe as describe
