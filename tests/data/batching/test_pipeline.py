from collections import Counter

import numpy as np
import pytest

from seqkit.data.batching.bucket_widths import bucket_widths
from seqkit.data.batching.draw_batches import token_starts
from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.pipeline import bucketed
from tests.data.padding import padding

LENGTHS = np.random.default_rng(0).geometric(0.1, 500)
# Every step of row r is r + 1, so that a batch tells its rows.
ROWS = Ragged.from_lengths(np.repeat(np.arange(500) + 1, LENGTHS), LENGTHS)


def numbers(dataset):
    return [(batch.max(axis=1) - 1).tolist() for batch in dataset.as_numpy_iterator()]


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("batch_size", [1, 7, 50, 1000])
def test_every_row_comes_once_and_only_one_batch_is_smaller(batch_size, shuffle):
    dataset = bucketed(ROWS, batch_size, shuffle=shuffle, seed=0)
    batches = numbers(dataset)
    assert Counter(sum(batches, [])) == Counter(range(500))
    sizes = sorted(map(len, batches), reverse=True)
    assert sizes == [
        len(range(500)[i : i + batch_size]) for i in range(0, 500, batch_size)
    ]
    assert dataset.cardinality() == len(batches)


def test_rows_keep_their_steps_and_are_padded_with_zeros():
    for batch in bucketed(ROWS, 32, seed=0).as_numpy_iterator():
        rows = batch.max(axis=1) - 1
        real = np.arange(batch.shape[1]) < LENGTHS[rows][:, None]
        np.testing.assert_array_equal(batch, np.where(real, rows[:, None] + 1, 0))


def test_each_batch_is_augmented_by_a_seed_of_its_own():
    seeds = [
        bucketed((ROWS, ROWS.lengths), 100, seed=0, augment=lambda rows, seed: seed)
        for _ in range(2)
    ]
    first = [seed for seed, _ in seeds[0].as_numpy_iterator()]
    assert first == [seed for seed, _ in seeds[1].as_numpy_iterator()]
    second = [seed for seed, _ in seeds[0].as_numpy_iterator()]
    assert len({*first, *second}) == 10 and min(first) >= 0
    assert seeds[0].cardinality() == 5


@pytest.mark.parametrize("buckets", [1, 4, 100])
def test_few_shapes(buckets):
    batches = bucketed(ROWS, 20, buckets=buckets).as_numpy_iterator()
    shapes = {batch.shape for batch in batches}
    assert len(shapes) <= 8
    assert {rows for rows, _ in shapes} == {20}


def test_one_bucket_draws_each_batch_from_all_lengths():
    def spread(buckets):
        batches = bucketed(ROWS, 20, buckets=buckets, seed=0).as_numpy_iterator()
        return np.mean([LENGTHS[batch.max(axis=1) - 1].std() for batch in batches])

    assert spread(1) > 0.8 * LENGTHS.std() > 2 * spread(8)


def test_padding_is_that_of_the_widths_but_where_buckets_meet():
    area = sum(batch.size for batch in bucketed(ROWS, 10).as_numpy_iterator())
    widths = bucket_widths(LENGTHS, 8)
    # One batch for each two neighbours may be as wide as the wider one.
    assert area <= padding(LENGTHS, widths) + 10 * np.diff(widths).sum()


def test_epochs_differ_in_batches_and_in_their_order():
    dataset = bucketed(ROWS, 10, seed=0)
    first, second = numbers(dataset), numbers(dataset)
    assert first != second
    assert {frozenset(batch) for batch in first} != {
        frozenset(batch) for batch in second
    }
    widths = [[b.shape[1] for b in dataset.as_numpy_iterator()] for _ in range(2)]
    assert widths[0] != widths[1] != sorted(widths[1])


def test_the_same_seed_gives_the_same_epochs():
    one, same, other = (bucketed(ROWS, 10, seed=seed) for seed in (1, 1, 2))
    for _ in range(3):
        epoch = numbers(one)
        assert epoch == numbers(same)
        assert epoch != numbers(other)


def test_without_shuffling_all_epochs_are_the_same_short_rows_first():
    dataset = bucketed(ROWS, 10, shuffle=False)
    assert numbers(dataset) == numbers(dataset)
    widths = [batch.shape[1] for batch in dataset.as_numpy_iterator()]
    assert widths == sorted(widths)


def test_fields_stay_together_and_have_widths_of_their_own():
    longer = Ragged.from_lengths(
        np.repeat(np.arange(500) + 1, 3 * LENGTHS), 3 * LENGTHS
    )
    fields = {"source": ROWS, "target": longer}, np.arange(500, dtype="float32")
    for rows, label in bucketed(fields, 16, seed=0).as_numpy_iterator():
        np.testing.assert_array_equal(rows["source"].max(axis=1) - 1, label)
        np.testing.assert_array_equal(rows["target"].max(axis=1) - 1, label)
        assert rows["target"].shape[1] > 2 * rows["source"].shape[1]


def test_an_endless_row_does_not_widen_its_neighbours():
    lengths = np.array([4] * 99 + [2_000_000])
    rows = Ragged(np.ones(2_000_000, "uint8"), np.zeros(100, "int64"), lengths)
    batches = bucketed(rows, 10, seed=0)
    shapes = Counter(batch.shape for batch in batches.as_numpy_iterator())
    assert shapes == {(10, 4): 9, (9, 4): 1, (1, 2_000_000): 1}
    assert batches.cardinality() == 11


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("options", [{}, {"batch_tokens": 200}], ids=["rows", "tokens"])
def test_floats_are_batched_as_integers_are_and_padded_with_nan(dtype, options):
    # A step of shape (2, 1): the number of its row, and its own number within the row.
    within = np.concatenate([np.arange(steps) for steps in LENGTHS])
    steps = np.stack([np.repeat(np.arange(500), LENGTHS), within], axis=1)
    floats = Ragged.from_lengths(steps[..., None].astype(dtype), LENGTHS)
    ids = list(bucketed(ROWS, 20, seed=3, **options).as_numpy_iterator())
    found = list(bucketed(floats, 20, seed=3, **options).as_numpy_iterator())
    for batch, other in zip(found, ids, strict=True):
        assert batch.dtype == dtype and batch.shape == (*other.shape, 2, 1)
        real = other != 0
        np.testing.assert_array_equal(np.isnan(batch).all(axis=(2, 3)), ~real)
        np.testing.assert_array_equal(batch[real][:, 0, 0], other[real] - 1)
        np.testing.assert_array_equal(batch[real][:, 1, 0], np.nonzero(real)[1])


@pytest.mark.parametrize("batch_tokens", [1, 64, 200, 10_000])
def test_tokens_bound_every_batch_and_every_row_comes_once(batch_tokens):
    longer = Ragged.from_lengths(
        np.repeat(np.arange(500), LENGTHS[::-1]), LENGTHS[::-1]
    )
    fields = ROWS, longer
    dataset = bucketed(fields, 3, batch_tokens=batch_tokens, seed=0)
    epochs = [list(dataset.as_numpy_iterator()) for _ in range(2)]
    for batches in epochs:
        rows = [(batch.max(axis=1) - 1).tolist() for batch, _ in batches]
        assert Counter(sum(rows, [])) == Counter(range(500))
        for batch in batches:
            area = len(batch[0]) * max(field.shape[1] for field in batch)
            assert area <= batch_tokens or len(batch[0]) == 1
        assert dataset.cardinality() == len(batches)
    if batch_tokens in (64, 200):
        assert [b[0].shape for b in epochs[0]] != [b[0].shape for b in epochs[1]]


def test_tokens_fill_batches_well_in_few_shapes():
    batches = bucketed(ROWS, 1, batch_tokens=400, seed=0).as_numpy_iterator()
    areas = [batch.size for batch in batches]
    assert np.mean(areas) > 0.8 * 400
    batches = bucketed(ROWS, 1, batch_tokens=100, seed=0).as_numpy_iterator()
    assert len({batch.shape for batch in batches}) <= 2 * 8


def test_batches_end_before_the_row_that_does_not_fit():
    # 3 rows of 2; one of 3, for two of 3 and 4 are 8; one of 4; what is too long.
    assert token_starts(np.array([2, 2, 2, 3, 4, 9, 9]), 6).tolist() == [0, 3, 4, 5, 6]
    assert token_starts(np.array([1] * 5), 100).tolist() == [0]


def test_rows_of_a_batch_are_alike_on_both_sides():
    random = np.random.default_rng(0)
    lengths = random.integers(1, 60, (2, 4000))
    fields = [
        Ragged.from_lengths(np.repeat(np.arange(4000), each), each) for each in lengths
    ]
    batches = bucketed(tuple(fields), 20, seed=0).as_numpy_iterator()
    area = sum(side.size for batch in batches for side in batch)
    assert area < 1.25 * lengths.sum()
