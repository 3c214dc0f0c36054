"""Small tables of hours, days and many series, and the codecs of them."""

import numpy as np

NAN = np.nan


def hours(count=6, first="2024-02-28T22:00"):
    """Times one hour apart, as texts."""
    begin = np.datetime64(first, "us")
    return [str(begin + np.timedelta64(step, "h")) for step in range(count)]


def hourly(count=6):
    """A table of a target and covariates of each kind, by the hour."""
    steps = np.arange(count)
    return {
        "time": hours(count),
        "sales": 10.0 + steps,
        "rain": 0.5 * steps,
        "wind": [("NW", "SE", "calm")[step % 3] for step in steps],
        "price": 100.0 - steps,
        "note": ["unused"] * count,
    }


ROLES = {"time": "time", "past": ["rain", "wind"], "known": "price"}


def long_table():
    """Three series of 4, 2 and 3 steps whose rows are mixed."""
    return {
        "id": ["b", "a", "b", "c", "b", "a", "c", "b", "c"],
        "day": [
            "2024-01-01",
            "2024-01-01",
            "2024-01-02",
            "2024-02-01",
            "2024-01-03",
            "2024-01-02",
            "2024-02-02",
            "2024-01-04",
            "2024-02-03",
        ],
        "y": [10.0, 1.0, 11.0, 100.0, 12.0, 2.0, 101.0, 13.0, 102.0],
        "size": [2.0, 1.0, 2.0, 3.0, 2.0, 1.0, 3.0, 2.0, 3.0],
        "shop": ["big", "small", "big", "big", "big", "small", "big", "big", "big"],
    }
