"""`seqkit evaluate`: the recipe that trained a model, and the data that judges it."""

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

  --recipe RECIPE   the recipe, where FOLDER does not name it
  --data PATH       other data: no file of the training is read
  --test PATH       another test part; the rest is that of the training
  -h, --help        of `seqkit evaluate FOLDER`: all flags of the recipe"""


def find(folder: Path, flags: list[str]) -> tuple[str, dict[str, Any], list[str]]:
    """Return a recipe's name, the arguments it was trained with, and other flags.

    Args:
        folder: of the model.
        flags: list of str, of the shell.

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
    """Return the `evaluate` of a recipe for the model of a folder.

    The model is loaded when the function is called, and its help is that of `train`.
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
