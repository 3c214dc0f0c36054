"""Build the batches that train a forecaster, from windows of series."""

from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import flag
from seqkit.arguments import whole_numbers
from seqkit.data.batching.draw_batches import batches_of_rows
from seqkit.data.batching.draw_batches import epoch_seeds
from seqkit.data.batching.prefetch import as_it_is
from seqkit.data.batching.prefetch import made_ahead
from seqkit.data.window_starts import Windows
from seqkit.data.window_starts import windows_of

if TYPE_CHECKING:
    import tensorflow as tf

    from seqkit.series.series import Series


def windows(
    table: Any,
    codec: "Series",
    horizon: int,
    window: int | None = None,
    stride: int = 1,
    batch_size: int = 64,
    *,
    before: Any = None,
    autoregressive: bool = False,
    shuffle: bool = True,
    seed: int | None = None,
) -> "tf.data.Dataset":
    """Build batches of windows of series: a past, a known future, and targets.

    The targets of a window are the `horizon` steps directly after its past. A window is
    in one series and in one table, except that its past may begin in `before`. Windows
    are gathered from the table batch by batch, so overlapping windows take no memory.
    Numbers are raw; missing targets are NaN, and a window whose targets are all missing
    is left out.

    Args:
        table: table, or list of tables, as `codec` reads them.
        codec: `seqkit.Series`, the codec of the model.
        horizon: int, steps of the targets.
        window: int, steps of the past. None: `codec.default_window(horizon)`.
        stride: int, steps from a window to the next of the same series.
        batch_size: int, windows of a batch. The last batch holds the rest.
        before: table that ends directly before `table`, such as the training part for
            windows of the validation part: their pasts look back into it, their targets
            are in `table`. None: the first past begins with `table`.
        autoregressive: bool, whether the targets one step earlier are an input too.
        shuffle: bool, whether each epoch has the windows in a new order. False: series
            after series, in the order of time.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs and targets, of known cardinality. Inputs are a dict
        of float32 arrays, without those of no columns: "past" `(batch, window,
        features)`; "future" `(batch, horizon, known)`; "static" `(batch, static)`; and
        with `autoregressive` "previous" `(batch, horizon, targets)`. Targets are
        float32 `(batch, horizon, targets)`.

    Raises:
        TypeError: `table` is no table, or a column holds no numbers.
        ValueError: every series is too short for one window, all targets are missing,
            `before` does not end directly before `table`, a number is out of range, or
            the table is not as `Series.from_table` says.

    Example:
    >>> table = {"value": [1.0, 2.0, 3.0, 4.0]}
    >>> codec = Series.from_table(table, "value")
    >>> batches = windows(table, codec, horizon=1, window=3)
    >>> next(batches.as_numpy_iterator())
    ({'past': array([[[1.], [2.], [3.]]])}, array([[[4.]]]))
    """
    numbers = whole_numbers(batch_size=batch_size, seed=seed)
    autoregressive = flag("autoregressive", autoregressive)
    shuffle = flag("shuffle", shuffle)
    found = windows_of(table, codec, horizon, window, stride, before)
    return _batches(
        found, numbers["batch_size"], autoregressive, shuffle, numbers["seed"]
    )


def _batches(found: Windows, batch_size, autoregressive, shuffle, seed):
    """Build the data set of the windows that are found."""
    import tensorflow as tf

    first = np.arange(0, len(found), batch_size, dtype="int64")
    # tf.data runs on the CPU; constants would be placed on a GPU, if there is one.
    with tf.device("CPU:0"):
        gather = _gather(found, autoregressive)
        one_bucket = tf.zeros(len(found), tf.int64)

        def cut(seed):
            if not shuffle:
                return _in_order(len(found), batch_size)
            return batches_of_rows(one_bucket, first, seed)

        rows = epoch_seeds(shuffle, seed).take(1).flat_map(as_it_is(cut))
        rows = rows.apply(tf.data.experimental.assert_cardinality(len(first)))
        return made_ahead(rows, gather)


def _in_order(count, batch_size):
    """Build the data set of row numbers in their order."""
    import tensorflow as tf

    return tf.data.Dataset.range(count).batch(batch_size)


def _gather(found: Windows, autoregressive):
    """Return the function from row numbers of windows to inputs and targets."""
    import tensorflow as tf

    targets, known = found.widths
    steps, starts = tf.constant(found.steps), tf.constant(found.starts)
    series, static = tf.constant(found.series), tf.constant(found.static_values)
    observed = tf.constant(found.steps[:, :targets])
    ahead = tf.constant(found.steps[:, found.steps.shape[1] - known :])

    def stretch(values, begin, first, last):
        """Return the steps from `first` to `last - 1` after the beginnings."""
        places = begin[:, None] + tf.range(first, last, dtype=tf.int64)
        found = tf.gather(values, places)
        return tf.ensure_shape(found, (None, last - first, values.shape[1]))

    def gather(rows):
        begin = tf.gather(starts, rows)
        inputs = {"past": stretch(steps, begin, -found.window, 0)}
        if known:
            inputs["future"] = stretch(ahead, begin, 0, found.horizon)
        if static.shape[1]:
            inputs["static"] = tf.gather(static, tf.gather(series, rows))
        if autoregressive:
            inputs["previous"] = stretch(observed, begin, -1, found.horizon - 1)
        return inputs, stretch(observed, begin, 0, found.horizon)

    return gather
