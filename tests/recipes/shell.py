"""The command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def shell(*arguments, stdin=""):
    """Runs the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "recipes", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env=ENVIRONMENT,
    )
