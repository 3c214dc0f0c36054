"""Compute batches on all cores ahead of their use, without tf.data's autotuning."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    import tensorflow as tf

_AHEAD = 2  # batches computed ahead of their training step


def made_ahead(plans: "tf.data.Dataset", make: Callable[..., Any]) -> "tf.data.Dataset":
    """Build a data set of the results of a function, computed ahead on all cores.

    Args:
        plans: `tf.data.Dataset` whose elements are the arguments of `make`, such as the
            row numbers of a batch.
        make: function that returns a batch, a nest of tensors.

    Returns:
        `tf.data.Dataset` of the batches, in the order of `plans`; see `untuned`.
    """
    import tensorflow as tf

    batches = plans.map(as_it_is(make), num_parallel_calls=tf.data.AUTOTUNE)
    return untuned(batches.prefetch(_AHEAD))


def as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that tf.data traces without AutoGraph.

    AutoGraph rewrites the source of a function and of all functions that it calls, so
    that `if` and `for` work on tensors. The functions here do not need it, and it takes
    a second.
    """
    import tensorflow as tf

    return tf.autograph.experimental.do_not_convert(function)


def untuned(dataset: "tf.data.Dataset") -> "tf.data.Dataset":
    """Return a data set without tf.data's autotuning during iteration.

    The tuning thread sleeps 10, 20, 40 ms and so on, up to a minute. The end of an
    epoch waits for the thread, and does not always wake it: with TensorFlow 2.21, every
    second epoch of 14 s took 20.5 s, the sum of the sleeps up to 10 ms * 2^10.
    """
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)
