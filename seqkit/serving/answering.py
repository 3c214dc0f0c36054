"""One way to ask a served model, whether it is here or at a server."""

from collections.abc import Iterable
from typing import Any

from seqkit.serving.signatures import DEFAULT
from seqkit.serving.signatures import NEUTRAL
from seqkit.serving.signatures import Signature


class ServingError(RuntimeError):
    """Says why a served model did not answer."""


class Answering:
    """Answers texts with dicts; a mixin for what has `signatures` and `run`.

    `signatures` is a dict from name to `Signature`, and `run(columns, signature)`
    takes and gives a dict of lists, one value for each row.
    """

    def __call__(
        self,
        texts: str | bytes | Iterable[str | bytes],
        signature: str = DEFAULT,
        **inputs: Any,
    ) -> dict[str, Any] | list[dict[str, Any]]:
        """Asks for texts, one row each.

        Args:
            texts: str or bytes, or an iterable of them.
            signature: str, such as "sample".
            **inputs: what else the signature takes, by name: one value for all rows,
                or a list with one for each. `temperature`, `top_k`, `top_p` and
                `seed` may be left out.

        Returns:
            dict from output to value; a list of such dicts for several texts.

        Raises:
            ServingError: there is no answer; it says why.
        """
        one = isinstance(texts, str | bytes)
        rows = [texts] if one else list(texts)
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
        """Asks for a batch, by columns.

        Args:
            inputs: dict from name to a list with one value for each row, or to one
                value for all rows. `temperature`, `top_k`, `top_p` and `seed` may be
                left out.
            signature: str.

        Returns:
            dict from name to a list with one value for each row.

        Raises:
            ServingError: there is no answer; it says why.
        """
        expected = self.signature(signature).inputs
        neutral = {name: NEUTRAL[name] for name in expected if name in NEUTRAL}
        inputs = neutral | inputs
        if set(inputs) != set(expected):
            raise ServingError(
                f"{signature!r} takes {', '.join(expected)}. "
                f"Received {', '.join(inputs)}. Give each by its name."
            )
        return self.run(as_columns(inputs), signature)

    def signature(self, name: str) -> Signature:
        """Finds a signature.

        Raises:
            ServingError: there is none of that name; it lists those that exist.
        """
        if name not in self.signatures:
            raise ServingError(
                f"The model has the signatures {', '.join(self.signatures)}. "
                f"Received {name!r}. Ask for one of them."
            )
        return self.signatures[name]


def as_columns(inputs: dict[str, Any]) -> dict[str, list]:
    """Repeats single values, so that all columns have one value for each row.

    Args:
        inputs: dict from name to list, or to one value.

    Returns:
        dict of lists of one length; texts, numbers and booleans of Python.

    Raises:
        ServingError: lists differ in length.
    """
    columns = {name: as_column(value) for name, value in inputs.items()}
    counts = {
        name: len(column) for name, column in columns.items() if type(column) is list
    }
    if len(set(counts.values())) > 1:
        raise ServingError(
            f"All inputs have as many rows. Received {counts} rows. "
            "Give one value to use it for all rows."
        )
    rows = next(iter(counts.values()), 1)
    return {
        name: [plain(value) for value in column]
        if name in counts
        else [plain(column)] * rows
        for name, column in columns.items()
    }


def as_column(value):
    """Makes lists of tuples and arrays; leaves single values as they are."""
    value = plain(value)
    return list(value) if isinstance(value, tuple) else value


def plain(value):
    """Makes Python's values of NumPy's, which is not imported for it."""
    return value.tolist() if hasattr(value, "tolist") else value
