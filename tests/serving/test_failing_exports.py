"""An export that fails anywhere leaves the folder as it was."""

import importlib
import itertools
import resource
import sys
from pathlib import Path

import keras
import pytest
import tensorflow as tf

import seqkit
from seqkit.serving import export
from seqkit.text.endpoint_kinds import Text
from seqkit.types import Endpoint

# All that touches a disk while an export is written, in Python, of TensorFlow's too.
FILES = {"file_io.py", "pathlib.py", "tf_record.py", "versions.py", "warmup.py"}
TOUCHING = {
    "__enter__",
    "__exit__",
    "atomic_write_string_to_file",
    "close",
    "iterdir",
    "mkdir",
    "publish",
    "read_bytes",
    "recursive_create_dir",
    "rename",
    "write",
    "write_string_to_file",
    "write_warmup",
}


class Echo(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        ends = {"text": Text(seqkit.Vocabulary.from_texts(["abc"]))}
        self.endpoints = lambda: {
            "echo": Endpoint(lambda text: {"text": text}, ends, ends)
        }
        self.built = True


def interrupt(place, run):
    """Interrupt the run at one of the calls that touch files.

    Returns:
        str, the call; None where there is no such place any more.
    """
    calls = itertools.count()
    struck = []

    def watch(frame, event, argument):
        code = frame.f_code
        if event == "call" and code.co_name in TOUCHING:
            if Path(code.co_filename).name in FILES and next(calls) == place:
                struck.append(code.co_name)
                raise KeyboardInterrupt

    sys.setprofile(watch)
    try:
        run()
    except KeyboardInterrupt:
        pass
    finally:
        sys.setprofile(None)
    return struck[0] if struck else None


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.slow
@pytest.mark.parametrize("versions", [0, 1])
def test_an_interrupt_anywhere_in_writing_leaves_the_folder(tmp_path, versions):
    folder, layer = tmp_path / "deep" / "names", Echo()
    for _ in range(versions):
        export(layer, folder)
    before = contents(tmp_path)
    struck = []
    for place in itertools.count():
        call = interrupt(place, lambda: export(layer, folder))
        if call is None:
            break
        assert contents(tmp_path) == before, f"left after {call}, call {place}"
        struck.append(call)
    assert len(struck) > 10
    assert {"mkdir", "write_string_to_file", "write_warmup", "rename"} <= set(struck)
    assert (folder / str(versions + 1) / "saved_model.pb").is_file()


@pytest.mark.parametrize("room", [0, 100, 5_000])
def test_a_full_disk_leaves_the_folder(tmp_path, room):
    folder = tmp_path / "names"
    export(Echo(), folder)
    before = contents(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))  # bytes of one file
    try:
        with pytest.raises((OSError, tf.errors.OpError)):
            export(Echo(), folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path) == before


def test_two_exports_at_once_give_two_versions(tmp_path, monkeypatch):
    module = importlib.import_module("seqkit.serving.exporting")
    write_warmup = module.write_warmup

    def export_another(version):
        monkeypatch.setattr(module, "write_warmup", write_warmup)
        assert export(Echo(), tmp_path) == tmp_path / "1"
        write_warmup(version)

    monkeypatch.setattr(module, "write_warmup", export_another)
    assert export(Echo(), tmp_path) == tmp_path / "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2"]
    files = [set(contents(tmp_path / version)) for version in ("1", "2")]
    assert files[0] == files[1]
