"""The `seqkit` command: run recipes, and ask exported models, from the shell."""

import ast
import difflib
import importlib
import inspect
import os
import pkgutil
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Annotated
from typing import Any

import tyro

import recipes
import seqkit
from recipes import _asking
from recipes import _continuing
from recipes import _evaluating
from recipes import _flags
from recipes import _input_lines
from recipes import _quiet

Positional = tyro.conf.Positional
HELP = {"-h", "--help"}
# Errors that are printed as a message without a traceback: bad values, missing files
# and packages, NaN, and exports that cannot be written or run.
MISTAKES = OSError, ValueError, FloatingPointError, RuntimeError, ImportError
INTERRUPTED = 130  # the exit code of shells
NOTHING = "{}"  # the line of an export that needs no input


def main(arguments: list[str] | None = None) -> None:
    """Run the command.

    Args:
        arguments: list of str. None: the arguments of the shell.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # log only TensorFlow's errors
    known = set()
    try:
        command, known = choose(arguments)
        with _quiet.quiet():
            command()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reading program, such as `head`, has ended. The remaining output is
        # discarded; otherwise Python would report an error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt as stop:
        said = _flags.with_flags(str(stop), known) or "Stopped."
        print(f"\nseqkit: {said}", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except MISTAKES as error:
        said = _flags.with_flags(str(error), known)
        raise SystemExit(f"seqkit: {said}") from error


def choose(arguments: list[str]) -> tuple[Callable[[], Any], set[str]]:
    """Return the function that the arguments select, and the names of its flags.

    Args:
        arguments: list of str, as of the shell.

    Returns:
        Function without arguments, and set of str.

    Raises:
        ValueError: a flag, or the name of a recipe, is unknown.
    """
    word, first = [*arguments, "", ""][:2]
    if word == "--version":
        return lambda: print(f"seqkit {seqkit.__version__}"), set()
    if word in ("train", "evaluate") and first in HELP:
        return lambda: tell_usage(word), set()
    if word == "train" and arguments[1:] and first[:1] != "-":
        function = recipe(first).train
        rest, name, kept = arguments[2:], first, {}
    elif word == "evaluate" and arguments[1:] and first[:1] != "-":
        name, kept, rest = _evaluating.find(Path(first), arguments[2:])
        function = _evaluating.of_folder(Path(first), recipe(name))
    else:
        known = {*inspect.signature(run).parameters} - {"folder", "texts"}
        known = known if word == "run" else set()
        _flags.check_flags(arguments, known)
        options = {"args": arguments, "prog": "seqkit", "description": __doc__}
        return lambda: COMMANDS.cli(**options), known
    known = set(inspect.signature(function).parameters)
    _flags.check_flags(rest, known, name if word == "train" else None)
    return lambda: call(function, rest, f"seqkit {word} {first}", kept), known


def call(
    function: Callable, arguments: list[str], prog: str, defaults: dict[str, Any]
) -> None:
    """Call a function of a recipe with arguments given as flags.

    Args:
        function: function of a recipe, with keyword arguments only.
        arguments: list of str, flags and values.
        prog: str, the name of the command in `--help`.
        defaults: dict of arguments, in place of the defaults of `function`.
    """

    def silent(**keywords):
        function(**keywords)

    # The signature without the return type: tyro would evaluate the type, and so import
    # Keras before it prints `--help`.
    signature = inspect.signature(function)
    parameters = [
        each.replace(default=defaults.get(name, each.default))
        for name, each in signature.parameters.items()
    ]
    silent.__doc__ = function.__doc__
    silent.__signature__ = inspect.Signature(parameters)
    hints = {each.name: each.annotation for each in parameters}
    silent.__annotations__ = {
        name: hint
        for name, hint in hints.items()
        if hint is not inspect.Signature.empty
    }
    tyro.cli(silent, args=arguments, prog=prog)


COMMANDS = tyro.extras.SubcommandApp()


@COMMANDS.command(name="list")
def list_recipes() -> None:
    """Print the name and the summary of each recipe."""
    print(listed())


@COMMANDS.command(name="train")
def describe_train() -> None:
    """Train a recipe. `seqkit train --help` lists them."""
    raise ValueError(f"`seqkit train` takes one of: {', '.join(recipe_names())}.")


@COMMANDS.command(name="evaluate")
def describe_evaluate() -> None:
    """Evaluate a model that a recipe has trained on the recipe's test part."""
    raise ValueError(
        "`seqkit evaluate` takes the folder of a model that a recipe has trained. "
        "Give it: `seqkit evaluate saved_models/names`."
    )


@COMMANDS.command
def run(
    folder: Positional[Path],
    texts: Positional[tuple[str, ...]] = (),
    signature: str | None = None,
    count: int | None = None,
    scores: bool = False,
    beams: int | None = None,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    length: int | None = None,
) -> None:
    """Run an exported model, and print an answer on each line; or continue texts.

    With `--length`, or if the folder's model was trained on running text, the file
    `model.keras` of a language model continues each text, printed as it is drawn.

    Args:
        folder: the folder in which a recipe or `seqkit export` wrote versions.
        texts: the inputs: texts, or paths of images. If an export has several inputs,
            or numbers, JSON such as '{"text": "one dog", "other": "ein Hund"}'. None:
            the lines of standard input, or one answer if an export needs no input.
        signature: the signature to run. None: `sample`, if the export has it and
            several answers or a setting of drawing are given; `n_best`, if the export
            has it and several answers are given; else `serving_default`.
        count: number of answers for each text. None: 1, or all answers of `n_best`.
        scores: print the score of each text, its log-probability in nats, beside it.
        beams: number of beams of the search, if the export has this setting.
        temperature: below 1 gives likelier texts, above 1 more varied texts.
        top_k: draw only from this number of the likeliest tokens. None: from all.
        top_p: draw only from the likeliest tokens that have this probability together.
        seed: the same seed gives the same answers. None: each run draws other answers.
        length: the most new tokens (characters, words or pieces) of a text that is
            continued. None: up to the length of the model.
    """
    if count is not None and count < 1:
        raise ValueError(f"`--count` is 1 or more. Received {count}.")
    given = {"temperature": temperature, "top_k": top_k, "top_p": top_p, "seed": seed}
    given = {name: value for name, value in given.items() if value is not None}
    # Bytes, since a model and an export check by themselves whether a line is UTF-8.
    lines = texts or (line.rstrip(b"\r\n") for line in sys.stdin.buffer)
    others = {"signature": signature, "scores": scores, "beams": beams}
    if _continuing.continues(folder, length, others):
        given |= {} if length is None else {"length": length}
        _continuing.print_continuations(folder, lines, count or 1, given)
        return
    from seqkit.serving import Served

    served = Served(_asking.exported(folder))
    if beams is not None:
        given["beams"] = beams
    signature = signature or _asking.chosen(served, count, given)
    asked = served.signature(signature)
    _asking.check_settings(signature, asked, count, scores, given)
    inputs = asked.inputs
    if not asked.required and not texts:
        lines = [NOTHING]
    rows = count or 1 if "seed" in inputs else 1
    if seed is not None:
        given["seed"] = list(range(seed, seed + rows))
    for line in lines:
        row = _input_lines.read_line(line, asked)
        columns = {name: [value] * rows for name, value in row.items()}
        for answer in served({**columns, **given}, signature):
            for each in _asking.several(answer, count):
                print(_asking.shown(each, scores), flush=True)


@COMMANDS.command
def export(model: Positional[Path], folder: Positional[Path]) -> None:
    """Export a saved model as the next version in a folder.

    Args:
        model: the .keras file.
        folder: the folder in which TensorFlow Serving finds versions.
    """
    print(seqkit.export(seqkit.load(model), folder))


@COMMANDS.command
def show(folder: Positional[Path]) -> None:
    """Print the signatures of an export, and commands to serve and to ask it.

    Args:
        folder: the folder in which a recipe or `seqkit export` wrote versions.
    """
    from seqkit.serving import describe

    print(describe(_asking.exported(folder)))


@COMMANDS.command
def copy(
    name: Annotated[str, tyro.conf.Positional, tyro.conf.arg(name="recipe")],
    file: Positional[Path],
) -> None:
    """Copy a recipe to a file of your own, to change it.

    Args:
        name: the recipe.
        file: the new file, which does not exist yet.
    """
    source = Path(recipe(name).__file__)
    if file.exists():
        raise ValueError(f"`seqkit copy` writes a new file. {file} exists already.")
    shutil.copyfile(source, file)
    print(f"{file}: change it, then `python -c 'import {file.stem} as r; r.train()'`")


def recipe_names() -> list[str]:
    """Return the sorted names of the recipes, which are their file names."""
    found = (module.name for module in pkgutil.iter_modules(recipes.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def recipe(name: str) -> ModuleType:
    """Return the module of a recipe.

    Raises:
        ValueError: no recipe has that name.
    """
    if name not in recipe_names():
        close = difflib.get_close_matches(name, recipe_names(), 1)
        meant = f" Did you mean {close[0]!r}?" if close else ""
        known = ", ".join(recipe_names())
        raise ValueError(f"There is no recipe {name!r}. There are: {known}.{meant}")
    return importlib.import_module(f"recipes.{name}")


def listed() -> str:
    """Return the text of `seqkit list`: a line with name and summary of each recipe."""
    return "\n".join(f"{name:<14}{summary(name)}" for name in recipe_names())


def summary(name: str) -> str:
    """Return the first line of a recipe's docstring.

    It is read from the file, since `python -OO` removes docstrings.
    """
    source = Path(recipes.__path__[0], f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)).partition("\n")[0]


def tell_usage(word: str) -> None:
    """Print the help of `train` or `evaluate` without a recipe, and exit."""
    if word == "evaluate":
        print(_evaluating.USAGE)
    else:
        print(
            "usage: seqkit train RECIPE [FLAGS]\n\n"
            "Train a recipe. Its flags: `seqkit train RECIPE --help`.\n\n"
            f"recipes:\n{listed()}"
        )
    raise SystemExit(0)


if __name__ == "__main__":
    main()
