from datetime import datetime

import numpy as np
import pytest

from seqkit.data import split_by_time
from tests.series.tables import hours
from tests.series.tables import long_table


def days(count):
    return [str(np.datetime64("2024-01-01") + step) for step in range(count)]


def lengths(parts):
    return tuple(len(part) for part in parts)


@pytest.mark.parametrize(
    ("validation", "test", "expected"),
    [
        (0.1, 0.1, (16, 2, 2)),
        (0.2, 0.25, (11, 4, 5)),
        (3, 1, (16, 3, 1)),
        (0.5, np.int64(9), (1, 10, 9)),
    ],
)
def test_parts_are_shares_or_numbers_of_last_steps(validation, test, expected):
    array = np.arange(20)
    parts = split_by_time(array, validation, test)
    assert lengths(parts) == expected
    np.testing.assert_array_equal(np.concatenate(parts), array)
    assert all(np.shares_memory(part, array) for part in parts)


@pytest.mark.parametrize(
    "moment",
    [
        "2024-01-08",
        datetime(2024, 1, 8),
        "2024-01-07T12:00",
        np.datetime64("2024-01-08", "ns"),
    ],
)
def test_parts_begin_at_a_time(moment):
    table = {"day": days(10), "y": list(range(10))}
    parts = split_by_time(table, 2, moment, time="day")
    assert [part["y"].tolist() for part in parts] == [
        [0, 1, 2, 3, 4],
        [5, 6],
        [7, 8, 9],
    ]
    parts = split_by_time(table, "2024-01-03", moment, time="day")
    assert [len(part["y"]) for part in parts] == [2, 5, 3]


def test_all_series_are_cut_at_the_same_times():
    parts = split_by_time(
        long_table(), "2024-01-03", "2024-02-02", time="day", series="id"
    )
    for one, two in zip(parts[:-1], parts[1:], strict=True):
        assert max(one["day"]) < min(two["day"])
    assert sum(len(part["y"]) for part in parts) == 9
    # Seven different days: shares count them, not the rows.
    parts = split_by_time(long_table(), 2 / 7, 1 / 7, time="day", series="id")
    assert [sorted(set(part["day"])) for part in parts][1:] == [
        ["2024-02-01", "2024-02-02"],
        ["2024-02-03"],
    ]


def test_without_times_each_series_is_cut_by_itself():
    table = {"id": ["a"] * 10 + ["b"] * 5, "y": np.arange(15)}
    parts = split_by_time(table, 0.2, 1, series="id")
    assert [part["y"].tolist() for part in parts] == [
        [0, 1, 2, 3, 4, 5, 6, 10, 11, 12],
        [7, 8, 13],
        [9, 14],
    ]


def test_parts_of_pandas_are_slices_of_pandas():
    pandas = pytest.importorskip("pandas")
    index = pandas.date_range("2024-01-01", periods=10, freq="D")
    column = pandas.Series(range(10), index)
    parts = split_by_time(column, 2, "2024-01-09")
    assert [part.tolist() for part in parts] == [list(range(6)), [6, 7], [8, 9]]
    assert (parts[1].index == index[6:8]).all()
    frame = pandas.DataFrame({"t": index.tz_localize("Asia/Tokyo"), "y": range(10)})
    parts = split_by_time(frame, "2024-01-05", "2024-01-08T00:00+09:00", time="t")
    assert [len(part) for part in parts] == [4, 3, 3]
    # Midnight in Tokyo is 15:00 of the day before in UTC.
    parts = split_by_time(frame, "2024-01-04T15:00Z", "2024-01-07T15:01Z", time="t")
    assert [len(part) for part in parts] == [4, 4, 2]


def test_a_file_becomes_dicts(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("t,y\n" + "\n".join(f"{t},{k}" for k, t in enumerate(hours(5))))
    parts = split_by_time(path, 1, 1, time="t")
    assert [part["y"].tolist() for part in parts] == [["0", "1", "2"], ["3"], ["4"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0.01, 0.1), "0 for validation"),
        ((5, 5), "0 for train"),
        ((0.1, 10), "for train"),
        ((0.0, 0.1), "`validation` is a share"),
        ((1.5, 0.1), "`validation` is a share"),
        ((True, 0.1), "`validation` is a share"),
        ((1, None), "`test` is a share"),
        ((1, "2025-01-01"), "0 for test"),
        (("2024-01-10", "2024-01-08"), "validation"),
        ((1, "01.08.2024"), "ISO 8601"),
    ],
)
def test_wrong_parts_are_named(arguments, said):
    with pytest.raises(ValueError, match=said):
        split_by_time({"day": days(10)}, *arguments, time="day")


def test_a_time_needs_a_column_of_times():
    with pytest.raises(ValueError, match="a table with times. Received '2024-01-01'"):
        split_by_time(np.arange(10), 1, "2024-01-01")
    with pytest.raises(ValueError, match="the column of times 'date' in the table"):
        split_by_time({"day": days(10)}, time="date")


def test_unsorted_rows_are_refused():
    with pytest.raises(ValueError, match="rise from row to row.*rows 1 and 2"):
        split_by_time({"t": [0, 2, 1, 3]}, 1, 1, time="t")
    with pytest.raises(ValueError, match="name the column of series"):
        split_by_time(long_table(), 1, 1, time="day")
    with pytest.raises(ValueError, match="2 after 3.*Name the column of series.*Else"):
        split_by_time({"t": [1, 2, 3, 2, 3]}, 1, 1, time="t")
