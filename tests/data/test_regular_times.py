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


def test_texts_with_one_offset_keep_their_local_hours():
    table = {
        "t": ["2024-07-01T00:10+02:00", "2024-07-01T00:40+02:00"]
        + ["2024-07-01T01:20+02:00"],
        "y": [1.0, 3.0, 5.0],
    }
    found = resample(table, "h", time="t")
    assert [each.isoformat() for each in found.t] == [
        "2024-07-01T00:00:00+02:00",
        "2024-07-01T01:00:00+02:00",
    ]
    codec = Series.from_table(found, "y", time="t", calendar="hour")
    assert codec.encode(found).tolist() == [[2, 0], [5, 1]]


def test_several_offsets_are_refused_until_they_are_one_zone():
    texts = ["2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00"]
    table = {"t": texts, "y": [1.0, 2.0], "id": ["a", "b"]}
    for series in (None, "id"):
        with pytest.raises(ValueError, match=r"\+1 h.*\+2 h.*pandas.to_datetime"):
            resample(table, "h", time="t", series=series)
    times = pandas.to_datetime(pandas.Series(texts), utc=True)
    table["t"] = times.dt.tz_convert("Europe/Berlin")
    found = resample(table, "h", time="t")
    assert [each.isoformat() for each in found.t] == [
        text.replace("00+", "00:00+") for text in texts
    ]


def test_days_follow_the_local_calendar_with_several_offsets():
    table = {
        "t": ["2024-10-26T23:30+02:00", "2024-10-27T23:30+01:00"],
        "y": [1.0, 2.0],
    }
    found = resample(table, "D", time="t")
    assert found.t.dt.strftime("%Y-%m-%d").tolist() == ["2024-10-26", "2024-10-27"]
    np.testing.assert_array_equal(found.y, [1, 2])


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
