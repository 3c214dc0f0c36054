# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.images.image_encoder import ImageEncoder as ImageEncoder
from seqkit.images.read_image_file import read_image as read_image
