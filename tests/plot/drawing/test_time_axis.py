import numpy as np
import pytest

from seqkit.plot.drawing.time_axis import is_calendar
from seqkit.plot.drawing.time_axis import positions_of
from seqkit.plot.drawing.time_axis import time_ticks

pytest.importorskip("matplotlib")


@pytest.mark.parametrize("unit", ["D", "h", "s", "ns"])
def test_dates_are_days_since_1970(unit):
    times = np.array(["1969-12-31", "1970-01-02"], f"datetime64[{unit}]")
    assert is_calendar(times)
    np.testing.assert_allclose(positions_of(times), [-1.0, 1.0])


def test_numbers_are_steps():
    assert not is_calendar([3, 4])
    assert positions_of([3, 4]).tolist() == [3.0, 4.0]
    ticks, texts, year = time_ticks(-0.5, 0.5, calendar=False)
    assert (ticks, texts, year) == ([0.0], ["0"], "")


def test_round_times_are_written():
    low, high = positions_of(np.array(["2024-01-01", "2024-04-20"], "datetime64[D]"))
    ticks, texts, _ = time_ticks(low, high, calendar=True)
    months = np.array(["2024-02", "2024-03", "2024-04"], "datetime64[M]")
    found = dict(zip(ticks, texts, strict=True))
    for month, text in zip(months, ["Feb", "Mar", "Apr"], strict=True):
        assert found[positions_of(month[None])[0]] == text
    low, high = positions_of(np.array(["2024-05-06T01", "2024-05-06T09"], "M8[h]"))
    _, texts, day = time_ticks(low, high, calendar=True)
    assert "02:00" in texts and day == "2024-May-06"


@pytest.mark.parametrize(
    "times",
    [
        [2, 1],
        [1, 1],
        [1.0, np.nan],
        np.array(["2024-01-01", "NaT"], "datetime64[D]"),
        ["a", "b"],
        [[1, 2]],
        None,
    ],
)
def test_times_that_do_not_rise_are_refused(times):
    with pytest.raises(ValueError, match="`times` are rising times.*Received"):
        positions_of(times)
