import os
import subprocess
import sys

import pytest

from recipes._quiet import quiet
from tests.recipes.shell import ENVIRONMENT

# As TensorFlow 2.21 writes them when it starts, on a machine without a GPU.
LINES = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to",
    "I0000 00:00:1795890850.528830     326 port.cc:153] oneDNN custom operations are",
    "E0000 00:00:1795890854.372879     326 cuda_platform.cc:52] failed call to cuInit",
    "2026-01-01 a line of somebody else",
    "F0000 00:00:1795890854.372879     326 check.cc:1] a fatal one",
]


def test_log_lines_are_held_back_and_others_pass(capfd):
    with quiet():
        for line in LINES:
            os.write(2, f"{line}\n".encode())
    os.write(2, b"afterwards\n")
    passed = capfd.readouterr().err.splitlines()
    assert passed == [*LINES[3:], "afterwards"]


def test_an_error_passes_and_standard_error_is_itself_again(capfd):
    with pytest.raises(ValueError, match="wrong"), quiet():
        os.write(2, b"half a line")
        raise ValueError("wrong")
    os.write(2, b", and the rest")
    assert capfd.readouterr().err == "half a line, and the rest"


@pytest.mark.slow
@pytest.mark.parametrize("word", ["run", "show"])
def test_run_and_show_write_nothing_of_tensorflow(word, tmp_path):
    import seqkit

    vocabulary = seqkit.Vocabulary.from_texts(["anna", "emma"])
    seqkit.export(seqkit.LanguageModel(vocabulary, units=4, length=5), tmp_path)
    environment = {**ENVIRONMENT}
    environment.pop("TF_CPP_MIN_LOG_LEVEL", None)
    done = subprocess.run(
        [sys.executable, "-m", "seqkit", word, str(tmp_path), *["an"][: word == "run"]],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
