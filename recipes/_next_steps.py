"""The end of a recipe: keep its name and arguments, and print the next commands."""

import json
import os
import shlex
import textwrap
from pathlib import Path
from typing import Any

FILE = "recipe.json"
LONGEST = 60  # the most characters of an example


def tell(
    save_to: str | None, recipe: str, example: str | Path | None, **arguments: Any
) -> None:
    """Write a recipe's name and arguments to `recipe.json`, and print next commands.

    Args:
        save_to: folder of the model. None: nothing is written or printed.
        recipe: str, name of the recipe.
        example: str, an input for `seqkit run`, of which the first words are printed;
            or Path of a file with an input on each line; or None if the export needs
            no input and draws a picture.
        arguments: the arguments by which the recipe's `evaluate` finds the same data.
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
    if example is None:
        asked = "--temperature 0.3 > drawing.svg"
    elif isinstance(example, Path):
        asked = f"< {shlex.quote(str(example))}"
    else:
        short = textwrap.shorten(example, LONGEST, placeholder="")
        asked = shlex.quote(short or example[:LONGEST])
    export = f" and the export {max(versions, key=int)}/" if versions else ""
    print(f"\nSaved in {where}: model.keras{export}. Next:")
    print(f"  seqkit run {where} {asked}")
    print(f"  seqkit show {where}")
    print(f"  seqkit evaluate {where}", flush=True)


def read(folder: Path) -> tuple[str | None, dict[str, Any]]:
    """Return the recipe that trained the model of a folder, and its arguments.

    Returns:
        str and dict; None and an empty dict if the folder has no `recipe.json`.

    Raises:
        ValueError: `recipe.json` is damaged.
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
