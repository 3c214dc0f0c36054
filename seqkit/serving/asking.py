"""One way to ask a served model, whether it is here or at a server."""

from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any
from typing import overload

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.other_names import advice_on
from seqkit.serving.signatures import DEFAULT
from seqkit.serving.signatures import IMAGE
from seqkit.serving.signatures import NEUTRAL
from seqkit.serving.signatures import Signature

_SEARCH = "How widely an export searches is fixed by the model."
FIXED = {
    "beams": _SEARCH,
    "length_penalty": _SEARCH,
    "length": "The model's `length` bounds what an export writes: set it before "
    "exporting.",
    "count": 'Ask `signature="n_best"` for the best few, or "sample" once for each.',
}
"""What is said of arguments of `generate` that an export does not take."""
DRAWN = dict.fromkeys(
    ("temperature", "top_k", "top_p", "seed"), 'Ask `signature="sample"` to draw.'
)
"""The same, where it has a signature that draws."""


class ServingError(RuntimeError):
    """Raised with the reason why a served model did not answer."""


class Answering:
    """Answer texts with dicts; a mixin for what has `signatures` and `run`.

    `signatures` is a dict from name to `Signature`, and `run(columns, signature)`
    takes and gives a dict of lists, one value for each row.
    """

    @overload
    def __call__(
        self, texts: str | bytes, signature: str = DEFAULT, **inputs: Any
    ) -> dict[str, Any]: ...

    @overload
    def __call__(
        self, texts: Iterable[str | bytes], signature: str = DEFAULT, **inputs: Any
    ) -> list[dict[str, Any]]: ...

    def __call__(
        self,
        texts: str | bytes | Iterable[str | bytes],
        signature: str = DEFAULT,
        **inputs: Any,
    ) -> dict[str, Any] | list[dict[str, Any]]:
        """Ask for texts, one row each.

        Args:
            texts: str or bytes, or a list of them; arrays, pandas columns and
                generators are lists.
            signature: str, such as "sample".
            **inputs: what else the signature takes, by name: one value for all rows,
                or a list with one for each. `temperature`, `top_k`, `top_p` and
                `seed` may be left out.

        Returns:
            dict from output to value; a list of such dicts for several texts.

        Raises:
            TypeError: a text is neither str nor bytes.
            ServingError: there is no answer; it says why.
        """
        one = isinstance(texts, str | bytes)
        rows = [texts] if one else list_of(texts, "texts", "str or bytes")
        free = [
            name
            for name, dtype in self.signature(signature).inputs.items()
            if dtype == "string" and name not in inputs
        ]
        if len(free) != 1:
            raise ServingError(
                f"One input of {signature!r} takes the texts, all others are named. "
                f"Received texts for {free}. Use `predict`, which names them all."
            )
        outputs = self.predict({free[0]: rows, **inputs}, signature) if rows else {}
        answers = [
            dict(zip(outputs, row, strict=True))
            for row in zip(*outputs.values(), strict=True)
        ]
        return answers[0] if one else answers

    def predict(
        self, inputs: dict[str, Any], signature: str = DEFAULT
    ) -> dict[str, list]:
        """Ask for a batch, by columns.

        Args:
            inputs: dict from name to a list with one value for each row, or to one
                value for all rows. `temperature`, `top_k`, `top_p` and `seed` may be
                left out.
            signature: str.

        Returns:
            dict from name to a list with one value for each row.

        Raises:
            TypeError: a text is neither str nor bytes.
            ServingError: there is no answer; it says why.
        """
        expected = self.signature(signature).inputs
        if not isinstance(inputs, Mapping):
            raise TypeError(
                "`inputs` is a dict from name to values. Received "
                f"{inputs!r:.80} of type {type(inputs).__name__}. "
                f"Give each of {', '.join(expected)} by its name."
            )
        given = list(inputs)
        neutral = {name: NEUTRAL[name] for name in expected if name in NEUTRAL}
        inputs = neutral | {**inputs}
        if set(inputs) != set(expected):
            advice = self._advice(expected, given)
            raise ServingError(
                f"{signature!r} takes {', '.join(expected)}. Received "
                f"{', '.join(map(str, given)) or 'nothing'}. "
                f"{advice or 'Give each by its name.'}"
            )
        columns = as_columns(inputs)
        for name, column in columns.items():
            if expected[name] == "string":
                check_texts(column, name)
        return self.run(columns, signature)

    def _advice(self, expected, given):
        """Return what is said of inputs that a signature does not take."""
        fixed = FIXED | (DRAWN if "sample" in self.signatures else {})
        missing = set(expected) - set(given)
        wrong = [name for name in given if name not in expected]
        advice = [advice_on(name, missing, fixed) for name in wrong]
        return " ".join(dict.fromkeys(filter(None, advice)))

    def signature(self, name: str) -> Signature:
        """Return a signature.

        Raises:
            ServingError: there is none of that name; it lists those that exist.
        """
        if not isinstance(name, str) or name not in self.signatures:
            raise ServingError(
                f"The model has the signatures {', '.join(self.signatures)}. "
                f"Received {name!r}. Ask for one of them."
            )
        return self.signatures[name]


def as_columns(inputs: dict[str, Any]) -> dict[str, list]:
    """Repeat single values, so that all columns have one value for each row.

    Args:
        inputs: dict from name to a list, or another ordered collection, or to one
            value.

    Returns:
        dict of lists of one length; texts, numbers and booleans of Python.

    Raises:
        TypeError: a column has no order.
        ServingError: lists differ in length.
    """
    columns = {
        name: list_of(column, name, "values")
        for name, column in inputs.items()
        if is_several(column)
    }
    counts = {name: len(column) for name, column in columns.items()}
    if len(set(counts.values())) > 1:
        raise ServingError(
            f"All inputs have as many rows. Received {counts} rows. "
            "Give one value to use it for all rows."
        )
    rows = next(iter(counts.values()), 1)
    return {
        name: list(map(plain, columns.get(name, [value] * rows)))
        for name, value in inputs.items()
    }


def check_texts(column: list, name: str) -> None:
    """Raise TypeError where a text, or the file of an image, is something else."""
    for row, value in enumerate(column):
        if isinstance(value, bytes) or (isinstance(value, str) and name != IMAGE):
            continue
        wanted, advice = "str or bytes", "Give one flat list, without missing texts."
        if name == IMAGE:
            wanted, advice = "bytes", "Read the file first: `Path(path).read_bytes()`."
        raise TypeError(
            f"Each row of `{name}` is {wanted}. Received {value!r:.80} of type "
            f"{type(value).__name__} in row {row}, the first being 0. {advice}"
        )


def plain(value: Any) -> Any:
    """Return NumPy's values as Python's; NumPy is not imported for it."""
    return value.tolist() if hasattr(value, "tolist") else value
