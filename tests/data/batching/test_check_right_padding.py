import numpy as np
import pytest

from seqkit.data.batching.check_right_padding import check_right_padding
from seqkit.data.batching.check_right_padding import with_right_padding
from tests.checks import NEEDS_TENSORFLOW

RIGHT = np.array([[4, 5, 0], [0, 0, 0], [4, 4, 4]], "int32")


@pytest.mark.parametrize("rows", [[[0, 4]], [[4, 0, 5]], [[4, 5], [0, 4]]], ids=str)
def test_padding_before_a_real_id_is_refused(rows):
    for ids in (np.array(rows), np.array(rows)[..., None], np.array(rows, float)):
        with pytest.raises(ValueError, match='padding="post"'):
            check_right_padding(ids)


def test_padding_on_the_right_passes():
    for ids in (RIGHT, RIGHT[:, :1], RIGHT[:0], RIGHT[:, :0], RIGHT[..., None]):
        check_right_padding(ids)


def test_missing_values_before_real_ones_are_no_padding():
    check_right_padding(np.array([[np.nan, np.nan, 4, np.nan, 5, 0]], "float32"))


@NEEDS_TENSORFLOW
def test_a_checked_data_set_is_what_it_was():
    import tensorflow as tf

    for element in (RIGHT, (RIGHT,), (RIGHT, RIGHT[:, 0]), {"x": RIGHT}):
        batches = tf.data.Dataset.from_tensors(element)
        checked = with_right_padding(
            batches, lambda element: [RIGHT[..., None] * 1][:0]
        )
        assert checked.element_spec == batches.element_spec
        assert checked.cardinality() == batches.cardinality()
