"""Batches made on all cores and ahead of their use, without tf.data's own tuning."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    import tensorflow as tf

_AHEAD = 2  # batches that wait for their training step


def made_ahead(plans: "tf.data.Dataset", make: Callable[..., Any]) -> "tf.data.Dataset":
    """Build batches by a function, on all cores and ahead of their use.

    Args:
        plans: `tf.data.Dataset` of the arguments of `make`.
        make: function that returns a nest of tensors.

    Returns:
        `tf.data.Dataset` of those nests, in order, see `untuned`.
    """
    import tensorflow as tf

    batches = plans.map(as_it_is(make), num_parallel_calls=tf.data.AUTOTUNE)
    return untuned(batches.prefetch(_AHEAD))


def as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that tf.data traces without AutoGraph.

    AutoGraph rewrites a function and all functions that it calls, so that `if` and
    `for` may stand over tensors. No function here needs that, and reading the source
    takes a second.
    """
    import tensorflow as tf

    return tf.autograph.experimental.do_not_convert(function)


def untuned(dataset: "tf.data.Dataset") -> "tf.data.Dataset":
    """Return a data set that tf.data does not tune while it is read.

    The thread that tunes sleeps 10, 20, 40 ms and so on to a minute, and an epoch waits
    for it at its end. That should wake it and does not always: with TensorFlow 2.21 one
    epoch in two of 14 s took 20.5 s, which is 10 ms doubled eleven times.
    """
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)
