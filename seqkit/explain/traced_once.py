"""One graph for each model and question, which lives as long as the model does."""

import weakref
from collections.abc import Callable

import keras

from seqkit.backend.compiled import Compiled
from seqkit.backend.compiled import compiled

_GRAPHS = weakref.WeakKeyDictionary()


def graph(model: keras.Model, function: Callable) -> Compiled:
    """Return `function` of a model as a graph that is traced once.

    Args:
        model: `keras.Model`.
        function: `function(model, *tensors)`, in `keras.ops`; of a module, so that it
            is the same one at the next call.

    Returns:
        Callable with the tensors as its arguments, as `compiled` returns it.
    """
    graphs = _GRAPHS.setdefault(model, {})
    if function not in graphs:
        # A graph that held its model would keep both for ever.
        reference = weakref.ref(model)
        graphs[function] = compiled(
            lambda *tensors: function(reference(), *tensors),
            lambda: reference().variables,
        )
    return graphs[function]
