"""Remove TensorFlow's log lines from standard error, for the command."""

import contextlib
import os
import re
import sys
import threading
from collections.abc import Iterator

# The beginning of a line of absl's log: severity, month and day, time, thread, file and
# line.
LOGGED = re.compile(rb"[IWE]\d{4} \d\d:\d\d:\d+\.\d+ +\d+ [\w./+-]+:\d+\] ")
BEFORE = b"WARNING: All log messages before absl::InitializeLog() is called"
STDERR = 2


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Remove log lines of TensorFlow, absl and CUDA from standard error while active.

    C++ code writes these lines, some before TensorFlow reads `TF_CPP_MIN_LOG_LEVEL`.
    Lines about fatal errors are not removed; other errors are Python exceptions too.
    """
    sys.stderr.flush()
    kept = os.dup(STDERR)
    ours, theirs = os.pipe()
    os.dup2(theirs, STDERR)
    os.close(theirs)
    reader = threading.Thread(target=_pass_on, args=(ours, kept), daemon=True)
    reader.start()
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, STDERR)  # closes the pipe, so that the reader ends
        reader.join()
        os.close(kept)


def _pass_on(source: int, target: int) -> None:
    with open(source, "rb") as lines:
        for line in lines:
            if not LOGGED.match(line) and not line.startswith(BEFORE):
                os.write(target, line)
