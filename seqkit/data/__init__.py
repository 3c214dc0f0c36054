"""Read texts, tables and captions from files; build batches for `fit`, by task."""

from seqkit.data.drawing_rows import drawings
from seqkit.data.gaussian_targets import event_targets
from seqkit.data.images_with_captions import captions
from seqkit.data.images_with_labels import labelled_images
from seqkit.data.labelled_rows import labelled
from seqkit.data.next_tokens import next_token
from seqkit.data.paired_texts import pairs
from seqkit.data.read.captioned_images import read_captioned
from seqkit.data.read.captions import read_captions
from seqkit.data.read.clip_folders import read_clip_folders
from seqkit.data.read.conll import read_conll
from seqkit.data.read.folders import read_folders
from seqkit.data.read.lines import read_texts
from seqkit.data.read.pairs import read_pairs
from seqkit.data.read.tables import read_table
from seqkit.data.read.whole_text import read_running_text
from seqkit.data.regular_times import resample
from seqkit.data.running_windows import running_text
from seqkit.data.series_windows import windows
from seqkit.data.skip_gram_pairs import skip_grams
from seqkit.data.sounds_with_transcripts import transcripts
from seqkit.data.splits import hold_out
from seqkit.data.tagged_rows import tagged
from seqkit.data.time_splits import split_by_time
from seqkit.labels import label_names

__all__ = [
    "captions",
    "drawings",
    "event_targets",
    "hold_out",
    "label_names",
    "labelled",
    "labelled_images",
    "next_token",
    "pairs",
    "read_captioned",
    "read_captions",
    "read_clip_folders",
    "read_conll",
    "read_folders",
    "read_pairs",
    "read_running_text",
    "read_table",
    "read_texts",
    "resample",
    "running_text",
    "skip_grams",
    "split_by_time",
    "tagged",
    "transcripts",
    "windows",
]
