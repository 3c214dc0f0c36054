"""Files and arrays to `tf.data` pipelines that `fit` takes."""

from seqkit.data.caption_files import read_captions
from seqkit.data.captioned import read_captioned
from seqkit.data.captions import captions
from seqkit.data.conll import read_conll
from seqkit.data.folders import read_folders
from seqkit.data.hold_out import hold_out
from seqkit.data.images import read_image
from seqkit.data.labelled import labelled
from seqkit.data.labelled_images import labelled_images
from seqkit.data.labels import classes_of
from seqkit.data.lines import read_texts
from seqkit.data.pairs import pairs
from seqkit.data.parallel import read_pairs
from seqkit.data.tables import read_table
from seqkit.data.tagged import tagged
from seqkit.data.text import next_token
from seqkit.data.text import running_text

__all__ = [
    "captions",
    "classes_of",
    "hold_out",
    "labelled",
    "labelled_images",
    "next_token",
    "pairs",
    "read_captioned",
    "read_captions",
    "read_conll",
    "read_folders",
    "read_image",
    "read_pairs",
    "read_table",
    "read_texts",
    "running_text",
    "tagged",
]
