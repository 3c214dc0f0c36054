"""Texts and their labels, for classifiers."""

import os
from collections.abc import Iterable
from typing import Any

from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import report_cut
from seqkit.data.batching.pipeline import on_sides
from seqkit.data.batching.pipeline import whole_numbers
from seqkit.data.read.lines import each_text
from seqkit.data.splits import check_share
from seqkit.data.splits import in_stratified_validation
from seqkit.labels import check_rows
from seqkit.labels import label_targets
from seqkit.labels import strata_of


def labelled(
    texts: Iterable[str],
    labels: Iterable[Any],
    vocabulary: Any,
    classes: Iterable[str],
    batch_size: int = 64,
    *,
    length: int | None = None,
    validation: float | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> Any:
    """Build batches of texts and their labels.

    Texts of like length share a batch, padded on the right with 0; every text comes
    once an epoch, in an order of that epoch's own. They are read once, tokenised in
    blocks and kept as small ids, so columns of files and generators serve all epochs.
    An empty text is a row without tokens.

    Args:
        texts: iterable of str.
        labels: iterable of str, int or bool, one for each text; or of lists, sets or
            arrays of them, where a text has any number of labels. White space around a
            label is dropped; blank and missing ones are errors.
        vocabulary: `seqkit.Vocabulary` or one like it.
        classes: iterable of str, all labels that there are, a model's `labels`. An int
            or a bool counts as its str.
        batch_size: int, texts of a batch. The last one holds what remains.
        length: int or None, the tokens of a text that are read; a warning in the log of
            "seqkit" counts the longer ones. None: all.
        validation: float between 0 and 1, the share of texts for a second data set,
            which is not shuffled, or None for one only. Each label (or set of labels)
            has that share of its distinct texts there, within one, and one at least
            remains to train on. A text and its copies are all on one side, the same in
            each run with the same `seed`.
        buckets: int, the most groups of like length that batches are drawn from. More
            pad less.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs, int32 `(batch, time)`, and targets: int32
        `(batch,)`, or float32 `(batch, classes)` of 0 and 1 where labels are lists.
        With `validation` two of them, for training and for validation.

    Raises:
        TypeError: a text is no str, or a label of a wrong type.
        ValueError: there is no text, or not one label for each; a label is blank or
            not in `classes`, or there is one class only; the texts are too few for two
            sides, or a number is out of range.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["ab"])
    >>> batches = labelled(["a", "ab"], ["x", "y"], vocabulary, ["x", "y"])
    >>> next(batches.as_numpy_iterator())
    (array([[4, 0], [4, 5]], dtype=int32), array([0, 1], dtype=int32))
    """
    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    length, seed = whole_numbers(length=length)["length"], numbers["seed"]
    check_share(validation)
    blocks = encoded(_texts(texts), vocabulary)
    rows, prints = gathered(blocks, validation is not None, seed)
    targets = label_targets(labels, classes)
    check_rows(texts=len(rows.lengths), labels=len(targets))
    report_cut(rows.lengths, length, ended=False)
    chosen = None
    if validation is not None:
        chosen = in_stratified_validation(prints, strata_of(targets), validation)
    fields = rows.cut(length), targets
    return on_sides(fields, chosen, **numbers)


def _texts(texts):
    """Check texts, each of which has its label, the blank ones too."""
    if isinstance(texts, str | os.PathLike):
        raise ValueError(
            "`texts` are an iterable of str, one for each label. "
            f"Received {str(texts)!r:.80}. Read a file by its columns: "
            '`texts, labels = seqkit.data.read_table(path, "text", "label")`.'
        )
    return each_text(texts)
