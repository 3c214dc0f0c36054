"""Find named data sets in `$SEQKIT_DATA` or in the cache, or download them once."""

from recipes._datasets.an4 import an4
from recipes._datasets.atis import atis
from recipes._datasets.earthquakes import quake_windows
from recipes._datasets.flickr8k import flickr8k
from recipes._datasets.fsdd import digits
from recipes._datasets.imdb import imdb
from recipes._datasets.lips import grid_s1
from recipes._datasets.lips import miracl_words
from recipes._datasets.lips import words_of_frames
from recipes._datasets.mobilenet import mobilenet
from recipes._datasets.multi30k import multi30k
from recipes._datasets.names import names
from recipes._datasets.naming import check_paths
from recipes._datasets.running_texts import running_text
from recipes._datasets.sketches import sketches
from recipes._datasets.time_series import seismograms
from recipes._datasets.time_series import table
from recipes._datasets.ud_english_ewt import ud_english_ewt
from recipes._datasets.word2vec_eval import word2vec_eval
from recipes._datasets.yesno import yesno

__all__ = [
    "an4",
    "atis",
    "check_paths",
    "digits",
    "flickr8k",
    "grid_s1",
    "imdb",
    "miracl_words",
    "mobilenet",
    "multi30k",
    "names",
    "quake_windows",
    "running_text",
    "seismograms",
    "sketches",
    "table",
    "ud_english_ewt",
    "word2vec_eval",
    "words_of_frames",
    "yesno",
]
