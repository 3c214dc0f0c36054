# What type checkers and editors see of the names that `__init__.py` looks up lazily.
from seqkit.sound.read_sound_file import read_sound as read_sound
from seqkit.sound.sound import Sound as Sound
