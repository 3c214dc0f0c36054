from datetime import datetime
from datetime import timedelta

import numpy as np
import pytest

from seqkit.series.calendar_numbers import PERIODS
from seqkit.series.calendar_numbers import calendar_numbers

TIMES = [
    datetime(1899, 12, 31, 5, 7, 9) + k * timedelta(days=97, hours=5, seconds=83)
    for k in range(600)
]


@pytest.mark.parametrize("name", PERIODS)
def test_numbers_are_those_of_python(name):
    expected = {
        "weekday": [time.weekday() for time in TIMES],
        "day_of_year": [time.timetuple().tm_yday for time in TIMES],
    }
    expected = expected.get(name) or [getattr(time, name) for time in TIMES]
    found = calendar_numbers(name, np.array(TIMES, "datetime64[us]"))
    assert found.tolist() == expected
    assert found.max() - found.min() <= PERIODS[name]
