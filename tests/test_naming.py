"""Names of tests hang on nothing but the code, or workers collect different ones."""

import functools
import re
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.naming import readable
from tests.processes import ROOT
from tests.processes import environment_with

MODULES = len([*(ROOT / "tests").rglob("test_*.py")])
SECONDS = 2  # gzip stamps each
ADDRESS = re.compile("0x[0-9a-f]{6}")


class Thing:
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"\x1f\x8b", "2_bytes"),
        (len, "len"),
        (lambda: 0, "lambda"),
        (Thing(), "Thing"),
        (functools.partial(max, 1, key=len), "max,1,key"),
        (np.zeros((2, 3)), "float64(2,3)"),
        ({"b", "a"}, "{a,b}"),
        (["é", {"x": None}], "[\\xe9,x=None]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "of",
)
def test_parameters_are_named_by_what_they_are(value, name):
    assert readable(value) == name


def collect(seed):
    """Starts a process that collects the suite under a hash seed of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "--collect-only", "-q"]
        + ["-p", "no:cacheprovider", "-p", "no:xdist", "tests"],
        cwd=ROOT,
        env=environment_with(PYTHONHASHSEED=seed),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def names_of(process):
    names = [line for line in process.communicate()[0].splitlines() if "::" in line]
    assert process.returncode == 0
    return names


@pytest.mark.slow
def test_names_are_the_same_in_every_process(request):
    other = collect("1")
    # In a run of the whole suite this process has collected it too, long before.
    here = [item.nodeid for item in request.session.items]
    if len({name.partition("::")[0] for name in here}) < MODULES // 2:
        time.sleep(SECONDS)
        here = names_of(collect("2"))
    chosen = set(here)
    there = [name for name in names_of(other) if name in chosen]
    assert here == there
    assert len(chosen) == len(here)
    assert not [name for name in here if ADDRESS.search(name)]
