"""`Asking`: the methods of `Served` and `Client` that call an exported model."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import overload

from seqkit.names_of_other_libraries import advice_on
from seqkit.serving.request_columns import Rows
from seqkit.serving.request_columns import as_columns
from seqkit.serving.request_columns import as_rows
from seqkit.serving.serving_error import ServingError
from seqkit.serving.signatures import DEFAULT
from seqkit.serving.signatures import NEUTRAL
from seqkit.serving.signatures import Signature
from seqkit.serving.tables import read_tables

_SEARCH = "The beams of an export and their length penalty are fixed."
# Advice for arguments of `generate` that exports do not take.
_FIXED = {
    "beams": _SEARCH,
    "length_penalty": _SEARCH,
    "length": "The model's `length` bounds the texts of an export: set it before "
    "exporting.",
    "count": 'Ask `signature="n_best"` for the best few, or "sample" once for each.',
}
# Advice for arguments of sampling, if the model has the signature "sample".
_DRAWN = dict.fromkeys(
    ("temperature", "top_k", "top_p", "seed"), 'Ask `signature="sample"` to draw.'
)


class Asking:
    """Call an exported model with rows, and return dicts: a mixin.

    Subclasses have `signatures`, a dict from name to `Signature`, and the method `run`.
    """

    signatures: dict[str, Signature]

    @overload
    def __call__(
        self, rows: str | bytes, /, signature: str = DEFAULT, **inputs: Any
    ) -> dict[str, Any]: ...

    @overload
    def __call__(
        self, rows: Iterable[str | bytes], /, signature: str = DEFAULT, **inputs: Any
    ) -> list[dict[str, Any]]: ...

    @overload
    def __call__(
        self, rows: Any = None, /, signature: str = DEFAULT, **inputs: Any
    ) -> dict[str, Any] | list[dict[str, Any]]: ...

    def __call__(
        self, rows: Any = None, /, signature: str = DEFAULT, **inputs: Any
    ) -> dict[str, Any] | list[dict[str, Any]]:
        """Return the model's answer for one row, or its answers for several rows.

        A row is a text, the bytes of an image, or an array such as the steps
        `(time, features)` of a series; arrays may differ in length. Several rows are a
        list, an array, a pandas column or a generator. A pandas table is one row; its
        columns are put in the order of the input, if their names are known.

        Args:
            rows: rows of the one input that has no default and is not given by name;
                or a dict from name to the rows of each input.
            signature: str, the name of a signature, such as "sample".
            **inputs: other inputs by name: one value for all rows, or a list with one
                value for each row. `temperature`, `top_k`, `top_p`, `seed` and the
                lengths of arrays have defaults.

        Returns:
            dict from output to value; a list of such dicts for several rows.

        Raises:
            TypeError: a text is neither str nor bytes.
            ServingError: the inputs do not fit the signature, or the model or server
                returns an error.

        Example:
        >>> gestures([np.zeros((20, 3)), np.ones((31, 3))])
        [{'label': 'rest', 'valid': True}, {'label': 'wave', 'valid': True}]
        >>> compare({"text": "one dog", "other": "ein Hund"})
        {'score': 0.93, 'valid': True}
        """
        known = self.signature(signature)
        given = self._rows(self._by_name(rows, inputs, signature), signature)
        deciding = known.required or list(given)
        one = not any(given[name].several for name in deciding)
        if one:
            given |= {name: Rows(given[name].values, True) for name in deciding}
        columns = as_columns(given, known)
        if not next(iter(columns.values())):
            return []
        outputs = self.run(columns, signature)
        answers = [
            dict(zip(outputs, row, strict=True))
            for row in zip(*outputs.values(), strict=True)
        ]
        return answers[0] if one else answers

    def predict(
        self, inputs: Mapping[str, Any], signature: str = DEFAULT
    ) -> dict[str, list[Any]]:
        """Return the model's answers for a batch, as one list for each output.

        Args:
            inputs: dict from name to a list with one value for each row, or to one
                value for all rows. `temperature`, `top_k`, `top_p`, `seed` and the
                lengths of arrays have defaults.
            signature: str, the name of a signature.

        Returns:
            dict from output to a list with one value for each row.

        Raises:
            TypeError: `inputs` are no dict, or a text is neither str nor bytes.
            ServingError: the inputs do not fit the signature, or the model or server
                returns an error.
        """
        known = self.signature(signature)
        if not isinstance(inputs, Mapping):
            raise TypeError(
                "`inputs` is a dict from name to values. Received "
                f"{inputs!r:.80} of type {type(inputs).__name__}. "
                f"Give each of {', '.join(known.inputs)} by its name."
            )
        return self.run(as_columns(self._rows(inputs, signature), known), signature)

    def run(self, columns: dict[str, list[Any]], signature: str) -> dict[str, list]:
        """Return the outputs of a signature for its inputs.

        Args:
            columns: dict from the name of each input to a list with one value for each
                row.
            signature: str, the name of a signature.

        Returns:
            dict from the name of each output to a list with one value for each row.
        """
        raise NotImplementedError

    def columns_of(self, signature: str) -> Mapping[str, Sequence[str]]:
        """Return the names of the columns of inputs that are tables, as far as known.

        Args:
            signature: str, the name of a signature.

        Returns:
            dict from the name of an input to the names of its columns, in their order.
        """
        return {}

    def signature(self, name: str) -> Signature:
        """Return the signature of a name.

        Raises:
            ServingError: the model has no signature of that name.
        """
        if not isinstance(name, str) or name not in self.signatures:
            raise ServingError(
                f"The model has the signatures {', '.join(self.signatures)}. "
                f"Received {name!r}. Ask for one of them."
            )
        return self.signatures[name]

    def _by_name(
        self, rows: Any, inputs: dict[str, Any], signature: str
    ) -> dict[str, Any]:
        """Return all inputs of a call in one dict by name."""
        if rows is None:
            return inputs
        if isinstance(rows, Mapping):
            if twice := [str(name) for name in rows if name in inputs]:
                raise ServingError(
                    f"Each input is given once. Received {', '.join(twice)} in the "
                    "dict and by keyword. Leave one of them out."
                )
            return {**rows, **inputs}
        required = self.signature(signature).required
        free = [name for name in required if name not in inputs]
        if len(free) != 1:
            names = ", ".join(f'"{name}": …' for name in required)
            raise ServingError(
                f"Rows without a name belong to the one input of {signature!r} "
                "that has no default and is not given by keyword. Received rows for "
                f"{' and '.join(free) or 'no such input'}. "
                f"Give all inputs by name: `({{{names}}})`."
            )
        return {free[0]: rows, **inputs}

    def _rows(self, inputs: Mapping[str, Any], signature: str) -> dict[str, Rows]:
        """Return the rows of each input by name; of lengths, only if they are given."""
        known = self.signature(signature)
        expected, missing = known.inputs, set(known.required) - set(inputs)
        if missing or set(inputs) - set(expected):
            advice = self._advice(expected, list(inputs))
            raise ServingError(
                f"{signature!r} takes {', '.join(expected)}. Received "
                f"{', '.join(map(str, inputs)) or 'nothing'}. "
                f"{advice or 'Give each by its name.'}"
            )
        inputs = read_tables(inputs, known, self.columns_of(signature))
        neutral = {name: NEUTRAL[name] for name in expected if name in NEUTRAL}
        return {
            name: as_rows(name, value, expected[name])
            for name, value in (neutral | {**inputs}).items()
        }

    def _advice(self, expected: Iterable[str], given: list[str]) -> str:
        """Return advice on inputs that a signature does not take, or ""."""
        fixed = _FIXED | (_DRAWN if "sample" in self.signatures else {})
        missing = set(expected) - set(given)
        wrong = [name for name in given if name not in expected]
        advice = [advice_on(name, missing, fixed) for name in wrong]
        return " ".join(dict.fromkeys(filter(None, advice)))
