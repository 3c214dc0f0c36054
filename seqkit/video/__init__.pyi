# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.video.jpeg_strip import read_strip as read_strip
from seqkit.video.video import Video as Video
