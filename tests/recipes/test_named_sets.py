"""IMDB, ATIS, English EWT and Multi30k, as their public homes would serve them."""

import functools
import gzip
import importlib
import io
import json
import tarfile

import pytest

import seqkit
from recipes import _datasets
from recipes._datasets import finding

# The names in the package are those of the functions.
atis, imdb, ewt, multi30k = (
    importlib.import_module(f"recipes._datasets.{name}")
    for name in ("atis", "imdb", "ud_english_ewt", "multi30k")
)
REVIEWS = {
    "train/pos/10_9": "Gr\u00f6\u00dfe<br />!",
    "train/pos/2_10": "fine",
    "train/neg/0_1": "dull",
    "train/neg/1_4": "",
    "test/pos/0_7": "good",
    "test/pos/1_7": "good",
    "test/neg/0_2": "bad",
    "test/neg/1_2": "bad",
    "train/unsup/0_0": "not labelled",
}
QUESTIONS = {"seq.in": b"fly to boston\nfares\n", "seq.out": b"O O B-to\nO\n"}
QUESTIONS["label"] = b"atis_flight\natis_airfare\n"
CAPTIONS = {"de": "Zwei Hunde.\nSchnee!\n", "fr": "Deux chiens.\nNeige\u2028!\n"}
TREE = b"# sent_id = %d\n# text = Go!\n1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_\n\n"


@pytest.fixture
def home(network, monkeypatch):
    """Serves small data sets."""
    monkeypatch.setattr(imdb, "COUNTS", (2, 2))
    monkeypatch.setattr(atis, "COUNTS", dict.fromkeys(atis.COUNTS, 2))
    monkeypatch.setattr(ewt, "COUNTS", dict.fromkeys(ewt.COUNTS, 3))
    monkeypatch.setattr(multi30k, "COUNTS", dict.fromkeys(multi30k.COUNTS, 2))
    return network


def archive(reviews):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as packed:
        for name, text in {**reviews, "README": "read me"}.items():
            member = tarfile.TarInfo(f"aclImdb/{name}.txt")
            member.size = len(text.encode())
            packed.addfile(member, io.BytesIO(text.encode()))
    return file.getvalue()


def serve_all(home):
    home[imdb.SOURCE] = archive(REVIEWS)
    for split in ("train", "dev", "test"):
        for part, content in QUESTIONS.items():
            home[f"{atis.SOURCE}/{split}/{part}"] = content
        trees = b"".join(TREE % place for place in range(3))
        home[f"{ewt.SOURCE}/en_ewt-ud-{split}.conllu"] = trees
    for split in multi30k.COUNTS:
        for language, lines in CAPTIONS.items():
            content = gzip.compress(lines.encode())
            home[f"{multi30k.SOURCE}/{split}.{language}.gz"] = content


def test_reviews_become_lines_of_json_praise_first(home):
    serve_all(home)
    train, test = _datasets.imdb()
    assert train.name == "train.jsonl.gz" and test.name == "test.jsonl.gz"
    rows = [json.loads(line) for line in gzip.open(train, "rt", encoding="utf8")]
    assert [row["id"] for row in rows] == list(REVIEWS)[1::-1] + list(REVIEWS)[2:4]
    text = REVIEWS["train/pos/10_9"]
    assert rows[1] == {"id": "train/pos/10_9", "label": 1, "rating": 9, "text": text}
    texts, labels = seqkit.data.read_table(test, "text", "label")
    assert list(texts) == ["good", "good", "bad", "bad"]
    assert list(labels) == ["1", "1", "0", "0"]


def test_questions_come_as_three_files_for_each_side(home):
    serve_all(home)
    sides = _datasets.atis()
    for split, side in zip(("train", "dev"), sides, strict=True):
        expected = [f"{split}.{part}.gz" for part in QUESTIONS]
        assert [path.name for path in side] == expected
        assert [gzip.decompress(path.read_bytes()) for path in side] == list(
            QUESTIONS.values()
        )
    assert (sides[0][0].parent / "test.label.gz").is_file()


def test_trees_come_as_they_are(home):
    serve_all(home)
    train, dev = _datasets.ud_english_ewt()
    assert (train.name, dev.name) == ("train.conllu.gz", "dev.conllu.gz")
    sentences, tags = seqkit.data.read_conll(dev)
    assert list(sentences) == [["Go"]] * 3
    assert list(tags) == [["VERB"]] * 3


def test_captions_come_in_the_languages_asked_for(home, tmp_path):
    serve_all(home)
    expected = [("Zwei Hunde.", "Deux chiens."), ("Schnee!", "Neige\u2028!")]
    assert _datasets.multi30k("de", "fr") == (expected,) * 3
    backwards = [(target, source) for source, target in expected]
    assert _datasets.multi30k("fr", "de") == (backwards,) * 3
    folder = tmp_path / "cache" / "seqkit" / "multi30k" / "task1"
    assert len([*folder.iterdir()]) == 6
    for languages in (("de", "de"), ("de", "es")):
        with pytest.raises(ValueError, match=f"in en, de, fr, cs.*{languages[1]}"):
            _datasets.multi30k(*languages)


@pytest.mark.parametrize(
    "find",
    [
        _datasets.imdb,
        _datasets.atis,
        _datasets.ud_english_ewt,
        functools.partial(_datasets.multi30k, "de", "fr"),
    ],
)
def test_what_was_downloaded_is_found_again(find, home, tmp_path):
    serve_all(home)
    found = find()
    home.clear()
    assert find() == found
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.suffix == ".gz" and path.name[0] != "." for path in files)
    assert all(path.is_relative_to(tmp_path / "cache" / "seqkit") for path in files)


@pytest.mark.parametrize(
    ("test", "taken"),
    [
        (["test_open.jsonl.gz", "test.jsonl.gz"], "test_open.jsonl.gz"),
        (["test.jsonl.gz"], "test.jsonl.gz"),
    ],
)
def test_given_reviews_are_taken_the_open_ones_first(test, taken, home, tmp_path):
    for name in ["train.jsonl.gz", *test]:
        finding.write_whole(tmp_path / "given" / "imdb" / name, b"")
    folder = tmp_path / "given" / "imdb"
    assert _datasets.imdb() == (folder / "train.jsonl.gz", folder / taken)


@pytest.mark.parametrize(
    "find",
    [
        _datasets.imdb,
        _datasets.atis,
        _datasets.ud_english_ewt,
        functools.partial(_datasets.multi30k, "de", "fr"),
    ],
)
def test_offline_says_where_to_put_the_files(find, home, tmp_path):
    with pytest.raises(OSError, match="no network.*set SEQKIT_DATA to the folder") as c:
        find()
    assert str(tmp_path / "given") in str(c.value)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "content",
    [b"<html>", b"", archive({}), archive(REVIEWS)[:-90], finding.packed(b"no")],
    ids=["a page", "nothing", "no files", "cut", "no archive"],
)
def test_wrong_archive_is_refused(content, home, tmp_path):
    home[imdb.SOURCE] = content
    with pytest.raises(ValueError, match="aclImdb_v1.tar.gz should"):
        _datasets.imdb()
    assert not (tmp_path / "cache").exists()


def test_wrong_numbers_are_refused(home, tmp_path):
    serve_all(home)
    home[f"{atis.SOURCE}/test/seq.out"] = b"O O\nO\n"
    with pytest.raises(ValueError, match="test should have 0 lines whose.* Received 1"):
        _datasets.atis()
    home[f"{atis.SOURCE}/dev/label"] = b"atis_flight\n"
    with pytest.raises(ValueError, match=r"dev should have \(2, 2, 2\).*\(2, 2, 1\)"):
        _datasets.atis()
    for content, message in [
        (gzip.compress(b"a\n"), "val.fr.gz should have 2 lines. Received 1"),
        (b"<html>", "val.fr.gz should be packed"),
    ]:
        home[f"{multi30k.SOURCE}/val.fr.gz"] = content
        with pytest.raises(ValueError, match=message):
            _datasets.multi30k("de", "fr")
    home[f"{ewt.SOURCE}/en_ewt-ud-dev.conllu"] = TREE % 0
    with pytest.raises(ValueError, match="should have 3 sentences. Received 1"):
        _datasets.ud_english_ewt()
    assert not (tmp_path / "cache").exists()


@pytest.mark.dataset
def test_real_sets_hold_what_they_should(real_data, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(real_data))
    train, dev = _datasets.atis()
    lines = [[*seqkit.data.read_texts(path)] for path in (*train, *dev)]
    assert [*map(len, lines)] == [4478] * 3 + [500] * 3
    trees, _ = _datasets.ud_english_ewt()
    sentences, tags = seqkit.data.read_conll(trees)
    assert sum(map(len, sentences)) == sum(map(len, tags)) == 204_577
    texts, _ = _datasets.imdb()
    (labels,) = seqkit.data.read_table(texts, "label")
    assert sorted(labels) == ["0"] * 12_500 + ["1"] * 12_500
    splits = _datasets.multi30k("de", "en")
    assert [*map(len, splits)] == [29_000, 1_014, 1_000]
    assert all(all(map(str.strip, pair)) for split in splits for pair in split)
