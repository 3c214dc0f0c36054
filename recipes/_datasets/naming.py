"""Check the arguments of recipes that are paths or names of data sets."""

import difflib
import os


def check_paths(*names: str, data: str | None, **others: str | None) -> None:
    """Raise ValueError unless each path exists; `data` can be a named data set too.

    Args:
        names: str, the names of the data sets that the recipe can find.
        data: path, or one of `names`. None: the recipe's default.
        others: further arguments by name, each a path or None.

    Raises:
        TypeError: an argument is neither a path nor None.
        ValueError: a file does not exist.
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
