import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from recipes import _asking
from recipes import _datasets
from recipes import vectors
from seqkit.serving import Served

TEXTS = ["a good film and a bad film", "one woman saw two films", "good films"] * 9


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("\n".join(TEXTS))
    return str(path)


@pytest.fixture
def no_questions(monkeypatch, tmp_path):
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "none"))


@pytest.fixture
def questions(monkeypatch, tmp_path):
    """A folder with questions about the words of `TEXTS`."""
    folder = tmp_path / "data"
    (folder / "word2vec_eval").mkdir(parents=True)
    pairs = b"# two lines\n# of head\ngood\tbad\t7\nFilm\tfilms\t9\ngood\tqueen\t1\n"
    (folder / "word2vec_eval/wordsim353.tsv.gz").write_bytes(gzip.compress(pairs))
    analogies = b": few\none good two bad\none good two king\n"
    (folder / "word2vec_eval/questions-words.txt.gz").write_bytes(
        gzip.compress(analogies)
    )
    monkeypatch.setenv("SEQKIT_DATA", str(folder))


def test_it_trains_writes_and_judges(text, tmp_path, questions, capsys):
    folder = tmp_path / "saved"
    sizes = {"units": 4, "epochs": 2, "batch_size": 64}
    model = vectors.train(data=text, test=text, **sizes, save_to=str(folder))
    said = capsys.readouterr().out
    assert "Epoch 1: good: " in said and "woman: " in said
    assert "WordSim-353: ρ" in said and "(2 of 3 pairs)" in said
    assert "1 of 2" in said and "nats a pair" in said
    assert "seqkit run" in said
    assert (folder / "vectors.txt").read_text().splitlines()[0].endswith(" 4")
    assert (folder / "projector" / "projector_config.pbtxt").is_file()
    answer = Served(folder)("good")
    assert _asking.shown(answer).split(", ")[0].split(" ")[0] in model.vocabulary.tokens
    scores = vectors.evaluate(model, data=text, test=text)
    assert set(scores) == {"nats_per_pair", "rho", "analogies"}
    assert (
        vectors.train(data=text, **sizes, save_to=str(folder), resume=True) is not None
    )


def test_characters_and_ngrams_are_trained_too(text, no_questions, capsys):
    sizes = {"units": 4, "epochs": 1, "batch_size": 64, "save_to": None}
    model = vectors.train(data=text, characters=True, validation=text, **sizes)
    assert "g" in model.vocabulary.tokens
    assert "WordSim" not in capsys.readouterr().out
    model = vectors.train(data=text, ngrams=True, **sizes)
    assert np.isfinite(model.vectors("filmed")).all()
    with pytest.raises(ValueError, match="N-grams are those of words"):
        vectors.train(data=text, characters=True, ngrams=True, **sizes)
    assert vectors.evaluate(model) == {}


def test_the_texts_are_generated_read_or_named(text, tmp_path):
    texts, validation, test = vectors.load(validation=text)
    assert len(texts) == 8000 and validation == TEXTS and test is None
    model = vectors.build(texts, units=2)
    assert "wonderful" in model.vocabulary.tokens
    assert vectors.watched(model)[:2] == ["good", "film"] or "film" in vectors.watched(
        model
    )
    (tmp_path / "empty.txt").touch()
    with pytest.raises(ValueError, match="one text a line. Received no text"):
        vectors.load(data=str(tmp_path / "empty.txt"))
    with pytest.raises(ValueError, match="mean 'imdb'"):
        vectors.load(data="imbd")


@pytest.mark.dataset
@pytest.mark.skipif(not os.environ.get("SEQKIT_DATA"), reason="needs $SEQKIT_DATA")
def test_the_questions_are_those_of_the_papers():
    files = _datasets.word2vec_eval()
    if files is None:
        pytest.skip("no word2vec_eval in $SEQKIT_DATA")
    assert all(isinstance(path, Path) for path in files)
    pairs, analogies = vectors.judge(vectors.build(TEXTS, units=2))
    assert (pairs.total, analogies.total, len(analogies.sections)) == (353, 19_544, 14)
