import gc
import os
from pathlib import Path

import pytest

from tests.naming import readable


def pytest_configure(config):
    """Collects garbage less often: graphs are many objects, and most of them stay."""
    gc.set_threshold(50_000, 20, 20)


def pytest_make_parametrize_id(config, val, argname):
    """Name a test's parameter by its value alone; see `readable`."""
    return readable(val)


# Of the session, so that it reads the variable before a test changes it.
@pytest.fixture(scope="session")
def real_data():
    """Folder of the real data sets; skips where there is none."""
    folder = os.environ.get("SEQKIT_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs real data in $SEQKIT_DATA")
    return Path(folder)


@pytest.fixture
def untraced(monkeypatch):
    """Runs decoding loops without graphs, which take longer to trace than few steps."""
    # Here, since pytest itself reads this file before each run.
    from seqkit.backend.compiled import Compiled

    monkeypatch.setattr(
        Compiled,
        "_tensorflow",
        lambda self, tensors, static: self.function(*tensors, **static),
    )
