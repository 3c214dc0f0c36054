"""`python -m tests.benchmarks.names [CELL …]`: the README's table of names.

Each row trains three times on `$SEQKIT_DATA/names/names.txt.gz`, in a process of its
own, and counts all of it: start of Python, tracing, training, saving, export.
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


def main():
    lines = list(read_texts(_datasets.names()))
    print("| cell | weights | unseen | makemore's lines | lines | seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    for cell in sys.argv[1:] or names.UNITS:
        ways = (unseen, makemore_lines, random_lines)
        results = [train(cell, *way(lines)) for way in ways]
        nats, seconds, weights = zip(*results, strict=True)
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
    """Holds out lines as they come, copies left in."""
    return split(lines, random.Random(0).sample(range(len(lines)), HELD_OUT))


def makemore_lines(lines):
    """Holds out the lines that makemore draws of so many."""
    import torch

    torch.manual_seed(3407)
    return split(lines, torch.randperm(len(lines)).tolist()[-HELD_OUT:])


def split(lines, places):
    """Parts lines into those to train on and those in the given places."""
    chosen = set(places)
    held_out = [lines[place] for place in places]
    return [line for place, line in enumerate(lines) if place not in chosen], held_out


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
            f"validation={str(paths[1])!r}, cell={cell!r}, epochs=20, "
            f"save_to={str(saved)!r})\n"
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
