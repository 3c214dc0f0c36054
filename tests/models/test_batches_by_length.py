import numpy as np

from seqkit.models.batches_by_length import LARGEST
from seqkit.models.batches_by_length import batches
from seqkit.models.batches_by_length import by_length


def test_each_row_gets_its_own_answer_in_the_old_order():
    rows = [np.arange(1, 1 + length) for length in (5, 0, 70, 2, 33)]
    seen = []

    def sums(batch):
        seen.append(batch.shape)
        return {"sum": batch.sum(axis=1), "parts": (batch[:, :1], batch)}

    answers = by_length(sums, rows)
    assert [answer["sum"] for answer in answers] == [row.sum() for row in rows]
    for answer, row in zip(answers, rows, strict=True):
        np.testing.assert_array_equal(answer["parts"][1][: len(row)], row)
    assert seen == [(5, 96)]


def test_rows_of_more_than_one_number_a_step_are_padded_likewise():
    rows = [np.ones((2, 3), "int32"), np.ones((1, 3), "int32")]
    answers = by_length(lambda batch: batch, rows)
    assert [answer.shape for answer in answers] == [(32, 3)] * 2
    assert [answer.sum() for answer in answers] == [6, 3]


def test_long_rows_share_a_batch_with_few():
    lengths = [LARGEST // 2] * 3 + [1] * 100 + [3 * LARGEST]
    parts = batches(lengths)
    assert sorted(row for part in parts for row in part) == list(range(104))
    assert [len(part) for part in parts] == [64, 36 + 0, 2, 1, 1] or all(
        len(part) * max(lengths[row] for row in part) <= LARGEST or len(part) == 1
        for part in parts
    )


def test_no_rows_need_no_call():
    assert by_length(None, []) == []
