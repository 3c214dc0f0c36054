import numpy as np
import tensorflow as tf

from seqkit.strokes import Strokes
from seqkit.strokes.endpoint_kinds import Svg
from seqkit.strokes.svg_text import svg_of
from seqkit.types import Bounds

STROKES = Strokes(scale=4.0)
KIND = STROKES.endpoint_kind()
LONGEST = 6
DRAWING = np.array([[0, 0, 0], [4, -2, 1], [1e6, 3, 1]], "float32")


@tf.function(input_signature=list(KIND.specs("strokes").values()))
def read(*columns):
    found = KIND.read(columns, Bounds(LONGEST, tf.constant(LONGEST)))
    return found.values, found.valid


def test_drawings_of_a_batch_are_read_as_in_python():
    batch = np.zeros((12, LONGEST + 1, 3), "float32")
    batch[:, :3] = DRAWING
    batch[1, 1, 0] = np.nan
    batch[2, 1, 1] = np.inf
    batch[3, 1, 0] = -2e7
    batch[4, 1, 2] = 0.5
    batch[5, 1, 2] = -1
    batch[10, 2] = np.nan  # after the end
    lengths = np.array([3] * 6 + [-1, LONGEST + 1, 99, 0, 2, LONGEST], "int32")
    steps, valid = read(batch, lengths)
    expected = [True] + [False] * 8 + [True] * 3
    assert valid.numpy().tolist() == expected
    assert steps.shape == (12, LONGEST + 1, 5)
    for row, (fine, length) in enumerate(zip(expected, lengths, strict=True)):
        own = STROKES.encode(batch[row, :length]) if fine else np.zeros((0, 5))
        np.testing.assert_allclose(steps[row, : len(own)], own, rtol=3e-7)
        assert np.isnan(steps[row, len(own) :]).all()


def test_empty_drawings_and_no_drawings_are_read():
    steps, valid = read(np.zeros((2, 0, 3), "float32"), np.array([0, 1], "int32"))
    assert valid.numpy().tolist() == [True, False]
    np.testing.assert_array_equal(steps[0, 0], [0, 0, 0, 0, 1])
    assert np.isnan(steps[0, 1:]).all() and np.isnan(steps[1]).all()
    steps, _ = read(np.zeros((0, 3, 3), "float32"), np.zeros(0, "int32"))
    assert steps.shape[0] == 0 and steps.shape[2] == 5


def test_the_codec_encodes_in_a_graph_as_the_kind():
    steps = STROKES.encode_in_graph(DRAWING[None], np.array([3]))
    np.testing.assert_allclose(steps[0], STROKES.encode(DRAWING), rtol=3e-7)


def test_kinds_are_described_in_words():
    assert list(KIND.specs("strokes")) == ["strokes", "lengths"]
    assert list(KIND.specs("start")) == ["start", "start_lengths"]
    assert KIND.meanings("start").keys() == KIND.specs("start").keys()
    assert all("`strokes`" in fault for fault in KIND.faults("strokes", 9, 99))
    assert KIND.resources() == ()


def test_drawings_are_written_as_svg():
    kind = Svg()
    kind.check({})
    values = np.zeros((2, 5, 4), "float32")  # with a column that tells padding
    values[0, :3] = np.pad(DRAWING, [(0, 0), (0, 1)], constant_values=1)
    texts = kind.write(tf.constant(values), {}).numpy().tolist()
    assert [text.decode() for text in texts] == [svg_of(DRAWING), svg_of(DRAWING[:0])]
    assert kind.meaning and kind.resources() == ()
