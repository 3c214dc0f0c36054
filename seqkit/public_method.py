"""What every public method of a model does first: names and NumPy's numbers."""

import difflib
import functools
import inspect
from collections.abc import Callable
from typing import Any
from typing import ParamSpec
from typing import TypeVar

import keras
import numpy as np

from seqkit.other_names import advice_on

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_OPTIMIZER = "Give it to the optimizer: `model.compile(keras.optimizers.Adam(1e-3))`."
ADVICE = {
    "return_sequences": "A `SequenceTagger` answers each step, a `SequenceClassifier` "
    "the whole text.",
    "return_state": "`RecurrentStack` returns the state beside the outputs.",
    "learning_rate": _OPTIMIZER,
    "lr": _OPTIMIZER,
    "optimizer": "Give it to `model.compile`.",
    "metrics": "Give them to `model.compile`.",
    "loss": "Give it to `model.compile`.",
    "length": "Sequences of any length are read.",
    "weights": "Load word vectors by `model.load_vectors(path)`.",
    "min_length": "The end comes where the model says so.",
    "early_stopping": "A search stops when no other answer can be better.",
    "repetition_penalty": "`temperature`, `top_k` and `top_p` vary what is drawn.",
}
"""What is said of arguments that models do not have."""
# What every Keras model takes beside its own arguments.
KERAS = {"name", "trainable", "dtype"}


def public_method(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a method that takes NumPy's numbers and answers others' names.

    NumPy's scalars and arrays without axes become Python's own, so that a configuration
    stays JSON and a number is one key of a graph, not two.

    Args:
        function: a method. One with `**kwargs` takes what Keras's own of that name
            does, a constructor `name` and `trainable`.

    Returns:
        The method, which raises TypeError for an argument that it does not have.
    """
    signature = inspect.signature(function)
    known = {"self", *signature.parameters}
    if "kwargs" in known:
        own = getattr(keras.Model, function.__name__)
        known |= (
            KERAS
            if own is keras.Model.__init__
            else set(inspect.signature(own).parameters)
        )
    known -= {"args", "kwargs"}

    @functools.wraps(function)
    def checked(self, *args, **kwargs):
        for name in kwargs:
            if name not in known and name[0] != "_":
                raise TypeError(_unknown(self, function.__name__, name, known))
        args = map(_plain, args)
        return function(self, *args, **{name: _plain(kwargs[name]) for name in kwargs})

    # Read by Keras, which clones what looks like a functional model's constructor.
    checked.__signature__ = signature
    return checked


def _plain(value: Any) -> Any:
    """Return a NumPy number as Python's own, and all else as it is."""
    if isinstance(value, np.generic | np.ndarray) and value.ndim == 0:
        return value.item()
    return value


def _unknown(model, method, name, known):
    """Return the message for an argument that a method does not have."""
    family = type(model).__name__
    door = family if method == "__init__" else method
    known = known - {"self"}
    advice = advice_on(name, known, ADVICE)
    if advice is None:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
        others = ", ".join(sorted(known))
        advice = f"Give `{near[0]}`." if near else f"Its arguments are {others}."
    return f"`{door}` of `{family}` has no argument `{name}`. {advice}".replace(
        f"`{family}` of `{family}`", f"`{family}`"
    )
