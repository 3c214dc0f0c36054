"""One graph for a function that is called often, by `tf.function` or `jax.jit`.

Models compile their decoding loops by `compiled`.
"""

import functools
from collections.abc import Callable
from collections.abc import Sequence
from operator import is_
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.backend.keras_private import all_layers

# Arguments of 64 bits are cast: each dtype is traced as another graph, and JAX has no
# 64 bits.
NARROWER = {"float64": "float32", "int64": "int32"}


def compiled(
    function: Callable[..., Any],
    variables: Sequence[keras.Variable] | Callable[[], Sequence[keras.Variable]] = (),
) -> "Compiled":
    """Return a callable that runs `function` as one graph.

    An eager `ops.while_loop` is as slow as a loop of Python; a graph is several times
    faster. On a backend without graphs, `function` runs as it is.

    Positional arguments are tensors or nests of tensors. New values run the same graph;
    a new dtype or rank is traced as a new graph, and on JAX a new shape too. Numbers
    and NumPy arrays become tensors of float32 or int32, and None stays None. Keyword
    arguments are static and hashable: each new combination of values is traced as a new
    graph. In the graph, NumPy's numbers are numbers of Python. A graph that raises an
    error is not kept.

    All graphs are dropped if the variables are not the same objects as at the last
    call: after `model.quantize`, after `layer.enable_lora`, or if a layer was replaced.
    If `function` is a method of a Keras model or layer, graphs are also dropped after a
    change of dtype policy.

    A model has the callable as a `functools.cached_property`, which returns
    `compiled(self.sample_tokens, lambda: self.variables)`. Keras does not save such a
    property, and a copy of the callable starts without graphs.

    Args:
        function: `function(*tensors, **static)`, in `keras.ops`.
        variables: all Keras variables that `function` reads, or a function that returns
            these variables, called at each call. On JAX their present values are
            arguments of the graph, so that the graph follows further training; values
            that `function` assigns to variables are lost on JAX.

    Returns:
        Callable with the arguments and results of `function`.

    Example:
    >>> double = compiled(lambda numbers, times: numbers * 2**times)
    >>> double(np.array([1, 2]), times=2)
    [4 8]
    """
    return Compiled(function, variables)


class Compiled:
    """The callable that `compiled` returns, with its graphs."""

    def __init__(
        self,
        function: Callable[..., Any],
        variables: Sequence[keras.Variable]
        | Callable[[], Sequence[keras.Variable]] = (),
    ) -> None:
        self.function = function
        self.variables = variables
        self._graphs, self._read = {}, ()

    def __call__(self, *tensors, **static):
        tensors = keras.tree.map_structure(_as_tensor, tensors)
        static = {name: _as_python(value) for name, value in static.items()}
        backend = keras.backend.backend()
        if backend == "tensorflow":
            return self._tensorflow(tensors, static)
        if backend == "jax":
            return self._jax(tensors, static)
        if backend == "torch":
            import torch

            with torch.no_grad():
                return self.function(*tensors, **static)
        return self.function(*tensors, **static)

    def __getstate__(self):
        return self.__dict__ | {"_graphs": {}, "_read": ()}

    def _tensorflow(self, tensors, static):
        import tensorflow as tf

        def graph():
            function = functools.partial(self.function, **static)
            # Without autograph: loops and conditions are `keras.ops` already.
            graph = tf.function(function, autograph=False, reduce_retracing=True)
            graph.get_concrete_function(*keras.tree.map_structure(_spec_of, tensors))
            return graph

        self._listed()
        # One graph for each rank: `reduce_retracing` relaxes sizes to unknown sizes,
        # and would relax ranks too.
        leaves = keras.tree.flatten(tensors)
        ranks = [None if leaf is None else len(leaf.shape) for leaf in leaves]
        return self._run(graph, static, ranks, tensors)

    def _jax(self, tensors, static):
        import jax

        listed = self._listed()

        def graph():
            def function(values, tensors):
                mapping = list(zip(listed, values, strict=True))
                with keras.StatelessScope(state_mapping=mapping):
                    return self.function(*tensors, **static)

            return jax.jit(function)

        values = [variable.value for variable in listed]
        return self._run(graph, static, (), (values, tensors))

    def _listed(self):
        """Return the variables; drop all graphs if they differ from the last call's."""
        listed = self.variables() if callable(self.variables) else self.variables
        policies = [layer.dtype_policy for layer in self._layers()]
        read = [*listed, *policies]
        if len(read) != len(self._read) or not all(map(is_, read, self._read)):
            self._graphs, self._read = {}, read
        return listed

    def _layers(self):
        """Return the layers of the model or layer whose method `function` is."""
        owner = getattr(self.function, "__self__", None)
        return all_layers(owner) if isinstance(owner, keras.Layer) else ()

    def _run(self, make, static, ranks, arguments):
        """Run the graph of static values and ranks; keep it if it raises no error."""
        # With the types, since 1, 1.0 and True are equal, but need different graphs.
        kinds = {name: (type(value), value) for name, value in static.items()}
        key = (*sorted(kinds.items()), *ranks)
        graph = self._graphs.get(key) or make()
        result = graph(*arguments)
        self._graphs[key] = graph
        return result


def _spec_of(leaf):
    """Return the specification with which a tensor is traced.

    The sizes of rows and time of ids `(rows, time, …)` are left unknown, so that ids of
    another length run the same graph.
    """
    import tensorflow as tf

    if leaf is None or not leaf.dtype.is_integer or len(leaf.shape) < 2:
        return leaf
    return tf.TensorSpec((None, None, *leaf.shape[2:]), leaf.dtype)


def _as_python(value):
    """Return a number of NumPy as a number of Python, and other values unchanged."""
    return value.item() if isinstance(value, np.generic) else value


def _as_tensor(value):
    if value is None:
        return None
    if isinstance(value, (int, float, np.number, np.ndarray)):
        value = np.asarray(value)
        value = value.astype(NARROWER.get(value.dtype.name, value.dtype))
    return ops.convert_to_tensor(value)
