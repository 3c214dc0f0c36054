"""Read the tables of pandas among the inputs of a call: order of columns, and lengths.

The module imports only seqkit and Python's standard library, so that `Client` needs no
other package.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from seqkit.serving.serving_error import ServingError
from seqkit.serving.signatures import Signature

ADVICE = (
    "Give a table with all of them, or let the codec of the model make the request: "
    "`model.codec.request(past, future, horizon)` computes calendar columns and "
    "converts texts; a classifier and a tagger take its `values` alone."
)


def read_tables(
    inputs: Mapping[str, Any],
    signature: Signature,
    columns: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return inputs with arrays in place of tables, and with the lengths of tables.

    All rows of a table are steps, even those of missing values alone.

    Args:
        inputs: dict from name to value.
        signature: Signature.
        columns: dict from the name of an input to the names of its columns, in order. A
            table for another input keeps its own order.

    Raises:
        ServingError: a table lacks a column.
    """
    found = dict(inputs)
    for name, value in inputs.items():
        several = isinstance(value, list | tuple) and any(map(_is_table, value))
        if name not in signature.inputs or not (several or _is_table(value)):
            continue
        tables = value if several else [value]
        arrays = [_array(name, table, columns.get(name)) for table in tables]
        found[name] = arrays if several else arrays[0]
        lengths = signature.lengths_of(name)
        if lengths is not None and lengths not in inputs:
            counts = [len(table) for table in tables]
            found[lengths] = counts if several else counts[0]
    return found


def _is_table(value):
    """Return whether a value is a table of pandas, or has its form."""
    return hasattr(value, "columns") and hasattr(value, "to_numpy")


def _array(name, table, columns):
    """Return the numbers of a table, with its columns in order."""
    if columns is None or not _is_table(table):
        return table
    there = [str(each) for each in table.columns]
    missing = [column for column in columns if column not in there]
    if missing:
        raise ServingError(
            f"`{name}` is a table with the columns {', '.join(columns)}. Received one "
            f"without {', '.join(missing)}. {ADVICE}"
        )
    table = table.set_axis(there, axis=1)
    return table[list(columns)].to_numpy()
