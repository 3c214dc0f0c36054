"""Build the batches that train a classifier, from texts or arrays and labels."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from typing import Any

from seqkit.arguments import flag
from seqkit.arguments import whole_numbers
from seqkit.data.batching.cut_rows import check_last_steps
from seqkit.data.batching.cut_rows import each_warned_of_padding
from seqkit.data.batching.cut_rows import report_cut
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import reads_text
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.given_rows import each_encodable
from seqkit.data.given_rows import each_text
from seqkit.data.given_rows import refuse_path
from seqkit.data.splits import check_share
from seqkit.data.splits import in_stratified_validation
from seqkit.labels import check_rows
from seqkit.labels import label_targets
from seqkit.labels import strata_of
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf


def labelled(
    rows: Iterable[Any],
    labels: Iterable[Any],
    codec: Codec,
    label_names: Iterable[str],
    batch_size: int = 64,
    *,
    length: int | None = None,
    validation: float | None = None,
    buckets: int = 8,
    augment: bool = True,
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of texts, or of arrays, and their labels.

    Rows of similar length share a batch. Each row is in one batch of an epoch, in a new
    order in each epoch. Rows are read once, encoded in blocks and kept in memory in the
    smallest dtype that holds them, so columns of files and generators are possible. An
    empty text is a row without tokens.

    Args:
        rows: iterable of str, if the codec is a vocabulary; of arrays of numbers
            `(time, …)`, if it is a codec of numbers such as `seqkit.Series`; of paths,
            bytes or arrays, if it is `seqkit.Sound` or `seqkit.Video`; of drawings, if
            it is `seqkit.Strokes`. Steps of NaN at the end of an array are padding,
            which `Series` cuts; a warning of the logger "seqkit" counts the arrays of
            NaN alone.
        labels: iterable of str, int or bool, one label for each row; or of lists, sets
            or arrays of labels, if a row has any number of labels. White space around a
            label is dropped; blank and missing labels raise an error.
        codec: `seqkit.Vocabulary` or another codec, the codec of the model.
        label_names: iterable of str, the names of all possible labels, such as
            `model.labels`. An int or a bool is converted to str.
        batch_size: int, rows of a batch. The last batch holds the rest.
        length: int or None, the most steps of a row. Longer rows are cut; a warning of
            the logger "seqkit" counts them. None: rows are not cut.
        validation: float between 0 and 1, the share of rows in a second data set, which
            is not shuffled. None: one data set only. The share is the same for each
            label (or set of labels), within one distinct row; at least one distinct row
            of a label is in the training data. A row and its copies are in the same
            data set, which depends on `seed`.
        buckets: int, the most groups of similar length; a batch is drawn from one
            group. More groups need less padding.
        augment: bool, whether batches are augmented, those of `validation` never. Of
            all codecs only `Strokes` augments here. Give False for data to evaluate on.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs and targets. Inputs are ids, int32 `(batch, time)`,
        padded on the right with 0; or numbers, float `(batch, time, …)`, padded on the
        right with NaN. Targets are int32 `(batch,)`, the place of the label in
        `label_names`; if labels are lists, float32 `(batch, labels)` of 0 and 1. With
        `validation`, a tuple of two data sets, for training and for validation.

    Raises:
        TypeError: a row is no str, or no array, or a label is of a wrong type.
        ValueError: there is no row; rows and labels differ in number; a label is blank
            or not in `label_names`, or `label_names` has one name only; a row of
            numbers ends in NaN; the rows are too few for training and validation; or a
            number is out of range.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["ab"])
    >>> batches = labelled(["a", "ab"], ["x", "y"], vocabulary, ["x", "y"])
    >>> next(batches.as_numpy_iterator())
    (array([[4, 0], [4, 5]], dtype=int32), array([0, 1], dtype=int32))
    """
    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    length, seed = whole_numbers(length=length)["length"], numbers["seed"]
    check_share(validation)
    named, unit = ("texts", "tokens") if reads_text(codec) else ("rows", "steps")
    blocks = encoded(_each(rows, codec, named), codec)
    if named == "rows":
        blocks = each_warned_of_padding(blocks)
    inputs, prints = gathered(blocks, validation is not None, seed)
    targets = label_targets(labels, label_names)
    check_rows(**{named: len(inputs.lengths)}, labels=len(targets))
    report_cut(inputs.lengths, length, named, unit=unit)
    inputs = inputs.cut(length)
    check_last_steps(inputs)
    chosen = None
    if validation is not None:
        strata = strata_of(targets)
        chosen = in_stratified_validation(prints, strata, validation, named[:-1])
    change = None
    if flag("augment", augment):
        change = getattr(codec, "augment_in_graph", None)
    return train_and_validation((inputs, targets), chosen, **numbers, augment=change)


def _each(rows, codec, named):
    """Yield texts or arrays; raise at a wrong type, or if a path is given for rows."""
    refuse_path(
        rows, named, '`texts, labels = seqkit.data.read_table(path, "text", "label")`'
    )
    if named == "texts":
        return each_text(rows, named)
    return each_encodable(rows, codec, named)
