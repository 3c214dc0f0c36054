"""The `seqkit` command: recipes and exports from the shell."""

import ast
import difflib
import importlib
import inspect
import os
import pkgutil
import shutil
import sys
from pathlib import Path
from typing import Annotated

import tyro

import recipes
from recipes import _asking
from recipes import _flags
from recipes import _input_lines

Positional = tyro.conf.Positional
# What is raised with a sentence for the user: bad values, missing files and packages,
# NaN, and exports that cannot be written or asked.
MISTAKES = OSError, ValueError, FloatingPointError, RuntimeError, ImportError
INTERRUPTED = 130  # the exit code of shells


def main(arguments: list[str] | None = None) -> None:
    """Run the command.

    Args:
        arguments: list of str. None: those of the shell.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's own: errors only
    known = set()
    if arguments[:1] == ["run"]:
        known = {*inspect.signature(run).parameters} - {"folder", "texts"}  # no flags
    try:
        if len(arguments) > 1 and arguments[0] == "train" and arguments[1][:1] != "-":
            function = recipe(arguments[1]).train
            known = inspect.signature(function).parameters
            _flags.check_flags(arguments, known, arguments[1])
            train(arguments[1], function, arguments[2:])
        else:
            _flags.check_flags(arguments, known)
            COMMANDS.cli(args=arguments, prog="seqkit", description=__doc__)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, `head` say, has enough. What is left goes nowhere, or Python
        # would complain of it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt as stop:
        said = _flags.with_flags(str(stop), known) or "Stopped."
        print(f"\nseqkit: {said}", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except MISTAKES as error:
        said = _flags.with_flags(str(error), known)
        raise SystemExit(f"seqkit: {said}") from error


COMMANDS = tyro.extras.SubcommandApp()


@COMMANDS.command(name="list")
def list_recipes() -> None:
    """List the recipes, each with what it is."""
    for name in recipe_names():
        print(f"{name:<14}{summary(name)}")


@COMMANDS.command(name="train")
def describe_train() -> None:
    """Train a recipe. Its flags: `seqkit train RECIPE --help`."""
    raise ValueError(f"`seqkit train` takes one of: {', '.join(recipe_names())}.")


def train(name, function, arguments):
    """Train a recipe with the flags of its own `train`."""

    def silent(**keywords):
        function(**keywords)

    # All of its signature but the return hint: tyro would look that up, and so
    # import Keras, before it answers `--help`.
    silent.__doc__ = function.__doc__
    silent.__signature__ = inspect.signature(function).replace(
        return_annotation=inspect.Signature.empty
    )
    silent.__annotations__ = {
        key: hint for key, hint in function.__annotations__.items() if key != "return"
    }
    tyro.cli(silent, args=arguments, prog=f"seqkit train {name}")


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
    """Ask an exported model; one answer a line.

    Args:
        folder: where recipes or `seqkit export` wrote versions.
        texts: what to ask; of images, paths; of several inputs or of numbers, JSON
            such as '{"text": "one dog", "other": "ein Hund"}'. None: the lines of
            standard input.
        signature: which one to ask. None: `sample` where it is there and several
            answers or one of the settings below are asked for, `n_best` for several
            answers of a model that searches, else `serving_default`.
        count: answers for each text. None: 1, of `n_best` all.
        scores: write its score, a log-probability in nats, beside each text.
        beams: of the search, where the export lets one choose.
        temperature: below 1 gives likelier texts, above 1 bolder ones.
        top_k: draw among the likeliest so many. None: among all.
        top_p: draw among the likeliest that have this probability together.
        seed: the same gives the same answers. None draws anew.
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
    # Bytes: lines that are no UTF-8 are for the export to judge.
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
    import seqkit

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
        name: which recipe.
        file: where to; must not exist.
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


def recipe(name):
    """Import a recipe.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in recipe_names():
        close = difflib.get_close_matches(name, recipe_names(), 1)
        meant = f" Did you mean {close[0]!r}?" if close else ""
        known = ", ".join(recipe_names())
        raise ValueError(f"There is no recipe {name!r}. There are: {known}.{meant}")
    return importlib.import_module(f"recipes.{name}")


def summary(name: str) -> str:
    """Return the first line of a recipe, which Python drops under -OO."""
    source = Path(recipes.__path__[0], f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)).partition("\n")[0]


if __name__ == "__main__":
    main()
