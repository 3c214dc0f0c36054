"""Check the flags of the command, and write arguments as flags in messages."""

import re
from collections.abc import Collection

from seqkit.names_of_other_libraries import our_name

# Names of settings that are written in a recipe's file, and have no flag.
WRITTEN = set(
    "lr learning_rate optimizer units depth dropout embedding batch_size length "
    "weight_decay clipnorm patience warmup_steps".split()
)


def check_flags(
    arguments: list[str], known: Collection[str], recipe: str | None = None
):
    """Raise ValueError if a flag is not ours, and the message can name the right one.

    Such a flag has the name that another tool uses for one of our arguments, or is a
    setting that is written in the recipe's file.

    Args:
        arguments: list of str, as of the shell.
        known: the names of our arguments.
        recipe: str, the recipe to train. None: another command.
    """
    for flag in (word.partition("=")[0] for word in arguments if word[:2] == "--"):
        name = flag[2:].replace("-", "_").lower()
        if name in known or not name:
            continue
        if ours := our_name(name, known):
            raise ValueError(f"There is no `{flag}`. Use `{spelled(ours)}`.")
        if recipe and (name in WRITTEN or our_name(name, WRITTEN)):
            raise ValueError(
                f"`seqkit train {recipe}` has no `{flag}`: the recipe's file sets it. "
                f"Copy the file and change it there: `seqkit copy {recipe} mine.py`."
            )


def with_flags(message: str, known: Collection[str]) -> str:
    """Return a message with flags in place of arguments: `--a 1` for `a=1`.

    Args:
        message: str, in which arguments are in backticks.
        known: the names of the arguments to replace.
    """

    def replaced(found):
        name, value = found[1], found[2]
        if name not in known:
            return found[0]
        if found[0] == "`validation=None`":  # advice of `seqkit.data`
            return "files of others with `--validation` and `--test`"
        value = "" if value in (None, "True") else f" {value.strip(chr(34) + chr(39))}"
        return f"`{spelled(name)}{value}`"

    return re.sub(r"`(\w+)(?:=([^`]*))?`", replaced, message)


def spelled(name: str) -> str:
    """Return the flag of an argument: `--save-to` for `save_to`."""
    return "--" + name.replace("_", "-")
