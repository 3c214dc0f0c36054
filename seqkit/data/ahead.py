"""Batches that are made while the one before is trained on."""

from collections.abc import Callable
from typing import Any

_AHEAD = 2  # batches that wait for their step


def made_ahead(plans: Any, make: Callable[..., Any]) -> Any:
    """Build batches by a function, on all cores and ahead of their use.

    Args:
        plans: `tf.data.Dataset` of what `make` takes.
        make: function to a nest of tensors.

    Returns:
        `tf.data.Dataset` of those nests, in order; `untuned`.
    """
    import tensorflow as tf

    batches = plans.map(make, num_parallel_calls=tf.data.AUTOTUNE)
    return untuned(batches.prefetch(_AHEAD))


def untuned(dataset: Any) -> Any:
    """Keep tf.data from tuning itself while a data set is read.

    The thread that tunes sleeps 10, 20, 40 ms and so on to a minute, and an epoch waits
    for it at its end. That should wake it and does not always: with TensorFlow 2.21 one
    epoch in two of 14 s took 20.5 s, which is 10 ms doubled eleven times.
    """
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)
