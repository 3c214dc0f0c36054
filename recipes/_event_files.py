"""Write the files that the recipe `events` leaves beside its model."""

import json
from pathlib import Path
from typing import Any

import numpy as np

import seqkit


def write(
    folder: str | None,
    model: "seqkit.SequenceTagger",
    row: np.ndarray,
    values: np.ndarray,
    **options: Any,
) -> Path:
    """Write one row as JSON, for `seqkit run`, and a picture of it.

    Args:
        folder: path of the model. None: nothing is written.
        model: `SequenceTagger`.
        row: float `(time, features)`, the row as the model reads it.
        values: float `(steps, channels)`, the row as it is drawn.
        **options: those of `seqkit.plot.events`, with `names`.

    Returns:
        Path of the JSON, `row.jsonl`; the picture is `events.png`.
    """
    if folder is None:
        return Path("row.jsonl")
    folder = Path(folder)
    path = folder / "row.jsonl"
    line = json.dumps({"values": np.asarray(row).tolist()})
    path.write_text(f"{line}\n", encoding="utf-8")
    shares = model.tag(row).probabilities
    try:
        figure = seqkit.plot.events(values, shares, **options)
    except ImportError as error:
        print(f"\nNo picture: {error}")
        return path
    figure.savefig(folder / "events.png")
    print(f"\nA row of the test part: {path}, drawn in {folder / 'events.png'}")
    return path
