import numpy as np
import pytest

from seqkit import Series
from seqkit.data import resample

pandas = pytest.importorskip("pandas")
NAN = np.nan


def test_gaps_become_missing_values_and_rows_of_a_step_one():
    table = {
        "t": ["2024-01-01T00:10", "2024-01-01T00:50", "2024-01-01T03:00"],
        "y": ["1", "3", "5"],
        "wind": ["NW", "SE", "N"],
    }
    found = resample(table, "h", time="t")
    assert list(found) == ["t", "y", "wind"]
    np.testing.assert_array_equal(found.y, [2, NAN, NAN, 5])
    assert found.wind.tolist()[::3] == ["NW", "N"]
    codec = Series.from_table(found, "y", time="t", past="wind", missing=True)
    assert codec.frequency == "h"
    np.testing.assert_array_equal(codec.encode(found)[:, 0], [2, NAN, NAN, 5])


@pytest.mark.parametrize(
    ("how", "expected"),
    [("sum", [4, NAN, 5]), ("last", [3, NAN, 5]), ("max", [3, NAN, 5])],
)
def test_a_step_has_the_number_that_is_asked_for(how, expected):
    table = {"t": ["2024-01-01", "2024-01-15", "2024-03-02"], "y": [1.0, 3.0, 5.0]}
    found = resample(table, "M", how=how, time="t")
    np.testing.assert_array_equal(found.y, expected)
    assert found.t.dt.strftime("%Y-%m-%d").tolist() == [
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
    ]


def test_each_series_is_resampled_by_itself():
    frame = pandas.DataFrame(
        {
            "id": ["a", "a", "b", "b"],
            "t": pandas.to_datetime(
                ["2024-01-01", "2024-01-03", "2024-02-01", "2024-02-02"]
            ),
            "y": [1.0, 2.0, 3.0, 4.0],
        }
    )
    found = resample(frame, "D", time="t", series="id")
    assert found.id.tolist() == ["a"] * 3 + ["b"] * 2
    np.testing.assert_array_equal(found.y, [1, NAN, 2, 3, 4])


@pytest.mark.parametrize("frequency", ["h", "D"])
def test_time_zones_are_kept_through_daylight_saving_time(frequency):
    times = pandas.date_range(
        "2024-10-26", periods=4, freq=frequency, tz="Europe/Berlin"
    )
    frame = pandas.DataFrame({"y": range(4)}, index=times).iloc[[0, 1, 3]]
    found = resample(frame, frequency)
    assert found["index"].tolist() == times.tolist()
    np.testing.assert_array_equal(found.y, [0, 1, NAN, 3])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"frequency": "2"}, "unit of time"),
        ({"how": "guess"}, "`how` is one of"),
        ({"time": None}, "`time` is the column of times"),
        ({"time": "y"}, "Received numbers in column 'y'"),
        ({"time": "when"}, "'when' in the table"),
    ],
)
def test_wrong_arguments_are_named(arguments, said):
    table = {"t": ["2024-01-01", "2024-01-03"], "y": [1.0, 2.0]}
    arguments = {"frequency": "D", "time": "t", **arguments}
    with pytest.raises(ValueError, match=said):
        resample(table, **arguments)
