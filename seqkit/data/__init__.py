"""Files and arrays to `tf.data` pipelines that `fit` takes."""

from seqkit.data.images_with_captions import captions
from seqkit.data.images_with_labels import labelled_images
from seqkit.data.labelled_texts import labelled
from seqkit.data.language import next_token
from seqkit.data.language import running_text
from seqkit.data.paired_texts import pairs
from seqkit.data.read.captioned_images import read_captioned
from seqkit.data.read.captions import read_captions
from seqkit.data.read.conll import read_conll
from seqkit.data.read.folders import read_folders
from seqkit.data.read.lines import read_texts
from seqkit.data.read.pairs import read_pairs
from seqkit.data.read.tables import read_table
from seqkit.data.splits import hold_out
from seqkit.data.tagged_sentences import tagged
from seqkit.labels import classes_of

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
    "read_pairs",
    "read_table",
    "read_texts",
    "running_text",
    "tagged",
]
