"""The bounds of an export's texts, kept beside its graph for `describe`."""

import json
from pathlib import Path

from seqkit.serving.endpoints import LARGEST
from seqkit.types import Endpoint

FILE = Path("assets.extra", "seqkit.json")
"""Where they are kept, in the folder of a version; servers pass over it."""


def write_bounds(version: Path, endpoints: dict[str, Endpoint]) -> None:
    """Write the bounds of a text and of a batch, for each signature that reads texts.

    Args:
        version: Path of a SavedModel.
        endpoints: dict from name to `Endpoint`.
    """
    bounds = {
        name: [endpoint.longest, LARGEST // endpoint.copies]
        for name, endpoint in endpoints.items()
        if any(kind.unit for kind in endpoint.inputs.values())
    }
    (version / FILE).parent.mkdir(exist_ok=True)
    (version / FILE).write_text(json.dumps(bounds))


def read_bounds(version: Path) -> dict[str, list[int]]:
    """Read the bounds, by signature.

    Args:
        version: Path of a SavedModel.

    Returns:
        dict from name to two int, the most characters of a text, and the most tokens
        of a batch, rows times those of the longest; empty for exports without.
    """
    if not (version / FILE).is_file():
        return {}
    return json.loads((version / FILE).read_text())
