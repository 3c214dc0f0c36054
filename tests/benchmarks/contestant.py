"""A contestant in a process of its own, so that none runs in the heap of another.

In the process of TensorFlow, PyTorch trains a third slower: for a third of the time
glibc gives memory back to the system, and takes it again. So each contestant is a
process that waits for its turns. `python -m tests.benchmarks.contestant` is such a
process; it needs the standard library alone, and so runs in any environment.
"""

import contextlib
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

READY, DONE, MISSING = "ready", "done", "missing"


class MissingError(Exception):
    """Something that a contestant needs is not installed."""


class Contestant:
    """Run a function in a process of its own, each time it is called.

    Args:
        function: str, "module:name" of a function that prepares all, and returns the
            function that is timed.
        arguments: its arguments, which JSON can write.
        python: str, path of the interpreter.
    """

    def __init__(
        self, function: str, *arguments: Any, python: str = sys.executable
    ) -> None:
        self._process = subprocess.Popen(
            [python, "-m", __name__, function, json.dumps(arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        """Wait until all is prepared.

        Raises:
            MissingError: the contestant cannot be prepared here.
        """
        self._expect(READY)

    def __call__(self) -> None:
        """Run the function once, and return when it has returned."""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self._expect(DONE)

    def close(self) -> None:
        """End the process, at once: TensorFlow takes seconds to end by itself."""
        self._process.kill()
        self._process.communicate()

    def _expect(self, word):
        said, _, reason = self._process.stdout.readline().strip().partition(": ")
        if said != word:
            raise MissingError(reason or "it ended with an error")


@contextlib.contextmanager
def started(
    contestants: dict[str, Contestant],
) -> Iterator[tuple[dict[str, Contestant], dict[str, str]]]:
    """Yield the contestants that can be prepared, and what is missing for others.

    Yields:
        pair of dicts: the name of each contestant to the contestant, and the name of
        each other one to the reason, a str.
    """
    ready, missing = {}, {}
    try:
        for name, contestant in contestants.items():
            try:
                contestant.wait()
                ready[name] = contestant
            except MissingError as error:
                missing[name] = str(error)
        yield ready, missing
    finally:
        for contestant in contestants.values():
            contestant.close()


def named(function: str) -> Callable[..., Any]:
    """Return the function "module:name"."""
    module, name = function.split(":")
    return getattr(importlib.import_module(module), name)


def main():
    function, arguments = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever the function prints

    def answer(*words):
        print(*words, sep=": ", file=answers, flush=True)

    try:
        run = named(function)(*json.loads(arguments))
    except ImportError as error:
        return answer(MISSING, error)
    answer(READY)
    for _ in sys.stdin:
        run()
        answer(DONE)


if __name__ == "__main__":
    main()
