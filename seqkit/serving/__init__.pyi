# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.serving.answering import ServingError as ServingError
from seqkit.serving.client import Client as Client
from seqkit.serving.export import export as export
from seqkit.serving.served import Served as Served
from seqkit.serving.signatures import describe as describe
