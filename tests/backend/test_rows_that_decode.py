import numpy as np
import pytest

from tests.checks import NEEDS_TENSORFLOW

pytestmark = NEEDS_TENSORFLOW


@pytest.fixture(scope="module")
def halves():
    """The graph that reads each row as two numbers."""
    import tensorflow as tf

    from seqkit.backend.rows_that_decode import rows_that_decode

    def decode(text):
        parts = tf.strings.to_number(tf.strings.split(text, " "))
        return tf.ensure_shape(tf.reshape(parts, [2]), [2])

    spec = [tf.TensorSpec([None], tf.string)]
    failed = tf.constant([-1.0, -1.0])
    graph = tf.function(lambda rows: rows_that_decode(rows, decode, failed), spec)
    return lambda rows: [part.numpy() for part in graph(tf.constant(rows, tf.string))]


def test_a_row_that_fails_spoils_no_other(halves):
    rows, valid = halves(["1 2", "one two", "", "3 4 5", "6 7"])
    assert valid.tolist() == [True, False, False, False, True]
    np.testing.assert_array_equal(rows, [[1, 2], *[[-1, -1]] * 3, [6, 7]])


def test_rows_keep_their_order(halves):
    rows, valid = halves([f"{row} 0" for row in range(100)])
    assert valid.all()
    assert rows[:, 0].tolist() == [*range(100)]


def test_no_rows_give_no_rows(halves):
    rows, valid = halves([])
    assert rows.shape == (0, 2) and valid.shape == (0,)
