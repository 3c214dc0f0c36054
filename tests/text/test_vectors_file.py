import subprocess
import sys

import numpy as np
import pytest

from seqkit import Vocabulary
from seqkit.text import read_vectors
from seqkit.text import write_projector
from seqkit.text import write_vectors

WORDS = ["cat", "naïve", "<br>", "猫"]
VALUES = np.random.default_rng(0).normal(size=(4, 3)).astype("float32") * 1e-3


def parsed(path):
    """Parses word2vec's text format from its definition."""
    lines = path.read_bytes().decode().split("\n")
    count, width = map(int, lines[0].split(" "))
    rows = [line.split(" ") for line in lines[1 : 1 + count]]
    assert lines[1 + count :] == [""] and all(len(row) == 1 + width for row in rows)
    return [row[0] for row in rows], np.array([row[1:] for row in rows], "float32")


def test_the_file_is_that_of_word2vec(tmp_path):
    words, values = parsed(write_vectors(tmp_path / "vectors.txt", WORDS, VALUES))
    assert words == WORDS
    np.testing.assert_allclose(values, VALUES, rtol=1e-5)


def test_what_is_written_is_read(tmp_path):
    path = write_vectors(tmp_path / "vectors.txt", WORDS, VALUES)
    found = read_vectors(path, Vocabulary(WORDS, "spaces"), 3)
    assert found.found[4:].all()
    np.testing.assert_allclose(found.values[4:], VALUES, rtol=1e-5)


def test_gensim_reads_the_file(tmp_path):
    models = pytest.importorskip("gensim.models")
    path = write_vectors(tmp_path / "vectors.txt", WORDS, VALUES)
    read = models.KeyedVectors.load_word2vec_format(path)
    assert read.index_to_key == WORDS
    np.testing.assert_allclose(read.vectors, VALUES, rtol=1e-5)


def test_words_with_white_space_are_left_out(tmp_path, caplog):
    words = ["a", " ", "b c", "\n", "\u00a0"]
    path = write_vectors(tmp_path / "vectors.txt", words, np.ones((5, 2)))
    assert path.read_text() == "1 2\na 1 1\n"
    assert "4 words with white space" in caplog.text
    with pytest.raises(ValueError, match="none can be written"):
        write_vectors(path, [" "], np.ones((1, 2)))


@pytest.mark.parametrize("write", [write_vectors, write_projector])
def test_each_word_has_one_vector(write, tmp_path):
    with pytest.raises(ValueError, match="Each word has one vector.*shape .3, 2."):
        write(tmp_path / "out", WORDS, np.ones((3, 2)))
    with pytest.raises(TypeError, match="`words`"):
        write(tmp_path / "out", "cat", np.ones((1, 2)))


def test_the_projector_gets_a_vector_and_a_word_a_line(tmp_path):
    folder = write_projector(tmp_path / "logs", [*WORDS, "\n"], np.eye(5))
    rows = (folder / "vectors.tsv").read_text().split("\n")
    assert [row.split("\t") for row in rows[:-1]] == np.eye(5, dtype=int).astype(
        str
    ).tolist()
    words = (folder / "metadata.tsv").read_text().split("\n")
    assert words == [*WORDS, "·", ""]
    assert (folder / "projector_config.pbtxt").read_text().split() == (
        'embeddings { tensor_name: "words" tensor_shape: 5 tensor_shape: 5 '
        'tensor_path: "vectors.tsv" metadata_path: "metadata.tsv" }'
    ).split()


@pytest.mark.slow
def test_tensorboards_projector_opens_the_folder(tmp_path):
    pytest.importorskip("tensorboard")
    folder = write_projector(tmp_path, WORDS, VALUES)
    program = (
        "import sys\n"
        "from google.protobuf import text_format\n"
        "from tensorboard.plugins.projector import projector_config_pb2 as pb\n"
        "from tensorboard.plugins.projector import projector_plugin as plugin\n"
        f"text = open({str(folder / 'projector_config.pbtxt')!r}).read()\n"
        "config = text_format.Parse(text, pb.ProjectorConfig())\n"
        "one, = config.embeddings\n"
        f"path = {str(folder)!r} + '/' + one.tensor_path\n"
        "tensor = plugin._read_tensor_tsv_file(path)\n"
        "print(*tensor.shape, *one.tensor_shape)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert done.stdout.split() == ["4", "3", "4", "3"], done.stderr
