import numpy as np
from keras import ops

from seqkit.backend.edit_distance import edit_distances


def by_hand(one, two):
    table = np.add.outer(np.arange(len(one) + 1), np.arange(len(two) + 1))
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            table[i + 1, j + 1] = min(
                table[i, j] + (a != b), table[i, j + 1] + 1, table[i + 1, j] + 1
            )
    return table[-1, -1]


def rows_of(texts, size):
    return np.array([text + [0] * (size - len(text)) for text in texts], "int32")


def test_distances_are_those_of_a_table_by_hand():
    random = np.random.default_rng(0)
    one = [random.integers(4, 7, size).tolist() for size in random.integers(0, 7, 30)]
    two = [random.integers(4, 7, size).tolist() for size in random.integers(0, 6, 30)]
    distances = ops.convert_to_numpy(edit_distances(rows_of(one, 7), rows_of(two, 5)))
    np.testing.assert_array_equal(distances, list(map(by_hand, one, two)))


def test_texts_without_columns_are_empty():
    full, empty = rows_of([[4, 5]], 3), np.zeros((1, 0), "int32")
    np.testing.assert_array_equal(edit_distances(full, empty), [2])
    np.testing.assert_array_equal(edit_distances(empty, full), [2])
    np.testing.assert_array_equal(edit_distances(empty, empty), [0])
