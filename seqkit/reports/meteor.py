"""Compute METEOR with the Java program of its authors."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

OPTIONS = "-Xmx2G -jar meteor-1.5.jar - - -stdio -l en -norm".split()


def meteor(references: Sequence[Sequence[str]], captions: Sequence[str]) -> float:
    """Score English captions by common words, stems, synonyms and paraphrases.

    The program takes half a minute to read its tables.

    Args:
        references: for each caption a list of str, with spaces between words.
        captions: list of str, likewise.

    Returns:
        float from 0 to 1, of all captions together.

    Raises:
        ImportError: Java or pycocoevalcap, which holds the program, is not installed.
        RuntimeError: the program fails.

    Reference:
        Denkowski & Lavie 2014, https://aclanthology.org/W14-3348.
    """
    command = [_find_java(), *OPTIONS]
    with subprocess.Popen(
        command,
        cwd=_find_program(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        encoding="utf-8",
    ) as process:
        statistics = []
        for texts, caption in zip(references, captions, strict=True):
            texts = [text.replace("|||", " ") for text in (*texts, caption)]
            statistics.append(_ask(process, " ||| ".join(["SCORE", *texts])))
        _ask(process, " ||| ".join(["EVAL", *statistics]))
        # One score for each caption comes first, then the score of all.
        for _ in captions:
            score = process.stdout.readline()
        process.stdin.close()
        return float(score)


def _ask(process, line):
    """Write a line, and return the first line of the answer."""
    process.stdin.write(line.replace("\n", " ") + "\n")
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"METEOR stopped: {process.stderr.read()[-300:]!r}.")
    return answer.strip()


def _find_java():
    """Return the path of Java."""
    java = shutil.which("java")
    if java is None:
        raise ImportError(
            "METEOR is a Java program. Received no `java` in PATH. "
            "Install a Java runtime, 8 or later, or leave `meteor=False`."
        )
    return java


def _find_program():
    """Return the folder of the program inside pycocoevalcap."""
    package = importlib.util.find_spec("pycocoevalcap")
    if package is None:
        raise ImportError(
            "METEOR's program comes with pycocoevalcap. Received no module of that "
            "name. `pip install pycocoevalcap` brings it, 104 MB."
        )
    (folder,) = package.submodule_search_locations
    return os.fspath(Path(folder) / "meteor")
