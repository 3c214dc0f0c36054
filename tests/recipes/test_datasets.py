import contextlib
import functools
import gzip
import http.server
import importlib
import threading

import pytest

from recipes import _datasets
from recipes._datasets import finding

# The name in the package is that of the function.
names = importlib.import_module("recipes._datasets.names")

NAMES = b"anna\nemma\nanna\n"


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """Gives `$SEQKIT_DATA` and the cache empty folders, and no network."""
    given, cache = tmp_path / "given", tmp_path / "cache"
    monkeypatch.setenv("SEQKIT_DATA", str(given))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setattr(names, "SOURCE", "http://127.0.0.1:9/names.txt")
    monkeypatch.setattr(names, "COUNTS", (3, 2))
    return given, cache / "seqkit"


def put(folder, content=NAMES):
    path = folder / "names" / "names.txt.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(content))
    return path


@contextlib.contextmanager
def serving(folder, monkeypatch, handler=http.server.SimpleHTTPRequestHandler):
    """Serves a folder's names.txt as makemore's."""
    handler.log_message = lambda *arguments: None
    serve = functools.partial(handler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    url = f"http://127.0.0.1:{server.server_port}/names.txt"
    monkeypatch.setattr(names, "SOURCE", url)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def everything_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_given_folder_comes_first(places):
    given, cache = places
    put(cache, b"of the cache")
    path = put(given)
    assert _datasets.names() == path


def test_cache_comes_second(places):
    path = put(places[1])
    assert _datasets.names() == path


def test_cache_alone_is_enough(places, monkeypatch):
    monkeypatch.delenv("SEQKIT_DATA")
    path = put(places[1])
    assert _datasets.names() == path


def test_without_a_cache_folder_the_home_has_one(tmp_path, monkeypatch):
    monkeypatch.delenv("SEQKIT_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert finding.folders() == [tmp_path / ".cache" / "seqkit"]


def test_download_is_kept_in_the_cache(places, tmp_path, monkeypatch):
    given, cache = places
    (tmp_path / "names.txt").write_bytes(NAMES)
    with serving(tmp_path, monkeypatch):
        path = _datasets.names()
    assert path == cache / "names" / "names.txt.gz"
    assert gzip.decompress(path.read_bytes()) == NAMES
    assert everything_in(cache) == [path]
    assert not given.exists()
    # The server is gone, and not missed.
    assert _datasets.names() == path


@pytest.mark.parametrize(
    "content", [b"", b"<html>Sign in</html>", b"\xff\xfe\x00", NAMES[:-5], NAMES * 2]
)
def test_wrong_content_is_refused(content, places, tmp_path, monkeypatch):
    (tmp_path / "names.txt").write_bytes(content)
    with serving(tmp_path, monkeypatch):
        with pytest.raises(ValueError, match=r"should have \(3, 2\) names and dist"):
            _datasets.names()
    assert everything_in(places[1]) == []


def test_broken_download_leaves_nothing(places, tmp_path, monkeypatch):
    class Breaking(http.server.SimpleHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"anna\n")

    with serving(tmp_path, monkeypatch, Breaking):
        with pytest.raises(OSError, match="could not be downloaded"):
            _datasets.names()
    assert everything_in(places[1]) == []


def test_missing_page_says_where_to_put_the_file(places, tmp_path, monkeypatch):
    with serving(tmp_path, monkeypatch):
        with pytest.raises(OSError, match="404.*Put the file there"):
            _datasets.names()


def test_offline_says_where_to_put_the_file(places):
    with pytest.raises(OSError) as caught:
        _datasets.names()
    given, cache = places
    message = str(caught.value)
    for folder in (given, cache):
        assert str(folder / "names" / "names.txt.gz") in message
    assert "set SEQKIT_DATA to the folder that contains names/names.txt.gz" in message


def test_failing_write_leaves_nothing_to_be_found(places, monkeypatch):
    def fill_disk(path, target):
        raise OSError("No space left on device")

    monkeypatch.setattr(finding.os, "replace", fill_disk)
    path = places[1] / "names" / "names.txt.gz"
    with pytest.raises(OSError, match="No space left"):
        finding.write_whole(path, NAMES)
    assert not path.exists()


@pytest.mark.dataset
def test_real_names_are_found(real_data, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(real_data))
    lines = gzip.decompress(_datasets.names().read_bytes()).decode().split()
    assert len(lines) > 30_000
    assert all(line.isalpha() and line.islower() for line in lines)
