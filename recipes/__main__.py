"""The `seqkit` command: recipes and exports from the shell."""

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
from recipes import _evaluating
from recipes import _flags
from recipes import _input_lines
from recipes import _quiet

Positional = tyro.conf.Positional
HELP = {"-h", "--help"}
# Errors whose message is a sentence for the user: bad values, missing files and
# packages, NaN, and exports that cannot be written or asked.
MISTAKES = OSError, ValueError, FloatingPointError, RuntimeError, ImportError
INTERRUPTED = 130  # the exit code of shells


def main(arguments: list[str] | None = None) -> None:
    """Run the command.

    Args:
        arguments: list of str. None: those of the shell.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's errors only
    known = set()
    try:
        command, known = choose(arguments)
        with _quiet.quiet():
            command()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has enough. The rest goes nowhere, or Python
        # would complain of it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt as stop:
        said = _flags.with_flags(str(stop), known) or "Stopped."
        print(f"\nseqkit: {said}", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except MISTAKES as error:
        said = _flags.with_flags(str(error), known)
        raise SystemExit(f"seqkit: {said}") from error


def choose(arguments: list[str]) -> tuple[Callable[[], Any], set[str]]:
    """Return the function that arguments ask for, and the names of its flags.

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
    """Call a function with the flags of its own signature.

    Args:
        function: of a recipe, whose arguments go by their names.
        arguments: list of str, flags and values.
        prog: what `--help` calls it.
        defaults: dict of arguments in place of the function's own defaults.
    """

    def silent(**keywords):
        function(**keywords)

    # The whole signature but the return hint, which tyro would look up: it would
    # import Keras before it answers `--help`.
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
    """List the recipes, a line each."""
    print(listed())


@COMMANDS.command(name="train")
def describe_train() -> None:
    """Train a recipe. `seqkit train --help` lists them."""
    raise ValueError(f"`seqkit train` takes one of: {', '.join(recipe_names())}.")


@COMMANDS.command(name="evaluate")
def describe_evaluate() -> None:
    """Judge a model that a recipe has trained, by the recipe's test part."""
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
) -> None:
    """Ask an exported model, and print an answer a line.

    Args:
        folder: where recipes or `seqkit export` wrote versions.
        texts: the inputs; of images, their paths; of several inputs or of numbers,
            JSON such as '{"text": "one dog", "other": "ein Hund"}'. None: the lines of
            standard input.
        signature: the signature to ask. None: `sample` where it is there and several
            answers or one of the settings below are asked for, `n_best` for several
            answers of a model that searches, else `serving_default`.
        count: answers for each text. None: 1, of `n_best` all.
        scores: write its score, a log-probability in nats, beside each text.
        beams: of the search, where the export lets one choose.
        temperature: below 1 gives likelier texts, above 1 bolder ones.
        top_k: draw among this many of the likeliest. None: among all.
        top_p: draw among the likeliest that have this probability together.
        seed: the same seed gives the same answers. None draws anew.
    """
    from seqkit.serving import Served

    if count is not None and count < 1:
        raise ValueError(f"`--count` is 1 or more. Received {count}.")
    served = Served(_asking.exported(folder))
    given = {"temperature": temperature, "top_k": top_k, "top_p": top_p, "seed": seed}
    given = {name: value for name, value in given.items() if value is not None}
    if beams is not None:
        given["beams"] = beams
    signature = signature or _asking.chosen(served, count, given)
    asked = served.signature(signature)
    _asking.check_settings(signature, asked, count, scores, given)
    inputs = asked.inputs
    rows = count or 1 if "seed" in inputs else 1
    if seed is not None:
        given["seed"] = list(range(seed, seed + rows))
    # Bytes: the export judges lines that are not UTF-8.
    for line in texts or (line.rstrip(b"\r\n") for line in sys.stdin.buffer):
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
        folder: where TensorFlow Serving looks for versions.
    """
    print(seqkit.export(seqkit.load(model), folder))


@COMMANDS.command
def show(folder: Positional[Path]) -> None:
    """Show an export's signatures, and how to serve and ask it.

    Args:
        folder: where recipes or `seqkit export` wrote versions.
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
        file: the new file; must not exist.
    """
    source = Path(recipe(name).__file__)
    if file.exists():
        raise ValueError(f"`seqkit copy` writes a new file. {file} exists already.")
    shutil.copyfile(source, file)
    print(f"{file}: change it, then `python -c 'import {file.stem} as r; r.train()'`")


def recipe_names() -> list[str]:
    """Return the recipes by their file names."""
    found = (module.name for module in pkgutil.iter_modules(recipes.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def recipe(name: str) -> ModuleType:
    """Import a recipe.

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
    """Return a line for each recipe: its name and its summary."""
    return "\n".join(f"{name:<14}{summary(name)}" for name in recipe_names())


def summary(name: str) -> str:
    """Return the first line of a recipe's file, which Python drops under -OO."""
    source = Path(recipes.__path__[0], f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)).partition("\n")[0]


def tell_usage(word: str) -> None:
    """Print the help of `train` or `evaluate`, whose flags are a recipe's, and exit."""
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
