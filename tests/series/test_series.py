import numpy as np
import pytest

from seqkit import Series

NAN = np.nan
ROWS = [
    np.array([[1.0, 10.0], [3.0, 10.0]]),
    np.array([[5.0, 10.0]]),
    np.zeros((0, 2)),
]


def test_learns_mean_and_deviation_of_each_feature():
    codec = Series.from_arrays(ROWS)
    steps = np.concatenate(ROWS)
    assert codec.mean == pytest.approx(steps.mean(axis=0))
    # The second feature never changes, so nothing is divided by 0.
    assert codec.deviation == pytest.approx([steps[:, 0].std(), 1.0])


def test_a_constant_that_rounds_has_the_deviation_1():
    codec = Series.from_arrays([np.full((7, 1), 0.1)])
    assert codec.deviation == [1.0]


def test_missing_values_are_left_out_of_mean_and_deviation():
    rows = [np.array([[1.0, NAN], [NAN, NAN], [3.0, NAN]])]
    codec = Series.from_arrays(rows, missing=True)
    assert codec.mean == [2.0, 0.0]
    assert codec.deviation == [1.0, 1.0]


def test_series_are_padded_with_nan_and_stay_raw():
    codec = Series.from_arrays(ROWS)
    batch = codec.encode(ROWS)
    assert batch.dtype == np.float32
    assert batch.shape == (3, 2, 2)
    for row, padded in zip(ROWS, batch, strict=True):
        np.testing.assert_array_equal(padded[: len(row)], row)
        assert np.isnan(padded[len(row) :]).all()
    flat, lengths = codec.encode_flat(ROWS)
    np.testing.assert_array_equal(flat, np.concatenate(ROWS))
    assert lengths.tolist() == [2, 1, 0]


def test_a_padded_array_reads_as_its_rows():
    codec = Series.from_arrays(ROWS)
    batch = np.pad(codec.encode(ROWS), [(0, 0), (0, 3), (0, 0)], constant_values=NAN)
    np.testing.assert_array_equal(codec.encode(batch), codec.encode(ROWS))
    assert Series.from_arrays(batch) == codec


def test_one_series_has_no_batch_axis():
    codec = Series.from_arrays(ROWS)
    assert codec.encode(ROWS[0]).shape == (2, 2)
    assert codec.encode([ROWS[0]]).shape == (1, 2, 2)
    assert codec.encode([]).shape == (0, 0, 2)


def test_one_feature_needs_no_axis():
    codec = Series.from_arrays([[1.0, 3.0], np.array([5])])
    assert codec.features == 1
    assert codec.mean == [3.0]
    assert codec.encode([1.0, 2.0]).tolist() == [[1.0], [2.0]]
    assert codec.encode([[1.0, 2.0], [3]]).shape == (2, 2, 1)
    ragged = np.empty(2, object)
    ragged[:] = [np.ones(2), np.ones(3)]
    assert codec.encode(ragged).shape == (2, 3, 1)


@pytest.mark.parametrize(
    ("value", "one"),
    [
        (np.zeros(3), True),
        (np.zeros((3, 2)), True),
        ([1, 2.5], True),
        (np.zeros((3, 2, 1)), False),
        ([np.zeros(3)], False),
        ([[1.0], [2.0]], False),
        ([], False),
        (None, False),
    ],
    ids=[
        "vector",
        "matrix",
        "numbers",
        "batch",
        "arrays",
        "lists",
        "nothing",
        "none",
    ],
)
def test_one_series_is_an_array_of_two_axes_at_most(value, one):
    assert Series([0.0], [1.0]).is_one(value) == one


def test_steps_are_named_by_their_numbers():
    names, rows = Series.from_arrays(ROWS).encode_steps(ROWS)
    assert names == [["0", "1"], ["0"], []]
    assert [row.shape for row in rows] == [(2, 2), (1, 2), (0, 2)]


def test_pandas_tables_and_columns_are_series():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"a": [1, 3], "b": [10.0, 10.0]})
    codec = Series.from_arrays([table, table[:1]])
    assert codec == Series.from_arrays([table.to_numpy(), table.to_numpy()[:1]])
    np.testing.assert_array_equal(codec.encode(table), table.to_numpy())
    column = pandas.Series([1, None, 3], dtype="Int64")
    one = Series.from_arrays([column], missing=True)
    np.testing.assert_array_equal(one.encode(column)[:, 0], [1.0, NAN, 3.0])


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ([[[1.0, 2.0]], [[1.0, NAN], [1.0, 2.0]]], "nan in row 1, step 0, feature 1"),
        ([[[1.0, 2.0], [np.inf, 2.0]]], "inf in row 0, step 1, feature 0"),
        ([[[1e39, 2.0]]], "inf in row 0"),
        ([[[1.0, 2.0, 3.0]]], r"array \(time, 2\).*Received shape \(1, 3\) in row 0"),
        ([[1.0, 2.0]], r"Received shape \(2,\) in row 0"),
    ],
    ids=["missing", "infinite", "too_large", "features", "axes"],
)
def test_wrong_values_are_named_by_row_step_and_feature(series, said):
    with pytest.raises(ValueError, match=said):
        Series.from_arrays(ROWS).encode(series)


@pytest.mark.parametrize(
    "wrong",
    [None, 3, "text", ["text"], [["1", "2"]], [None], np.array(["1.5"]), [[None, 1.0]]],
    ids=["none", "int", "str", "texts", "digits", "nothing", "array", "hole"],
)
def test_what_holds_no_numbers_is_refused(wrong):
    with pytest.raises((TypeError, ValueError), match="Received"):
        Series([0.0], [1.0]).encode(wrong)


def test_no_rows_teach_nothing():
    with pytest.raises(ValueError, match="Received none"):
        Series.from_arrays([])


@pytest.mark.parametrize(
    "arguments",
    [([0.0], [0.0]), ([0.0], [1.0, 1.0]), ([], []), ([NAN], [1.0])],
    ids=["deviation", "lengths", "nothing", "nan"],
)
def test_mean_and_deviation_are_of_each_feature(arguments):
    with pytest.raises(ValueError, match="one number for each feature|finite numbers"):
        Series(*arguments)


def test_a_configuration_comes_back():
    codec = Series.from_arrays(ROWS, missing=True)
    assert Series.from_config(codec.get_config()) == codec
    assert hash(Series.from_config(codec.get_config())) == hash(codec)
    assert repr(codec) == "Series(2 features, missing=True)"
