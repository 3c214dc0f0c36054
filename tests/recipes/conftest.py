import io

import pytest

import seqkit
from recipes._datasets import finding

FAMILIES = (
    seqkit.Captioner,
    seqkit.Forecaster,
    seqkit.LanguageModel,
    seqkit.Seq2Seq,
    seqkit.SequenceClassifier,
    seqkit.SequenceTagger,
    seqkit.Sketcher,
    seqkit.Transcriber,
)


@pytest.fixture
def eagerly(monkeypatch):
    """Trains without graphs, which take longer to trace than a few steps to run."""

    def without_graphs(compile):
        def compile_eagerly(model, *arguments, **keywords):
            compile(model, *arguments, **keywords, run_eagerly=True)

        return compile_eagerly

    for family in FAMILIES:
        monkeypatch.setattr(family, "compile", without_graphs(family.compile))


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
