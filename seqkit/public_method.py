"""Decorators for the public methods of models, which check and share arguments."""

import difflib
import functools
import inspect
from collections.abc import Callable
from typing import Any
from typing import Concatenate
from typing import ParamSpec
from typing import TypeVar

import keras
import numpy as np

from seqkit.names_of_other_libraries import advice_on

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_OPTIMIZER = "Give it to the optimizer: `model.compile(keras.optimizers.Adam(1e-3))`."
# The advice of an error about an argument that models do not have.
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
    "min_length": "A text ends when the model chooses the end.",
    "early_stopping": "A search stops when no other answer can be better.",
    "repetition_penalty": "`temperature`, `top_k` and `top_p` vary what is drawn.",
}
# The arguments that the constructor of every Keras model has.
KERAS = {"name", "trainable", "dtype"}


def public_method(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a method with checked names of arguments, which accepts NumPy's numbers.

    NumPy's scalars and arrays without axes become numbers of Python, so that a
    configuration can be written as JSON, and equal numbers run the same graph.

    Args:
        function: a method. If it has `**kwargs`, the arguments of Keras's method of the
            same name are allowed too; for a constructor `name`, `trainable` and
            `dtype`.

    Returns:
        The method. For an unknown argument it raises TypeError. If another library has
        an argument of this name, the error contains the name in seqkit.
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

    # Keras compares the signature of a constructor with that of a functional model: if
    # they are alike, it clones the model in another way.
    checked.__signature__ = signature
    return checked


def arguments_from(
    settings: Callable[Given, Any],
) -> Callable[[Callable[..., Answer]], Callable[Concatenate[Any, Given], Answer]]:
    """Return a decorator that gives a method the arguments of a class.

    The decorated method builds an instance of the class from its arguments, and passes
    the instance to the undecorated method. So several methods share arguments that are
    written once, and editors, type checkers and `inspect.signature` show the arguments
    of each method.

    Args:
        settings: a class, such as a dataclass.

    Returns:
        A decorator for methods `method(self, settings)`.

    Example:
    >>> @dataclass
    ... class Size:
    ...     height: int = 1
    >>> class Box:
    ...     @arguments_from(Size)
    ...     def volume(self, size):
    ...         return 6 * size.height
    >>> Box().volume(height=2)
    12
    """
    parameters = inspect.signature(settings).parameters.values()
    itself = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)

    def decorated(method):
        answer = inspect.signature(method).return_annotation

        signature = inspect.Signature([itself, *parameters], return_annotation=answer)

        @functools.wraps(method)
        def with_settings(self, *args, **kwargs):
            given = signature.bind(self, *args, **kwargs).arguments
            del given["self"]
            return method(self, settings(**given))

        with_settings.__signature__ = signature
        hints = {each.name: each.annotation for each in parameters}
        with_settings.__annotations__ = hints | {"return": answer}
        return with_settings

    return decorated


def _plain(value: Any) -> Any:
    """Return a NumPy number as a number of Python, and other values unchanged."""
    if isinstance(value, np.generic | np.ndarray) and value.ndim == 0:
        return value.item()
    return value


def _unknown(model, method, name, known):
    """Return the error message for an argument that a method does not have."""
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
