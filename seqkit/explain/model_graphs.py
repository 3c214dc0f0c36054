"""Compile functions of a model, and cache the compiled ones until the model is gone."""

import weakref
from collections.abc import Callable

import keras

from seqkit.backend.compiled import Compiled
from seqkit.backend.compiled import compiled

_GRAPHS = weakref.WeakKeyDictionary()


def graph(model: keras.Model, function: Callable) -> Compiled:
    """Return the compiled form of a function of a model; the same one in each call.

    A compiled function is traced at its first call only, so later explanations of the
    same model are fast.

    Args:
        model: `keras.Model`.
        function: `function(model, *tensors)`, written in `keras.ops` and defined in a
            module, since a new function object is traced again.

    Returns:
        Callable with the arguments `*tensors`; see `backend.compiled`.
    """
    graphs = _GRAPHS.setdefault(model, {})
    if function not in graphs:
        # A weak reference, so that the cached graph does not keep its model alive.
        reference = weakref.ref(model)
        graphs[function] = compiled(
            lambda *tensors: function(reference(), *tensors),
            lambda: reference().variables,
        )
    return graphs[function]
