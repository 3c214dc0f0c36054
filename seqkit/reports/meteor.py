"""Compute METEOR of captions by the Java program of METEOR's authors."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

OPTIONS = "-Xmx2G -jar meteor-1.5.jar - - -stdio -l en -norm".split()


def meteor(references: Sequence[Sequence[str]], captions: Sequence[str]) -> float:
    """Return the METEOR score of English captions.

    METEOR counts the words, stems, synonyms and paraphrases that a caption has in
    common with its references. The program needs half a minute to read its tables.

    Args:
        references: list of lists of str, one list for each caption, with spaces between
            words.
        captions: list of str, with spaces between words.

    Returns:
        float from 0 to 1, of all captions together.

    Raises:
        ImportError: Java, or pycocoevalcap, which contains the program, is not
            installed.
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
        # The program prints a score for each caption, then the score of all captions.
        for _ in captions:
            score = process.stdout.readline()
        process.stdin.close()
        return float(score)


def _ask(process, line):
    """Write a line to the program, and return the first line of its answer."""
    process.stdin.write(line.replace("\n", " ") + "\n")
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"METEOR stopped: {process.stderr.read()[-300:]!r}.")
    return answer.strip()


def _find_java():
    """Return the path of the command `java`."""
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
            "METEOR's program is part of pycocoevalcap. Received no module of that "
            "name. `pip install pycocoevalcap` installs it (104 MB)."
        )
    (folder,) = package.submodule_search_locations
    return os.fspath(Path(folder) / "meteor")
