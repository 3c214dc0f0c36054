"""Graphs of models, each traced once and kept as long as its model lives."""

import weakref
from collections.abc import Callable

import keras

from seqkit.backend.compiled import Compiled
from seqkit.backend.compiled import compiled

_GRAPHS = weakref.WeakKeyDictionary()


def graph(model: keras.Model, function: Callable) -> Compiled:
    """Return a function of a model as a graph, which is traced at its first call only.

    Args:
        model: `keras.Model`.
        function: `function(model, *tensors)`, written in `keras.ops` and defined in a
            module; a function made anew for each call would be traced anew.

    Returns:
        Callable that takes the tensors, as `compiled` returns it.
    """
    graphs = _GRAPHS.setdefault(model, {})
    if function not in graphs:
        # A weak reference: a graph that held its model would keep both for ever.
        reference = weakref.ref(model)
        graphs[function] = compiled(
            lambda *tensors: function(reference(), *tensors),
            lambda: reference().variables,
        )
    return graphs[function]
