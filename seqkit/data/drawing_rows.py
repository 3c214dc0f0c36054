"""Build the batches that train a model to draw."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from typing import Any

from seqkit.arguments import flag
from seqkit.arguments import whole_numbers
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.batching.prefetch import as_it_is
from seqkit.data.given_rows import each_encodable
from seqkit.data.given_rows import refuse_path
from seqkit.data.splits import check_share
from seqkit.data.splits import in_validation
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf


def drawings(
    drawings: Iterable[Any],
    codec: Codec,
    batch_size: int = 100,
    *,
    validation: float | None = None,
    buckets: int = 8,
    augment: bool = True,
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of drawings, whose inputs are also the targets, for a `Sketcher`.

    Rows of similar length share a batch, as in `labelled`. Each training batch is
    augmented anew, by `stretch` and `drop` of the codec.

    Args:
        drawings: iterable of what the codec reads, see `seqkit.Strokes`.
        codec: `seqkit.Strokes`, the codec of the model.
        batch_size: int, rows of a batch. The last batch holds the rest.
        validation: float between 0 and 1, the share of drawings in a second data set,
            which is neither shuffled nor augmented. None: one data set only.
        buckets: int, the most groups of similar length.
        augment: bool, whether batches are augmented, those of `validation` never. Give
            False for drawings to evaluate on.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs and targets, which are the same: float32
        `(batch, time, 5)`, padded on the right with NaN. With `validation`, a tuple of
        two data sets, for training and for validation.

    Raises:
        TypeError: a drawing is of a wrong type.
        ValueError: there is no drawing, a drawing cannot be read, the drawings are too
            few for training and validation, or an argument is out of its range.

    Example:
    >>> codec = seqkit.Strokes.from_drawings(train)
    >>> batches = seqkit.data.drawings(train, codec)
    >>> evaluated = seqkit.data.drawings(valid, codec, augment=False)
    """
    import tensorflow as tf

    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    check_share(validation)
    refuse_path(drawings, "drawings", "`seqkit.strokes.read_drawings(path)`")
    blocks = encoded(each_encodable(drawings, codec, "drawings"), codec)
    steps, prints = gathered(blocks, validation is not None, seed)
    chosen = None
    if validation is not None:
        chosen = in_validation(prints, validation, "drawing")
    change = codec.augment_in_graph if flag("augment", augment) else None
    batches = train_and_validation(steps, chosen, **numbers, augment=change)
    twice = as_it_is(lambda steps: (steps, steps))
    if isinstance(batches, tf.data.Dataset):
        return batches.map(twice)
    return tuple(each.map(twice) for each in batches)
