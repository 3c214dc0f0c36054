"""Compute calendar numbers, such as the hour and the weekday, and holidays of times."""

import numpy as np

PERIODS = {
    "second": 60.0,
    "minute": 60.0,
    "hour": 24.0,
    "weekday": 7.0,
    "day": 31.0,
    "day_of_year": 365.25,
    "month": 12.0,
}
"""From the name of each calendar number to its period.

`second`, `minute` and `hour` begin with 0, and so does `weekday` with Monday; `day`,
`day_of_year` and `month` begin with 1.
"""


def calendar_numbers(name: str, times: np.ndarray) -> np.ndarray:
    """Compute one calendar number of each time.

    Args:
        name: str, one of `PERIODS`.
        times: datetime64 `(time,)`, in local time.

    Returns:
        int64 `(time,)`.

    Example:
    >>> calendar_numbers("weekday", np.array(["2024-01-01"], "datetime64[us]"))
    array([0])
    """
    days = times.astype("datetime64[D]")
    if name == "weekday":
        return (days.astype("int64") + 3) % 7  # 1970-01-01 was a Thursday
    unit, whole, first = {
        "second": ("s", "m", 0),
        "minute": ("m", "h", 0),
        "hour": ("h", "D", 0),
        "day": ("D", "M", 1),
        "day_of_year": ("D", "Y", 1),
        "month": ("M", "Y", 1),
    }[name]
    begin = times.astype(f"datetime64[{whole}]").astype(f"datetime64[{unit}]")
    return (times.astype(f"datetime64[{unit}]") - begin).astype("int64") + first


def holiday_numbers(country: str, times: np.ndarray) -> np.ndarray:
    """Return 1 for times on a holiday, else 0, by the package `holidays`.

    Args:
        country: str, the ISO code of a country, alone or with its part: "DE", "US-NY".
        times: datetime64 `(time,)`, in local time.

    Returns:
        int64 `(time,)`.

    Raises:
        ImportError: `holidays` is not installed.
        ValueError: `holidays` does not know the country or its part.
    """
    try:
        import holidays
    except ImportError as error:
        raise ImportError(
            "Holidays come from the package `holidays`, which is not installed. "
            "Install it: `pip install 'seqkit[series]'`."
        ) from error
    days = times.astype("datetime64[D]")
    years = np.unique(days.astype("datetime64[Y]").astype("int64") + 1970)
    code, _, part = country.partition("-")
    try:
        found = holidays.country_holidays(code, part or None, years=years.tolist())
    except NotImplementedError as error:
        raise ValueError(
            '`holidays` is the code of a country, such as "DE" or "US-NY". '
            f"Received {country!r:.80} ({error}). Leave `holidays` out, or give a "
            "known covariate of 0 and 1."
        ) from error
    return np.isin(days, np.array(sorted(found), "datetime64[D]")).astype("int64")
