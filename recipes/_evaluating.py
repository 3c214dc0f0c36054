"""Parts of `seqkit evaluate`: find the recipe and the data that belong to a model."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import seqkit
from recipes import _next_steps

FLAG = "--recipe"
FILES = {"data", "other", "captions", "validation", "test"}
USAGE = """usage: seqkit evaluate FOLDER [--recipe RECIPE] [FLAGS]

Print the report of a model on the test part of its recipe, and its baselines.

FOLDER is where the recipe saved the model, such as saved_models/names.

  --recipe RECIPE   the recipe, if FOLDER does not name it
  --data PATH       other data: no file of the training is read
  --test PATH       another test part; all other files are those of the training
  -h, --help        this text; after FOLDER: all flags of the recipe"""


def find(folder: Path, flags: list[str]) -> tuple[str, dict[str, Any], list[str]]:
    """Return the recipe that trained a model, and the arguments to evaluate it.

    Args:
        folder: folder of the model.
        flags: list of str, as of the shell.

    Returns:
        str, the name of the recipe; dict, the arguments of the training that still
        apply; and list of str, `flags` without `--recipe`.

    Raises:
        ValueError: neither the folder nor a flag names the recipe.
    """
    name, kept = _next_steps.read(folder)
    rest = []
    words = iter(flags)
    for word in words:
        flag, equals, value = word.partition("=")
        if flag == FLAG:
            name = value if equals else next(words, "")
        else:
            rest.append(word)
    if name is None:
        raise ValueError(
            "`seqkit evaluate` takes a folder in which a recipe has saved a model. "
            f"{folder} does not name the recipe. Give it: `{FLAG} names`."
        )
    if any(word.partition("=")[0] == "--data" for word in rest):
        kept = {name: value for name, value in kept.items() if name not in FILES}
    kept = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
    }
    return name, kept, rest


def of_folder(folder: Path, recipe: ModuleType) -> Callable[..., dict[str, float]]:
    """Return the function `evaluate` of a recipe, without its argument `model`.

    The model is loaded from `folder` when the function is called. The arguments are
    documented as in `train`, for `--help`.
    """

    @functools.wraps(recipe.evaluate)
    def evaluate(**keywords):
        return recipe.evaluate(seqkit.load(folder), **keywords)

    signature = inspect.signature(recipe.evaluate)
    parameters = [
        each for name, each in signature.parameters.items() if name != "model"
    ]
    evaluate.__signature__ = signature.replace(parameters=parameters)
    first = (recipe.evaluate.__doc__ or "").partition("\n")[0]
    _, args, flags = (recipe.train.__doc__ or "").partition("\n\n    Args:")
    evaluate.__doc__ = f"{first}{args}{flags}"
    return evaluate
