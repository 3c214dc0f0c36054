"""Arrays in place of texts: what `labelled` and `tagged` make of a codec of numbers."""

import numpy as np
import pytest

from seqkit import Series
from seqkit.data import labelled
from seqkit.data import tagged

NAMES = ["down", "up"]
# Row r has r % 5 + 1 steps; its first number is r itself, and so tells the row.
ROWS = [np.float64([[r, r + s] for s in range(r % 5 + 1)]) for r in range(40)]
LABELS = [NAMES[r % 2] for r in range(40)]
TAGS = [[NAMES[s % 2] for s in range(len(row))] for row in ROWS]


def numbers_of(batches):
    """Lists the rows of a data set by their first number, which the codec doubled."""
    return [int(row[0, 0]) // 2 for inputs, _ in batches for row in inputs.numpy()]


def check_inputs(inputs, dtype="float32"):
    assert inputs.dtype == dtype
    for row in inputs:
        expected = np.full((inputs.shape[1], 2), np.nan)
        own = 2 * ROWS[int(row[0, 0]) // 2]
        expected[: len(own)] = own
        np.testing.assert_array_equal(row, expected)


def test_arrays_come_with_their_labels_in_every_epoch(numbers):
    batches = labelled(ROWS, LABELS, numbers, NAMES, 8, seed=0)
    for _ in range(2):
        for inputs, targets in batches.as_numpy_iterator():
            check_inputs(inputs)
            assert targets.tolist() == [int(row[0, 0]) // 2 % 2 for row in inputs]
        assert sorted(numbers_of(batches)) == [*range(40)]
    assert batches.element_spec[0].shape.as_list() == [None, None, 2]


def test_half_precision_travels_as_it_is(small_numbers):
    for inputs, _ in labelled(ROWS, LABELS, small_numbers, NAMES).as_numpy_iterator():
        check_inputs(inputs, "float16")


def test_arrays_come_with_a_tag_for_each_step(numbers):
    batches = tagged(ROWS, TAGS, numbers, NAMES, 8, labels=LABELS, label_names=NAMES)
    for inputs, (tags, labels) in batches.as_numpy_iterator():
        check_inputs(inputs)
        real = ~np.isnan(inputs[..., 0])
        np.testing.assert_array_equal(tags[real], np.nonzero(real)[1] % 2 + 1)
        assert not tags[~real].any()
        assert labels.tolist() == [int(row[0, 0]) // 2 % 2 for row in inputs]


@pytest.mark.parametrize("make", [labelled, tagged])
def test_validation_holds_other_arrays_with_all_their_copies(make, numbers):
    targets = LABELS if make is labelled else TAGS
    copies = [row.astype("float32") for row in ROWS]
    options = {"validation": 0.25, "seed": 1}
    sides = make([*ROWS, *copies], targets * 2, numbers, NAMES, **options)
    training, validating = map(numbers_of, sides)
    assert not {*training} & {*validating}
    assert sorted(training + validating) == sorted([*range(40)] * 2)
    assert 8 <= len({*validating}) <= 12
    again = make([*ROWS, *copies], targets * 2, numbers, NAMES, **options)
    assert numbers_of(again[1]) == validating


def test_longer_arrays_are_cut_and_counted(numbers, caplog):
    batches = tagged(ROWS, TAGS, numbers, NAMES, length=2)
    assert {inputs.shape[1] for inputs, _ in batches} <= {1, 2}
    assert "24 of 40 rows have more than 2 steps and are cut" in caplog.text


def test_rows_and_tags_unequal_in_number_are_named(numbers):
    tags = [*TAGS[:3], ["up"], *TAGS[4:]]
    with pytest.raises(
        ValueError, match="Each step has one tag. Received 4 steps and 1 tags in row 3"
    ):
        tagged(ROWS, tags, numbers, NAMES)
    with pytest.raises(ValueError, match="Received 40 rows and 39 tags"):
        tagged(ROWS, TAGS[1:], numbers, NAMES)
    with pytest.raises(ValueError, match="Received 40 rows and 39 labels"):
        labelled(ROWS, LABELS[1:], numbers, NAMES)


def test_missing_values_pass_but_at_the_end(numbers):
    nan = np.nan
    rows = [np.array([[nan, nan], [1, nan], [2, 3]]), np.array([[4, 5]])]
    ((inputs, _),) = labelled(rows, NAMES, numbers, NAMES).as_numpy_iterator()
    assert sorted(np.isnan(inputs).sum(axis=(1, 2))) == [3, 4]
    for length, message in ((None, "row 1"), (1, "row 0")):
        ends = [rows[0], np.array([[4, 5], [nan, nan]])]
        with pytest.raises(
            ValueError, match=f"NaN alone in the last step of {message}"
        ):
            labelled(ends, NAMES, numbers, NAMES, length=length)


@pytest.mark.parametrize("make", [labelled, tagged])
def test_texts_need_a_vocabulary_and_arrays_a_codec_of_numbers(
    make, numbers, vocabulary
):
    with pytest.raises(TypeError, match="texts need a vocabulary"):
        make(["ab", "c"], NAMES, numbers, NAMES)
    with pytest.raises(TypeError, match="`rows` are a list.*'waves.npz' of type str"):
        make("waves.npz", NAMES, numbers, NAMES)
    with pytest.raises(TypeError, match="is a (list of )?str"):
        make(ROWS[:2], NAMES, vocabulary, NAMES)


def test_rows_of_nothing_but_padding_are_named():
    codec = Series.from_arrays([np.eye(4)])
    with pytest.raises(ValueError, match="Rows have steps.*NaN alone"):
        labelled([np.full((3, 4), np.nan)] * 2, ["a", "b"], codec, ["a", "b"])


@pytest.mark.parametrize("make", [labelled, tagged])
def test_rows_of_padding_alone_beside_others_are_counted(make, caplog):
    codec = Series.from_arrays([np.eye(2)])
    rows = [np.eye(2), np.zeros((0, 2)), np.full((3, 2), np.nan), np.eye(2)]
    marks = [["up"] * 2, [], [], ["up"] * 2]
    targets = ["up", "down", "up", "down"] if make is labelled else marks
    batches = make(rows, targets, codec, NAMES, 4)
    assert "1 of 4 rows has no value, only NaN" in caplog.text
    assert "The first is row 2, counted from 0." in caplog.text
    ((inputs, _),) = batches.as_numpy_iterator()
    np.testing.assert_array_equal(np.isfinite(inputs).sum(), 8)


def test_a_padded_array_is_read_without_its_padding_and_without_a_warning(caplog):
    rows = np.full((2, 3, 2), np.nan)
    rows[0, :1], rows[1, :2] = 1.0, 2.0
    codec = Series.from_arrays(rows)
    tags = [["up"], ["up", "down"]]
    ((inputs, found),) = tagged(rows, tags, codec, NAMES).as_numpy_iterator()
    assert sorted(np.isfinite(inputs[..., 0]).sum(axis=1)) == [1, 2]
    assert sorted((found > 0).sum(axis=1)) == [1, 2]
    assert not caplog.text
    with pytest.raises(ValueError, match="2 steps and 3 tags.*padding, which has no"):
        tagged(rows, [["up"], ["up"] * 3], codec, NAMES)
