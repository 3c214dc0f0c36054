"""`python -m tests.benchmarks.names [CELL …]`: the README's table of names.

Each row trains twice on `$SEQKIT_DATA/names/names.txt.gz`, in a process of its own, and
counts all of it: start of Python, tracing, training, saving, export.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recipes import _datasets
from recipes import names
from seqkit.data import read_texts

HELD_OUT = 1000
DRAWS = (0, 1)


def main():
    lines = list(read_texts(_datasets.names()))
    print("| cell | weights | unseen | lines, draw 0 | lines, draw 1 | seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    for cell in sys.argv[1:] or names.UNITS:
        nats, seconds, weights = zip(
            *(train(cell, *split) for split in (unseen(lines), *random_lines(lines))),
            strict=True,
        )
        scores = " | ".join(f"{score:.3f}" for score in nats)
        print(
            f"| {cell} | {weights[0]:,} | {scores} | {max(seconds):.0f} |", flush=True
        )


def unseen(lines):
    """Holds out distinct names, with every copy of them."""
    held_out = random.Random(0).sample(sorted(set(lines)), HELD_OUT)
    known = set(held_out)
    return [line for line in lines if line not in known], held_out


def random_lines(lines):
    """Holds out lines as they come, copies left in, by several draws."""
    for seed in DRAWS:
        chosen = set(random.Random(seed).sample(range(len(lines)), HELD_OUT))
        yield (
            [line for place, line in enumerate(lines) if place not in chosen],
            [lines[place] for place in sorted(chosen)],
        )


def train(cell, training, held_out):
    """Trains in a fresh process; nats a character, seconds and weights."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, part) for part in ("training.txt", "held_out.txt")]
        for path, part in zip(paths, (training, held_out), strict=True):
            path.write_text("\n".join(part) + "\n")
        saved = Path(folder, "saved")
        program = (
            "from recipes import names\n"
            f"model = names.train(data={str(paths[0])!r}, "
            f"validation={str(paths[1])!r}, cell={cell!r}, save_to={str(saved)!r})\n"
            "print(model.count_params())"
        )
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True
        )
        seconds = time.perf_counter() - begin
        scores = json.loads((saved / "best.json").read_text())
    return scores["val_nats_per_token"], seconds, int(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
