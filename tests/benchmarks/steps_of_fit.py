"""Trains a Keras model on given batches, as `fit` does."""

from collections.abc import Callable

import keras
import numpy as np

Batch = tuple[object, np.ndarray]
"""Inputs, an array or a nest of them, and targets."""


def steps_of_fit(model: keras.Model, batches: list[Batch]) -> Callable[[], object]:
    """Return a function that trains a model once on each batch, in one execution.

    On TensorFlow it calls the function that `fit` runs, and leaves out the tenth of a
    second that each `fit` takes for itself, which an epoch of many batches does not
    feel. Elsewhere it calls `fit`. The model has been trained once, so all is compiled.

    Args:
        model: compiled with `steps_per_execution=len(batches)`.
        batches: list of pairs; their shapes may differ in all axes.
    """
    if keras.backend.backend() != "tensorflow":
        given = Batches(batches)
        model.fit(given, shuffle=False, verbose=0)
        return lambda: model.fit(given, shuffle=False, verbose=0)
    import tensorflow as tf

    lengths = {np.shape(y)[1:] for _, y in batches}

    def spec(array):
        known = array.shape[1:] if len(lengths) == 1 else [None] * (array.ndim - 1)
        return tf.TensorSpec([None, *known], array.dtype)

    data = tf.data.Dataset.from_generator(
        lambda: batches,
        output_signature=keras.tree.map_structure(spec, batches[0]),
    )
    data = data.cache().repeat().prefetch(len(batches))
    model.fit(data, steps_per_epoch=len(batches), shuffle=False, verbose=0)
    iterator = iter(data)
    return lambda: model.train_function(iterator)


class Batches(keras.utils.PyDataset):
    """Yield given batches."""

    def __init__(self, batches: list[Batch]) -> None:
        super().__init__()
        self.batches = batches

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        return self.batches[index]
