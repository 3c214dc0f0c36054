"""Read the recurrent matrices of a model: the products of a state with the next."""

import re
from collections.abc import Iterable

import keras
import numpy as np

from seqkit.backend.keras_private import all_layers

# From the number of matrices in a recurrent kernel to their names, in Keras's order.
GATES = {
    1: ("",),
    3: ("update", "reset", "candidate"),
    4: ("input", "forget", "candidate", "output"),
}
STACK = re.compile(r"recurrent_stack(_\d+)?")  # Keras's default name of a stack
LEVEL = re.compile(r"(forward|backward)_\d+")  # a layer of a stack, in one direction


def recurrent_matrices(model: keras.Layer) -> dict[str, np.ndarray]:
    """Return the recurrent matrices of all recurrent layers of a model.

    Args:
        model: `keras.Model` or layer, with recurrent layers of seqkit or of Keras.

    Returns:
        dict from a name to a float32 `(units, units)`, sorted by name. An LSTM has four
        matrices, a GRU three, a vanilla RNN one, named by layer and gate, such as
        "forward_0_forget"; the layer is left out if there is only one, and so is the
        gate. A model without recurrent layers has no matrix.

    Example:
    >>> stack = seqkit.RecurrentStack(2, cell="gru")
    >>> stack.build((None, None, 3))
    >>> [*recurrent_matrices(stack)]
    ['candidate', 'reset', 'update']
    """
    kernels = {id(kernel): kernel for kernel in map(_kernel_of, all_layers(model))}
    kernels.pop(id(None), None)
    names = layer_names([kernel.path for kernel in kernels.values()])
    matrices = {}
    for name, kernel in zip(names, kernels.values(), strict=True):
        gates = GATES[kernel.shape[1] // kernel.shape[0]]
        values = np.split(keras.ops.convert_to_numpy(kernel), len(gates), axis=1)
        for gate, matrix in zip(gates, values, strict=True):
            matrices["_".join(filter(None, [name, gate]))] = matrix.astype("float32")
    return dict(sorted(matrices.items()))


def spectral_radius(matrix: np.ndarray) -> float:
    """Return the largest absolute value of the eigenvalues; NaN if one is not finite.

    Args:
        matrix: float `(units, units)`.
    """
    if not np.isfinite(matrix).all():
        return float("nan")
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def layer_names(paths: Iterable[str]) -> list[str]:
    """Return a short name for each recurrent layer, from the paths of its weights.

    Parts that all paths share, and parts that Keras numbers by itself, are left out,
    unless two layers would get one name.

    Example:
    >>> paths = [f"recurrent_stack_7/forward_{i}/lstm/lstm_cell/kernel" for i in (0, 1)]
    >>> layer_names(paths)
    ['forward_0', 'forward_1']
    """
    whole = [path.split("/")[:-2] for path in paths]  # without cell and kernel
    short = [_without_numbered(parts) for parts in whole]
    parts = short if len({*map(tuple, short)}) == len(short) else whole
    shared = set.intersection(*map(set, parts)) if parts else set()
    return ["_".join(part for part in each if part not in shared) for each in parts]


def _without_numbered(parts):
    if len(parts) > 1 and LEVEL.fullmatch(parts[-2]):
        parts = parts[:-1]  # Keras's layer in a layer of a stack
    return [part for part in parts if not STACK.fullmatch(part)]


def _kernel_of(layer):
    """Return the recurrent kernel of a cell, or None."""
    kernel = getattr(layer, "recurrent_kernel", None)
    shape = getattr(kernel, "shape", ())
    if len(shape) != 2 or shape[1] % shape[0] or shape[1] // shape[0] not in GATES:
        return None
    return kernel
