"""Find series of numbers over time: six tables, and records of earthquakes."""

import csv
import gzip
import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

BROWNLEE = "https://raw.githubusercontent.com/jbrownlee/Datasets/master"
EYES = (
    "https://raw.githubusercontent.com/datasets/eeg-eye-state/"
    "0f0511da19b795ddc3519d092624bf48acbc7f23/data/eeg-eye-state.csv"
)
SHARES = (
    "https://raw.githubusercontent.com/vega/vega-datasets/v2.7.0/data/sp500-2000.csv"
)
SEISMIC = "timeseries/seismic_phasenet.npz"
LARGEST = 32_767  # the largest whole number of a waveform; it stands for `scale`
TEXTS = "cbwd", "class"  # columns that are no numbers
DATES = "Month", "Date", "date"  # names of a column of times
PARTS = "year", "month", "day", "hour"  # columns that together are the time


@dataclass(frozen=True)
class Roles:
    """Describe what the columns of a table are for.

    Args:
        target: str, the column to forecast or to classify.
        past: tuple of str, covariates that are known up to the present alone.
        season: int, steps of the season; 1 if there is no season.
    """

    target: str
    past: tuple[str, ...] = ()
    season: int = 1


@dataclass(frozen=True)
class Home:
    """Describe a public file: its URL, the rows that are used, and their checksum."""

    source: str
    rows: int
    sha256: str


WEATHER = "DEWP", "TEMP", "PRES", "cbwd", "Iws", "Is", "Ir"
CHANNELS = tuple("AF3 F7 F3 FC5 T7 P O1 O2 P8 T8 FC6 F4 F8 AF4".split())
PRICES = "open", "high", "low", "volume"
ROLES = {
    "airline-passengers": Roles("Passengers", season=12),
    "monthly-sunspots": Roles("Sunspots", season=132),  # a cycle is about 11 years
    "daily-min-temperatures": Roles("Temp", season=365),
    "beijing-pm25": Roles("pm2.5", WEATHER, season=24),
    "sp500-2000": Roles("close", PRICES),
    "eeg-eye-state": Roles("class", CHANNELS),
}
HOMES = {
    "airline-passengers": Home(
        f"{BROWNLEE}/airline-passengers.csv",
        144,
        "b9592eb55781ef29ed40a7e4aa36abf425e9fca9c2ee3de440fd25f746ea92b6",
    ),
    "monthly-sunspots": Home(
        f"{BROWNLEE}/monthly-sunspots.csv",
        2_397,
        "9d6f71a54395531b66605ebbe314bc7e2a95c220c6c2f93738161f5bf4b59720",
    ),
    "daily-min-temperatures": Home(
        f"{BROWNLEE}/daily-min-temperatures.csv",
        3_285,
        "031f803e06ddaf1678417455a2add9a60171944bab42588ea5bb85d83c3fdbbe",
    ),
    "beijing-pm25": Home(
        f"{BROWNLEE}/pollution.csv",
        35_064,
        "14f3801d2e750df73c72cee0b2fb4b7638ffb5b09d6bfecde4eb02f991c2a121",
    ),
    "sp500-2000": Home(
        SHARES,
        4_340,
        "04b4e29e4fa01dd9a8f7ce837d4d11b9defa04e7a1d177d36e7fa0309f26d019",
    ),
    "eeg-eye-state": Home(
        EYES,
        12_733,
        "012f902db060b15a7a10da53e6f4a29231bf8e5209df70d270c36aa9d881a73b",
    ),
}


def table(name: str) -> dict[str, np.ndarray]:
    """Return the columns of a named table; they are equally long and in time order.

    - "airline-passengers": thousands of passengers a month, 1949 to 1960;
    - "monthly-sunspots": 1749 to September 1948;
    - "daily-min-temperatures": degrees Celsius in Melbourne, 1981 to 1989; the last day
      of 1984 and that of 1988 are missing;
    - "beijing-pm25": micrograms of fine dust per cubic metre and the weather, each hour
      of 2010 to 2013 (UCI);
    - "sp500-2000": prices of an index of shares and the volume of trade, each day of
      trade from 2000 to April 2017;
    - "eeg-eye-state": 14 channels, 128 rows a second; `class` is "1" where the eyes are
      closed.

    Rows after these are kept back for tests. No licence is stated, except for the EEG
    (ODC-PDDL).

    Args:
        name: str, one of the names above, the keys of `ROLES`.

    Returns:
        dict from column to array `(rows,)`. `time`, if there is one, is datetime64 in
        months, days or hours; `cbwd`, the direction of the wind, and `class`, the state
        of the eyes, are str; the others are float64, NaN where the value is missing.

    Raises:
        OSError: the file was not found, and could not be downloaded.
        ValueError: the downloaded file has changed.

    Example:
    >>> table("airline-passengers")["Passengers"][:3]
    [112., 118., 132.]
    """
    file = f"timeseries/{name}.csv.gz"
    (path,) = find([[file]], partial(prepare, HOMES[name], file))
    columns = read_columns(path)
    columns.pop("No", None)
    times = time_of(columns)
    numbers = {
        column: np.array(cells) if column in TEXTS else numbers_of(cells)
        for column, cells in columns.items()
    }
    return numbers if times is None else {"time": times} | numbers


def seismograms() -> dict[str, np.ndarray]:
    """Return 120 records of earthquakes (PhaseNet, MIT; data of NCEDC).

    Returns:
        dict of arrays: `waveforms`, float32 `(records, 5000, 3)` in counts, 100 steps a
        second, zero in axes that the station does not have; `p_index` and `s_index`,
        int32 `(records,)`, the steps at which both waves arrive; `name` and `channels`,
        str `(records,)`. The P wave always arrives at step 1,000, so move the window at
        random before you train.

    Raises:
        OSError: the file is in no folder of data sets.
    """
    (path,) = find([[SEISMIC]], missing)
    with np.load(path) as stored:
        records = {key: stored[key] for key in stored.files}
    counts = (records.pop("scale") / LARGEST)[:, None]  # (records, 1, 3)
    return records | {"waveforms": records["waveforms"] * counts}


def prepare(home: Home, file: str) -> dict[str, bytes]:
    """Download a table, and return the file with its header and the used rows."""
    lines = download(home.source, file).replace(b"\r\n", b"\n").split(b"\n")
    content = b"".join(line + b"\n" for line in lines[: home.rows + 1])
    what = f"as the SHA-256 of its header and {home.rows} rows"
    received = hashlib.sha256(content).hexdigest()
    check_counts(home.source, what, received, home.sha256)
    return {file: packed(content)}


def missing() -> dict[str, bytes]:
    """Raise OSError: the records were put together from many files."""
    raise OSError(
        f"The records of earthquakes have no public home as one file. Expected "
        f"{SEISMIC} in the folder $SEQKIT_DATA. Give the path of a table of your own "
        "as `data`."
    )


def read_columns(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the cells of a packed CSV file by column."""
    with gzip.open(path, "rt", encoding="utf8", newline="") as file:
        names, *rows = csv.reader(file)
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def time_of(columns: dict[str, tuple[str, ...]]) -> np.ndarray | None:
    """Remove the columns of the time; return it as datetime64 `(rows,)`, or None."""
    for name in DATES:
        if name in columns:
            return np.array(columns.pop(name), "datetime64")
    if PARTS[0] not in columns:
        return None
    parts = zip(*(columns.pop(name) for name in PARTS), strict=True)
    written = [f"{y}-{int(m):02}-{int(d):02}T{int(h):02}" for y, m, d, h in parts]
    return np.array(written, "datetime64[h]")


def numbers_of(cells: tuple[str, ...]) -> np.ndarray:
    """Return cells as float64; "NA" becomes NaN."""
    return np.array([np.nan if cell == "NA" else float(cell) for cell in cells])
