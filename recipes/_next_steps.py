"""The end of a recipe: where its files are, and the next commands to type."""

import json
import os
import shlex
import textwrap
from pathlib import Path
from typing import Any

FILE = "recipe.json"
LONGEST = 60  # characters of an example


def tell(save_to: str | None, recipe: str, example: str, **arguments: Any) -> None:
    """Write which recipe trained a model, and print its files and the next commands.

    Args:
        save_to: folder of the model. None: nothing is written or printed.
        recipe: name of the recipe.
        example: an input for `seqkit run`, whose first words are shown.
        arguments: those by which the recipe's `evaluate` finds the same data.
    """
    if save_to is None:
        return
    folder = Path(save_to)
    kept = json.dumps({"recipe": recipe, "arguments": arguments}, default=os.fspath)
    aside = folder / f".{FILE}"
    aside.write_text(f"{kept}\n", encoding="utf-8")
    os.replace(aside, folder / FILE)
    versions = [path.name for path in folder.iterdir() if path.name.isdecimal()]
    where = shlex.quote(str(save_to))
    example = textwrap.shorten(example, LONGEST, placeholder="") or example[:LONGEST]
    export = f" and the export {max(versions, key=int)}/" if versions else ""
    print(f"\nSaved in {where}: model.keras{export}. Next:")
    print(f"  seqkit run {where} {shlex.quote(example)}")
    print(f"  seqkit show {where}")
    print(f"  seqkit evaluate {where}", flush=True)


def read(folder: Path) -> tuple[str | None, dict[str, Any]]:
    """Return the recipe that trained the model of a folder, and its arguments.

    None and no arguments where no recipe has left its name.

    Raises:
        ValueError: the file of the name is damaged.
    """
    file = folder / FILE
    if not file.is_file():
        return None, {}
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return kept["recipe"], kept["arguments"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{file} should name a recipe and its arguments. It is damaged ({error}). "
            "Remove it, and name the recipe with `--recipe`."
        ) from error
