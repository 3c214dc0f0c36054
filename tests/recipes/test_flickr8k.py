"""Flickr8k and MobileNet's weights, as their public homes would serve them."""

import gzip
import importlib
import io
import zipfile

import pytest
from PIL import Image

import seqkit
from recipes import _datasets
from recipes._datasets import finding
from seqkit.images.image_folder import ImageFiles

# The names in the package are those of the functions.
flickr8k = importlib.import_module("recipes._datasets.flickr8k")
mobilenet = importlib.import_module("recipes._datasets.mobilenet")

SPLITS = {"train": ["b.jpg", "a.jpg"], "dev": ["c.jpg"], "test": ["d.jpg"]}
NAMES = sorted(name for names in SPLITS.values() for name in names)


@pytest.fixture
def home(network, monkeypatch):
    """Serves small data sets."""
    monkeypatch.setattr(flickr8k, "COUNTS", {"train": 2, "dev": 1, "test": 1})
    return network


def zipped(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def photo(name):
    file = io.BytesIO()
    Image.new("RGB", (300, 200), (9 * NAMES.index(name), 0, 0)).save(file, "JPEG")
    return file.getvalue()


def serve_all(home, names=(*NAMES, "in_no_split.jpg"), captions=5):
    lines = [
        f"{name}#{place}\tcaption {place} of {name} .\n"
        for name in (*NAMES, "in_no_split.jpg.1")
        for place in range(captions)
    ]
    home[flickr8k.TEXTS] = zipped(
        {"Flickr8k.token.txt": "".join(lines), "__MACOSX/._x": b"x"}
        | {
            f"Flickr_8k.{split}Images.txt": "\n".join([*each, ""])
            for split, each in SPLITS.items()
        }
    )
    home[flickr8k.PHOTOS] = zipped(
        {
            f"Flicker8k_Dataset/{name}": photo(name[:5])
            for name in names
            if name in NAMES
        }
    )


def test_photographs_and_captions_come_in_their_splits(home):
    serve_all(home)
    (images, captions), judges = _datasets.flickr8k()
    texts = seqkit.data.read_captions(captions)
    assert [*texts] == ["a.jpg", "b.jpg"]
    assert texts["a.jpg"] == [f"caption {place} of a.jpg ." for place in range(5)]
    files = ImageFiles(images)
    assert files.names == ["a.jpg", "b.jpg"]
    assert seqkit.images.read_image(files.read("b.jpg")).shape == (160, 160, 3)
    assert [*seqkit.data.read_captions(judges[1])] == ["c.jpg"]
    line = gzip.decompress(captions.read_bytes()).split(b"\n")[0]
    assert line == b"a.jpg\t0\tcaption 0 of a.jpg ."
    home.clear()
    assert _datasets.flickr8k() == ((images, captions), judges)


def test_what_is_not_whole_is_refused(home, tmp_path):
    serve_all(home, names=NAMES[:-1])
    with pytest.raises(ValueError, match="have 1 photographs of test. Received 0"):
        _datasets.flickr8k()
    serve_all(home, captions=4)
    with pytest.raises(ValueError, match=r"\(2, 2\) photographs of train.*\(2, 0\)"):
        _datasets.flickr8k()
    home[flickr8k.TEXTS] = b"<html>Sign in</html>"
    with pytest.raises(ValueError, match="Flickr8k_text.zip should be a zip file"):
        _datasets.flickr8k()
    assert not (tmp_path / "cache").exists()


def test_offline_says_where_to_put_the_files(home):
    with pytest.raises(OSError, match="that contains flickr8k/captions_train.tsv.gz"):
        _datasets.flickr8k()


def test_mobilenet_is_found_or_left_to_keras(home, tmp_path):
    assert _datasets.mobilenet() == "imagenet"
    path = tmp_path / "given" / mobilenet.FILE
    finding.write_whole(path, b"weights")
    assert _datasets.mobilenet() == str(path)


@pytest.mark.dataset
def test_real_photographs_are_found(real_data, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(real_data))
    for (images, captions), count in zip(
        _datasets.flickr8k(), (6000, 1000), strict=True
    ):
        texts = seqkit.data.read_captions(captions)
        assert [*texts] == ImageFiles(images).names
        assert len(texts) == count and {len(each) for each in texts.values()} == {5}
    assert _datasets.mobilenet().endswith(".weights.h5")
