from datetime import UTC
from datetime import date
from datetime import datetime

import numpy as np
import pytest

from seqkit import Series
from seqkit.series.frequency import read_frequency
from seqkit.series.time_axis import read_times
from tests.series.tables import hours


def frequency_of(times, **arguments):
    return codec_of(times, **arguments).frequency


def codec_of(times, **arguments):
    table = {"time": times, "y": np.arange(float(len(times)))}
    return Series.from_table(table, "y", time="time", **arguments)


def after(times, steps=3, **arguments):
    table = {"time": times, "y": np.arange(float(len(times)))}
    found = codec_of(times, **arguments).times_after(table, steps)
    return [str(time)[:16] for time in found]


@pytest.mark.parametrize(
    ("text", "kind", "spelled"),
    [
        ("15min", "time", "15min"),
        ("60min", "time", "h"),
        ("24h", "time", "D"),
        ("W", "time", "7D"),
        ("1500ms", "time", "1500ms"),
        ("250us", "time", "250us"),
        ("ME", "months", "M"),
        ("QS", "months", "3M"),
        ("12M", "months", "Y"),
        ("2Y", "months", "2Y"),
        ("1", "numbers", "1"),
        ("0.5", "numbers", "0.5"),
    ],
)
def test_a_frequency_is_spelled_in_its_largest_unit(text, kind, spelled):
    frequency = read_frequency(text)
    assert frequency.kind == kind
    assert str(frequency) == spelled
    assert read_frequency(spelled) == frequency


@pytest.mark.parametrize("wrong", ["", "0h", "h2", "-1D", "1.5h", None, 3, "0", "inf"])
def test_what_is_no_frequency_is_refused(wrong):
    with pytest.raises(ValueError, match="number and a unit"):
        read_frequency(wrong)


@pytest.mark.parametrize(
    ("times", "frequency", "following"),
    [
        (hours(3), "h", ["2024-02-29T01:00", "2024-02-29T02:00", "2024-02-29T03:00"]),
        (
            ["2024-02-27", "2024-02-28"],
            "D",
            ["2024-02-29T00:00", "2024-03-01T00:00", "2024-03-02T00:00"],
        ),
        (
            ["1960-11", "1960-12"],
            "M",
            ["1961-01-01T00:00", "1961-02-01T00:00", "1961-03-01T00:00"],
        ),
        (
            ["2023-11-30", "2023-12-31", "2024-01-31"],
            "M",
            ["2024-02-29T00:00", "2024-03-31T00:00", "2024-04-30T00:00"],
        ),
        (
            ["2023-06-15 12:00", "2023-09-15 12:00"],
            "3M",
            ["2023-12-15T12:00", "2024-03-15T12:00", "2024-06-15T12:00"],
        ),
        (
            ["2022-12-31", "2023-03-31", "2023-06-30"],
            "3M",
            ["2023-09-30T00:00", "2023-12-31T00:00", "2024-03-31T00:00"],
        ),
        (
            ["1749", "1750"],
            "Y",
            ["1751-01-01T00:00", "1752-01-01T00:00", "1753-01-01T00:00"],
        ),
        (
            ["2024-01-01", "2024-01-08"],
            "7D",
            ["2024-01-15T00:00", "2024-01-22T00:00", "2024-01-29T00:00"],
        ),
        (
            [date(2024, 2, 27), date(2024, 2, 28)],
            "D",
            ["2024-02-29T00:00", "2024-03-01T00:00", "2024-03-02T00:00"],
        ),
    ],
    ids=[
        "hours",
        "days",
        "months",
        "month_ends",
        "quarters",
        "quarter_ends",
        "years",
        "weeks",
        "dates",
    ],
)
def test_the_frequency_is_found_and_continued(times, frequency, following):
    assert frequency_of(times) == frequency
    assert after(times) == following


def test_steps_below_a_second_are_kept():
    begin = np.datetime64("2024-01-01T00:00:00", "us")
    times = begin + np.arange(4) * np.timedelta64(250, "ms")
    assert frequency_of(times) == "250ms"
    texts = [str(time) for time in times]
    assert frequency_of(texts) == "250ms"
    found = codec_of(texts).times_after({"time": texts, "y": [0.0] * 4}, 1)
    assert found.tolist() == [datetime(2024, 1, 1, 0, 0, 1)]


def test_less_than_a_microsecond_is_refused():
    times = np.array(["2024-01-01"] * 2, "datetime64[ns]") + np.array([0, 22675])
    with pytest.raises(ValueError, match="whole microseconds.*row 1"):
        read_times(times, "time")


def test_numbers_are_times_too():
    assert after([0, 10, 20]) == ["30", "40", "50"]
    assert frequency_of(0.1 * np.arange(50)) == "0.1"
    with pytest.raises(ValueError, match="2 apart. Received 4 and then 7 in rows 2"):
        frequency_of([0, 2, 4, 7, 9])


def test_a_training_series_of_one_row_needs_a_frequency():
    table = {"time": ["2024-01-31"], "y": [1.0]}
    assert after(table["time"], frequency="M")[0] == "2024-02-29T00:00"
    with pytest.raises(ValueError, match="frequency None"):
        after(table["time"])


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (
            ["2024-01-01", "2024-01-02", "2024-01-02"],
            "Received 2024-01-02 twice.*rows 1 and 2.*name the column of series",
        ),
        (
            ["2024-01-01", "2024-01-03", "2024-01-02"],
            r"after 2024-01-03.*rows 1 and 2.*sort_values\('time'\)",
        ),
        (
            ["2024-01-05", "2024-01-06", "2024-01-07", "2024-01-10", "2024-01-11"],
            r"regular, D apart.*2024-01-07 and then 2024-01-10 in rows 2 and 3"
            r'.*seqkit.data.resample\(table, "D"',
        ),
        (
            ["2024-01", "2024-02", "2024-04", "2024-05"],
            "regular, M apart.*rows 1 and 2",
        ),
        (["2024-01-01", "2024-01-02", "31/01/2024"], "ISO 8601.*'31/01/2024'.*row 2"),
        (["20240101", "20240102"], r"ISO 8601.*pandas.to_datetime\(table"),
        (["2024-01-01", "2024-02-30"], "'2024-02-30'.*row 1"),
        (["2024-01-01", "now"], "'now'"),
        (["2024-01-01", ""], "Received none in column 'time', row 1"),
        (np.array(["2024-01-01", "NaT"], "datetime64[D]"), "Received none.*row 1"),
        ([0.0, np.nan], "Received none.*row 1"),
    ],
)
def test_wrong_times_are_named(times, said):
    with pytest.raises(ValueError, match=said):
        codec_of(times)


def test_what_is_no_time_is_refused():
    with pytest.raises(TypeError, match="holds times.*None in row 1"):
        codec_of(np.array(["2024-01-01", None, "2024-01-02"], object))


def test_offsets_from_utc_are_read_and_the_calendar_is_local():
    # The clock in Berlin goes from 01:59 to 03:00.
    times = [
        "2024-03-31T00:00+01:00",
        "2024-03-31T01:00+01:00",
        "2024-03-31T03:00+02:00",
        "2024-03-31T04:00+02:00",
    ]
    codec = codec_of(times, calendar="hour")
    table = {"time": times, "y": np.arange(4.0)}
    assert codec.frequency == "h"
    assert codec.encode(table)[:, 1].tolist() == [0, 1, 3, 4]
    assert codec.encode_future(table, None, 2).tolist() == [[5], [6]]
    assert codec.times(table)[0] == np.datetime64("2024-03-30T23:00")
    some = [*times[:2], "2024-03-31T03:00"]
    with pytest.raises(ValueError, match="all have a time zone.*row 2"):
        codec_of(some)


def test_datetimes_of_python_keep_their_zone():
    times = [datetime(2024, 1, 1, hour, tzinfo=UTC) for hour in range(3)]
    assert frequency_of(times) == "h"
    assert after(times, 1) == ["2024-01-01T03:00"]


@pytest.mark.parametrize("repeated", [True, False], ids=["autumn", "spring"])
def test_hours_of_daylight_saving_time_are_right_with_a_zone(repeated):
    pandas = pytest.importorskip("pandas")
    day = "2024-10-27" if repeated else "2024-03-31"
    times = pandas.date_range(day, periods=6, freq="h", tz="Europe/Berlin")
    table = pandas.DataFrame({"time": times, "y": range(6)})
    codec = Series.from_table(table, "y", time="time", calendar="hour")
    local = [0, 1, 2, 2, 3, 4] if repeated else [0, 1, 3, 4, 5, 6]
    assert codec.frequency == "h"
    assert codec.encode(table)[:, 1].tolist() == local
    ahead = codec.encode_future(table[:2], None, 4)
    assert ahead[:, 0].tolist() == local[2:]
    naive = table.assign(time=times.tz_localize(None))
    with pytest.raises(ValueError, match="twice|regular") as caught:
        Series.from_table(naive, "y", time="time")
    assert "tz_localize(zone" in str(caught.value)


def test_days_of_a_zone_are_days_in_daylight_saving_time():
    pandas = pytest.importorskip("pandas")
    times = pandas.date_range("2024-03-29", periods=6, freq="D", tz="Europe/Berlin")
    table = pandas.DataFrame({"time": times, "y": range(6)})
    codec = Series.from_table(table[:3], "y", time="time", calendar="weekday")
    assert codec.frequency == "D"
    assert codec.encode(table)[:, 1].tolist() == [4, 5, 6, 0, 1, 2]
    following = codec.times_after(table[:3], 3)
    np.testing.assert_array_equal(
        following, times[3:].tz_localize(None).to_numpy().astype("datetime64[us]")
    )
