import io

import pytest

from recipes._datasets import finding


@pytest.fixture
def network(tmp_path, monkeypatch):
    """Serves a dict from URL to content; the folders of data sets are empty."""
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path / "given"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    served = {}

    def urlopen(source, timeout):
        if source not in served:
            raise OSError("no network")
        return io.BytesIO(served[source])

    monkeypatch.setattr(finding.urllib.request, "urlopen", urlopen)
    return served
