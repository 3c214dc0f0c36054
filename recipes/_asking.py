"""Parts of `seqkit run`: choose a signature, check settings, format answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from recipes import _flags

if TYPE_CHECKING:
    from seqkit.serving.signatures import Signature

# The lowest and the highest value of each setting of random drawing.
BOUNDS = {
    "temperature": (0, 1000),
    "top_k": (1, 2**31 - 1),
    "top_p": (0, 1),
    "seed": (0, 2**30),
    "length": (1, 2**30),
}


def chosen(served, count: int | None, given: dict) -> str:
    """Return the name of the signature for a number of answers and given settings.

    Args:
        served: `Served`, the export.
        count: int, answers for each text, or None.
        given: dict from the name of a setting to its value.
    """
    drawn = any(each in BOUNDS for each in given)
    several = (count or 1) > 1
    if "sample" in served.signatures and (drawn or several):
        return "sample"
    return "n_best" if "n_best" in served.signatures and several else "serving_default"


def check_settings(
    name: str, signature: Signature, count: int | None, scores: bool, given: dict
) -> None:
    """Raise ValueError if a signature does not have the settings that are given.

    Args:
        name: str, the name of the signature.
        signature: `Signature`.
        count: int, answers for each text, or None.
        scores: bool, whether scores are to be printed.
        given: dict from the name of a setting to its value.
    """
    check_bounds(given)
    inputs = signature.inputs
    if scores and "score" not in signature.outputs:
        raise ValueError(f"{name!r} of this export has no `--scores`. Leave it out.")
    missing = [f"`{_flags.spelled(each)}`" for each in given if each not in inputs]
    if missing == ["`--beams`"]:
        raise ValueError(
            "An export searches with as many beams as its model did when it was "
            "exported. Received `--beams`. Leave it out; `--count` writes the best "
            "few of them, and `model.generate(texts, beams=…)` searches with others."
        )
    if missing:
        raise ValueError(
            f"{name!r} of this export does not draw at random: it has no "
            f"{', '.join(missing)}. Leave that out."
        )
    if (count or 1) > 1 and name != "n_best" and "seed" not in inputs:
        raise ValueError(
            f"{name!r} of this export has one answer for each text. "
            f"Received `--count {count}`. Leave it out."
        )


def check_bounds(given: dict) -> None:
    """Raise ValueError if a setting of random drawing is out of its bounds."""
    for setting, (lowest, highest) in BOUNDS.items():
        value = given.get(setting, lowest)
        if not lowest <= value <= highest:
            raise ValueError(
                f"`{_flags.spelled(setting)}` is a number from {lowest} to {highest}. "
                f"Received {value}."
            )


def several(answer: dict, count: int | None) -> list[dict]:
    """Return a list of the answers to one text; `n_best` has several, best first.

    Args:
        answer: dict, one row of the export's outputs.
        count: int, the most answers. None: all.

    Raises:
        ValueError: the export returns fewer answers than `count`.
    """
    if not isinstance(answer.get("text"), list):
        return [answer]
    texts, scores = answer["text"], answer["score"]
    if (count or 1) > len(texts):
        raise ValueError(
            f"This export keeps the {len(texts)} best texts. "
            f"Received `--count {count}`. Ask for fewer."
        )
    pairs = zip(texts, scores, strict=True)
    return [{"text": text, "score": score} for text, score in pairs][:count]


def shown(answer: dict, scores: bool = False) -> str:
    """Return the line to print for an answer: a text, a label, or words with tags."""
    if {"words", "scores"} <= answer.keys():  # the words most similar to a word
        pairs = zip(answer["words"], answer["scores"], strict=True)
        return ", ".join(f"{word} {score:.2f}" for word, score in pairs if word)
    if {"kinds", "steps"} <= answer.keys():  # events
        events = zip(answer["kinds"], answer["steps"], answer["heights"], strict=True)
        return ", ".join(f"{kind} {step} {p:.2f}" for kind, step, p in events if kind)
    if "tags" in answer:
        line = " ".join(filter(None, answer["tags"]))
        if "words" in answer:
            pairs = zip(answer["words"], answer["tags"], strict=True)
            line = " ".join(f"{word}/{tag}" for word, tag in pairs if word)
        line = f"{answer['label']}\t{line}" if "label" in answer else line
        return f"{line}\t{answer['score']:.4f}" if scores else line
    if "svg" in answer:
        return f"{answer['svg']}\t{answer['score']:.4f}" if scores else answer["svg"]
    if "label" in answer:
        return f"{answer['label']}\t{answer['score']:.4f}"
    if "text" not in answer:
        return json.dumps(answer, ensure_ascii=False)
    return f"{answer['text']}\t{answer['score']:.4f}" if scores else answer["text"]


def exported(folder: Path) -> Path:
    """Return the folder of the newest version of an export.

    Raises:
        FileNotFoundError: no version is in the folder. If there is a model, the
            message contains the command to export it.
    """
    from seqkit.serving.versions import find_version

    try:
        return find_version(folder)
    except FileNotFoundError as error:
        model = folder / "model.keras" if folder.is_dir() else folder
        if not model.is_file():
            raise
        target = folder if folder.is_dir() else folder.with_suffix("")
        raise FileNotFoundError(
            f"{error} {model} is a model: `seqkit export {model} {target}`."
        ) from error
