"""One graph for what is called often: `tf.function` or `jax.jit`, else nothing."""

import functools
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

# Python's and NumPy's own 64 bits would be graphs of their own, and on JAX are not.
NARROWER = {"float64": "float32", "int64": "int32"}


def compiled(
    function: Callable[..., Any],
    variables: Sequence[keras.Variable] | Callable[[], Sequence[keras.Variable]] = (),
) -> "Compiled":
    """Makes `function` run as one graph, the same on every backend that has graphs.

    An eager `ops.while_loop` is as slow as Python, a traced one several times faster.
    Positional arguments are tensors or nests of them: new values meet the old graph.
    Numbers and NumPy arrays become tensors of float32 (a float) and int32 (an int), and
    None stays None; a new kind or rank in an argument's place is a new graph, as is a
    new shape on JAX. Keyword arguments are static and hashable: each new set of them is
    a new graph.

    A model makes it in `__init__` and keeps it as a private attribute,
    `self._sample = compiled(self.sample_tokens, lambda: self.variables)`: Keras neither
    saves nor copies it, and a copy of it starts without graphs.

    Args:
        function: `function(*tensors, **static)`, in `keras.ops`.
        variables: all Keras variables that `function` reads, or a function that
            returns them, asked at each call. On JAX their present values enter the
            graph as arguments, so that further training is seen. What `function`
            assigns to them is lost there.

    Returns:
        Callable with the arguments and results of `function`.

    Example:
    >>> double = compiled(lambda numbers, times: numbers * 2**times)
    >>> double(np.array([1, 2]), times=2)
    [4 8]
    """
    return Compiled(function, variables)


class Compiled:
    """What `compiled` returns."""

    def __init__(self, function, variables=()):
        self.function = function
        self.variables = variables
        self._graphs = {}

    def __call__(self, *tensors, **static):
        tensors = keras.tree.map_structure(_as_tensor, tensors)
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
        return self.__dict__ | {"_graphs": {}}

    def _tensorflow(self, tensors, static):
        import tensorflow as tf

        def graph():
            function = functools.partial(self.function, **static)
            # No autograph: loops and choices are `keras.ops` already.
            return tf.function(function, autograph=False, reduce_retracing=True)

        # Retracing is reduced to unknown sizes, and would be to unknown ranks.
        leaves = keras.tree.flatten(tensors)
        ranks = (None if leaf is None else len(leaf.shape) for leaf in leaves)
        return self._graph(static, graph, *ranks)(*tensors)

    def _jax(self, tensors, static):
        import jax

        listed = self.variables() if callable(self.variables) else self.variables

        def graph():
            def function(values, tensors):
                mapping = list(zip(listed, values, strict=True))
                with keras.StatelessScope(state_mapping=mapping):
                    return self.function(*tensors, **static)

            return jax.jit(function)

        values = [variable.value for variable in listed]
        # The graph knows each variable by itself: new ones are a new graph.
        return self._graph(static, graph, *map(id, listed))(values, tensors)

    def _graph(self, static, graph, *more):
        key = (*sorted(static.items()), *more)
        if key not in self._graphs:
            self._graphs[key] = graph()
        return self._graphs[key]


def _as_tensor(value):
    if value is None:
        return None
    if isinstance(value, (int, float, np.number, np.ndarray)):
        value = np.asarray(value)
        value = value.astype(NARROWER.get(value.dtype.name, value.dtype))
    return ops.convert_to_tensor(value)
