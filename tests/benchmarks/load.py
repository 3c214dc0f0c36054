"""Find out whether a machine was quiet while something ran on it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

QUIET = 0.1  # cores that others may use
IDLE = (3, 4)  # columns of /proc/stat: idle, and waiting for a disk
TICKS = Path("/proc/stat")


@dataclass(frozen=True)
class Load:
    """The load of the machine at a moment.

    Args:
        time: float, seconds.
        average: float, processes that ran or waited for a core, over a minute.
        busy: float, CPU seconds of all processes since the machine was started. NaN
            where the system does not count them.
        own: float, CPU seconds of this process and of those it has waited for.
    """

    time: float
    average: float
    busy: float
    own: float


def load_now() -> Load:
    """Return the load of this moment."""
    average = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return Load(time.perf_counter(), average, _busy(), sum(os.times()[:4]))


def load_line(before: Load, after: Load) -> str:
    """Return a line on the load between two moments, and whether it was quiet."""
    passed = after.time - before.time
    others = (after.busy - before.busy - after.own + before.own) / passed
    line = (
        f"load {before.average:.1f} before, {after.average:.1f} after; "
        f"others used {max(others, 0):.2f} cores"
    )
    return line if others <= QUIET else f"{line}: NOT QUIET, do not believe the figures"


def _busy():
    """Return the CPU seconds of the whole machine."""
    if not TICKS.exists():
        return float("nan")
    first = TICKS.read_text().splitlines()[0].split()[1:9]
    ticks = sum(int(tick) for place, tick in enumerate(first) if place not in IDLE)
    return ticks / os.sysconf("SC_CLK_TCK")
