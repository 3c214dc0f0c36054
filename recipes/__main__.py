"""The `seqkit` command: recipes and exports from the shell."""

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

Positional = tyro.conf.Positional
# What is raised with a sentence for the user: bad values, missing files, NaN, and
# exports that cannot be written or asked.
MISTAKES = OSError, ValueError, FloatingPointError, RuntimeError
INTERRUPTED = 130  # the exit code of shells


def main(arguments: list[str] | None = None) -> None:
    """Runs the command.

    Args:
        arguments: list of str. None: those of the shell.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's own: errors only
    try:
        if len(arguments) > 1 and arguments[0] == "train" and arguments[1][:1] != "-":
            train(arguments[1], arguments[2:])
        else:
            COMMANDS.cli(args=arguments, prog="seqkit", description=__doc__)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, `head` say, has enough. What is left goes nowhere, or Python
        # would complain of it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except MISTAKES as error:
        raise SystemExit(f"seqkit: {error}") from error


COMMANDS = tyro.extras.SubcommandApp()


@COMMANDS.command(name="list")
def list_recipes() -> None:
    """Lists the recipes, each with what it is."""
    for name in recipe_names():
        print(f"{name:<14}{summary(recipe(name))}")


@COMMANDS.command(name="train")
def describe_train() -> None:
    """Trains a recipe. Its flags: `seqkit train RECIPE --help`."""
    raise ValueError(f"`seqkit train` takes one of: {', '.join(recipe_names())}.")


def train(name, arguments):
    """Trains a recipe with the flags of its own `train`."""
    function = recipe(name).train

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
    count: int = 1,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
) -> None:
    """Asks an exported model; one answer a line.

    Args:
        folder: where recipes or `seqkit export` wrote versions.
        texts: what to ask; of images, paths. None: the lines of standard input.
        signature: which one to ask. None: `sample` where several answers or one of the
            settings below are asked for, else `serving_default`.
        count: answers for each text.
        temperature: below 1 gives likelier texts, above 1 bolder ones.
        top_k: draw among the likeliest so many. None: among all.
        top_p: draw among the likeliest that have this probability together.
        seed: the same gives the same answers. None draws anew.
    """
    from seqkit.serving import Served
    from seqkit.serving.signatures import IMAGE

    served = Served(folder)
    seeds = None if seed is None else list(range(seed, seed + count))
    knobs = {"temperature": temperature, "top_k": top_k, "top_p": top_p, "seed": seeds}
    given = {name: value for name, value in knobs.items() if value is not None}
    if signature is None:
        signature = "sample" if given or count > 1 else "serving_default"
    asked = served.signatures.get(signature)
    # Bytes: lines that are no UTF-8 are for the export to judge.
    for text in texts or (line.rstrip(b"\r\n") for line in sys.stdin.buffer):
        if asked and IMAGE in asked.inputs:
            text = Path(os.fsdecode(text)).read_bytes()
        for answer in served([text] * count, signature=signature, **given):
            print(shown(answer), flush=True)


def shown(answer: dict) -> str:
    """Writes what a model answers to one text: a text, a label, or words with tags."""
    if "words" in answer:
        pairs = zip(answer["words"], answer["tags"], strict=True)
        line = " ".join(f"{word}/{tag}" for word, tag in pairs if word)
        return f"{answer['label']}\t{line}" if "label" in answer else line
    if "label" in answer:
        return f"{answer['label']}\t{answer['score']:.4f}"
    return answer["text"]


@COMMANDS.command
def export(model: Positional[Path], folder: Positional[Path]) -> None:
    """Exports a saved model as the next version in a folder.

    Args:
        model: the .keras file.
        folder: where TensorFlow Serving looks for versions.
    """
    import seqkit

    print(seqkit.export(seqkit.load(model), folder))


@COMMANDS.command
def show(folder: Positional[Path]) -> None:
    """Shows an export's signatures, and how to serve and ask it.

    Args:
        folder: where recipes or `seqkit export` wrote versions.
    """
    from seqkit.serving import describe

    print(describe(folder))


@COMMANDS.command
def copy(
    name: Annotated[str, tyro.conf.Positional, tyro.conf.arg(name="recipe")],
    file: Positional[Path],
) -> None:
    """Copies a recipe to a file of your own, to change it.

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
    """Lists the recipes by their file names."""
    found = (module.name for module in pkgutil.iter_modules(recipes.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def recipe(name):
    """Imports a recipe.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in recipe_names():
        raise ValueError(
            f"There is no recipe {name!r}. There are: {', '.join(recipe_names())}."
        )
    return importlib.import_module(f"recipes.{name}")


def summary(module) -> str:
    """Gives the first line of a module's docstring."""
    return module.__doc__.partition("\n")[0]


if __name__ == "__main__":
    main()
