"""Parts of `seqkit run`: continue texts, printed as a language model draws them."""

import json
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from recipes import _asking

CLASS = "LanguageModel"
SHOWN = 20  # the most unknown tokens that are named
SEEDS = 2**31  # seeds are below


def continues(folder: Path, length: int | None, others: dict[str, Any]) -> bool:
    """Return whether `seqkit run` continues texts by the model of a folder.

    This is so if `length` is given, or if the model was trained on running text (it is
    stateful). Otherwise an export is asked.

    Args:
        folder: Path of the folder of a recipe, or of an export.
        length: int, the number of new tokens, or None.
        others: dict of the flags that only exports have, with their values; None and
            False are flags that are not given.

    Raises:
        ValueError: `length` is given, and the folder has no model that continues texts;
            or a flag is given that only exports have.
    """
    config = config_of(folder / "model.keras")
    given = [f"`--{name}`" for name, value in others.items() if value]
    if length is None:
        return bool(config and config.get("stateful")) and not given
    if config is None:
        raise ValueError(
            "`--length` continues texts by the file `model.keras` of a `LanguageModel`,"
            f" in the folder of a recipe. There is none in {folder}. Leave `--length` "
            "out: an export writes up to the `length` of its model."
        )
    if given:
        raise ValueError(
            f"`--length` prints a text as it is drawn. Received {', '.join(given)} "
            "too. Give one or the other."
        )
    return True


def config_of(path: Path) -> dict[str, Any] | None:
    """Return the config of a saved `LanguageModel`, without loading it.

    Returns:
        dict, or None if there is no such file, or if it has another model.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            kept = json.loads(archive.read("config.json"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    is_ours = kept.get("class_name") == CLASS and "vocabulary" in kept["config"]
    return kept["config"] if is_ours else None


def print_continuations(
    folder: Path, texts: Iterable[str | bytes], count: int, given: dict[str, Any]
) -> None:
    """Print each text and its continuation, piece by piece.

    Characters and words that the model does not know are named on standard error.

    Args:
        folder: Path of a folder with the `model.keras` of a `LanguageModel`.
        texts: the texts to continue.
        count: int, continuations of each text.
        given: dict of arguments of `stream` that are not None.

    Raises:
        ValueError: an argument is out of its bounds.
    """
    import seqkit

    _asking.check_bounds(given)
    model = seqkit.load(folder, compile=False)
    for text in texts:
        if isinstance(text, str):  # the shell's bytes that are no UTF-8 are surrogates
            text = text.encode("utf-8", "surrogateescape")
        shown = text.decode("utf-8", "replace")
        if unknown := unknown_in(model.vocabulary, shown):
            print(warning(unknown), file=sys.stderr, flush=True)
        for place in range(count):
            seeded = dict(given)
            if "seed" in given:
                seeded["seed"] = (given["seed"] + place) % SEEDS
            print(shown, end="", flush=True)
            for piece in model.stream(shown, **seeded):
                print(piece, end="", flush=True)
            print(flush=True)


def unknown_in(vocabulary: Any, text: str) -> list[str]:
    """Return the tokens of a text that a vocabulary does not know, each once."""
    from seqkit.types import UNKNOWN

    ids = vocabulary.encode(text).tolist()
    tokens = zip(vocabulary.tokenize(text), ids, strict=True)
    return list(dict.fromkeys(token for token, place in tokens if place == UNKNOWN))


def warning(unknown: list[str]) -> str:
    """Return the line about unknown characters or words."""
    more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
    return (
        f"seqkit: the model has never seen {', '.join(map(repr, unknown[:SHOWN]))}"
        f"{more}; each is read as the unknown token."
    )
