"""Write and read what the inputs and outputs of an export mean, for `describe`.

`export` writes the texts into a JSON file beside the graph.
"""

import json
from pathlib import Path
from typing import NamedTuple

from seqkit.serving.endpoint_graph import VALID
from seqkit.serving.size_bounds import largest
from seqkit.types import Endpoint

FILE = Path("assets.extra", "seqkit.json")
"""The path of that file in the folder of a version; servers ignore the file."""


class Meanings(NamedTuple):
    """The texts that describe one signature.

    Args:
        inputs: dict from the name of each input to its meaning, a str.
        outputs: dict from the name of each output to its meaning, a str.
        faults: list of str, the reasons why a row may have no answer.
        columns: dict from the name of an input that is a table to the list of the names
            of its columns.
    """

    inputs: dict[str, str]
    outputs: dict[str, str]
    faults: list[str]
    columns: dict[str, list[str]] = {}


def meanings_of(endpoint: Endpoint) -> Meanings:
    """Return the texts of an endpoint, which its kinds contain."""
    inputs, faults = {}, []
    for name, kind in endpoint.inputs.items():
        inputs |= kind.meanings(name)
        faults += kind.faults(name, endpoint.longest, largest(endpoint))
    outputs = {name: kind.meaning for name, kind in endpoint.outputs.items()}
    outputs[VALID] = "False if a row has no answer, see below"
    columns = {name: list(found) for name, found in endpoint.columns.items()}
    faults += ["a number in its answer is not finite"]
    return Meanings(inputs, outputs, faults, columns)


def write_meanings(version: Path, endpoints: dict[str, Endpoint]) -> None:
    """Write the meanings of all signatures into the folder of a version.

    Args:
        version: Path of a SavedModel.
        endpoints: dict from the name of each signature to its `Endpoint`.
    """
    words = {name: meanings_of(each)._asdict() for name, each in endpoints.items()}
    (version / FILE).parent.mkdir(exist_ok=True)
    (version / FILE).write_text(json.dumps(words), encoding="utf-8")


def read_meanings(version: Path) -> dict[str, Meanings]:
    """Read the meanings of all signatures.

    Args:
        version: Path of a SavedModel.

    Returns:
        dict from the name of each signature to `Meanings`; empty for SavedModels
        without the file, such as those of other tools.
    """
    if not (version / FILE).is_file():
        return {}
    words = json.loads((version / FILE).read_text(encoding="utf-8"))
    return {name: Meanings(**each) for name, each in words.items()}
