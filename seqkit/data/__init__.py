"""Files and arrays to `tf.data` pipelines that `fit` takes."""

from seqkit.data.labelled import labelled
from seqkit.data.lines import read_texts
from seqkit.data.tagged import tagged
from seqkit.data.text import next_token
from seqkit.data.text import running_text

__all__ = ["labelled", "next_token", "read_texts", "running_text", "tagged"]
