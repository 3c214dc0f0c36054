"""`make bench`: print one table of what is; no figure fails it.

`python -m tests.benchmarks [--markdown] [ROOM …]` runs the given rooms, or all. Each
room runs in a process of its own; a room that is timed on one core and on two runs
twice, with as many threads. `--cores 1` runs on one core only.
"""

import argparse
import importlib
import os
import subprocess
import sys

from tests.benchmarks.load import load_line
from tests.benchmarks.load import load_now

ALL = (0,)  # all cores that there are
ROOMS = {  # name to numbers of cores
    "training": (1, 2),
    "generating": ALL,
    "classifying": ALL,
    "tagging": ALL,
    "translating": (1, 2),
    "searching": ALL,
    "encoding": ALL,
    "captioning": ALL,
    "vectors": ALL,
    "forecasting": ALL,
    "hearing": ALL,
    "seeing": ALL,
    "drawing": ALL,
}
THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
HEAD = "| ratio | quartiles | value | unit | what |\n| ---: | --- | ---: | --- | --- |"


def main():
    arguments = read_arguments()
    if arguments.inside:
        return print_rows(*arguments.rooms, arguments.markdown)
    for room in arguments.rooms or ROOMS:
        for cores in [arguments.cores] if arguments.cores else ROOMS[room]:
            before = load_now()
            print(f"\n{room}{f', cores: {cores}' if cores else ''}\n", flush=True)
            run_pinned(room, cores, arguments.markdown)
            print(f"\n({load_line(before, load_now())})", flush=True)


def read_arguments():
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("rooms", nargs="*", choices=[[], *ROOMS], metavar="ROOM")
    parser.add_argument("--cores", type=int, help="the only number of cores to time")
    parser.add_argument("--markdown", action="store_true", help="print a GitHub table")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_pinned(room, cores, markdown):
    """Run one room in a process that has so many cores and threads; 0: all."""
    command = [sys.executable, "-m", "tests.benchmarks", "--inside", room]
    subprocess.run(
        command + ["--markdown"] * markdown,
        env=os.environ | (threads(cores) if cores else {}),
        preexec_fn=(lambda: keep_cores(cores)) if cores else None,
        check=True,
    )


def keep_cores(count):
    """Leave this process the first of its cores, where the system can do so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def threads(count):
    """Return the variables that give TensorFlow and PyTorch so many threads."""
    return dict.fromkeys(THREADS, str(count))


def print_rows(room, markdown):
    """Print the rows of one room, in this process."""
    if markdown:
        print(HEAD, flush=True)
    for row in importlib.import_module(f"tests.benchmarks.{room}").rows():
        as_table = markdown and not isinstance(row, str)
        print(row.markdown() if as_table else row, flush=True)


if __name__ == "__main__":
    main()
