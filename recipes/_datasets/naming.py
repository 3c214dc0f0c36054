"""Check the files that a recipe is given: paths, and names of data sets."""

import difflib
import os


def check_paths(*names: str, data: str | None, **others: str | None) -> None:
    """Raise ValueError unless each file of a recipe is there or is a named set.

    Args:
        names: str, the named sets that the recipe knows.
        data: path, or one of them; None for the recipe's default.
        others: paths by the name of the argument, or None.
    """
    if data not in names:
        _check("data", data, names)
    for argument, path in others.items():
        _check(argument, path)


def _check(argument, path, names=()):
    if path is None:
        return
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            f"`{argument}` is a path. Received {path!r:.80} of type "
            f"{type(path).__name__}. Write your data to a file, or build a model and "
            "data sets of it with seqkit itself."
        )
    if str(path) and os.path.exists(path):
        return
    path = str(path)
    close = difflib.get_close_matches(path.lower(), names, len(names) or 1, 0.5)
    listed = ", ".join(map(repr, dict.fromkeys([*close, *names])))
    raise ValueError(
        f"`{argument}` is the path of your own data"
        f"{f', or the name of a set: {listed}' if names else ''}. "
        f"Received {path!r:.200}, and there is no such file. "
        + (f"Did you mean {close[0]!r}?" if close else "Check the path.")
    )
