"""The private names of Keras that seqkit uses, each with the reason.

Another file of seqkit calls the functions of this one, and no private name of Keras.
"""

import keras


def all_layers(layer: keras.layers.Layer) -> list[keras.layers.Layer]:
    """Return a layer or model and all layers inside it, at any depth.

    Keras has no public name for them: `model.layers` holds the outermost layers alone,
    other layers have no such property, and TensorFlow's `TrackableView` misses layers
    in lists of lists.
    """
    return list(layer._flatten_layers())
