"""Tables of numbers over time, as their public homes would serve them."""

import gzip
import hashlib

import numpy as np
import pytest

from recipes._datasets import time_series
from recipes._datasets.finding import write_whole

HOURS = (
    "No,year,month,day,hour,pm2.5,DEWP,TEMP,PRES,cbwd,Iws,Is,Ir\n"
    "1,2010,1,1,23,NA,-21,-11,1021,NW,1.79,0,0\n"
    "2,2010,1,2,0,129,-16,-4,1020,SE,1.79,0,0\n"
)
MONTHS = '"Month","Sunspots"\n"1749-01",58.0\n"1749-02",62.6\n'
EYES = "AF3,F7,class\n4329.23,4009.23,0\n4324.62,4004.62,1\n"


@pytest.fixture
def given(tmp_path, monkeypatch):
    """Returns a function that writes a file of `$SEQKIT_DATA`."""
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path))
    return lambda file, content: write_whole(tmp_path / "timeseries" / file, content)


def test_parts_of_a_time_become_one_column(given):
    given("beijing-pm25.csv.gz", gzip.compress(HOURS.encode()))
    table = time_series.table("beijing-pm25")
    expected = np.array(["2010-01-01T23", "2010-01-02T00"], "datetime64[h]")
    np.testing.assert_array_equal(table["time"], expected)
    np.testing.assert_array_equal(table["pm2.5"], [np.nan, 129])
    np.testing.assert_array_equal(table["TEMP"], [-11, -4])
    np.testing.assert_array_equal(table["cbwd"], ["NW", "SE"])
    roles = time_series.ROLES["beijing-pm25"]
    assert list(table) == ["time", roles.target, *roles.past]


def test_months_stay_months(given):
    given("monthly-sunspots.csv.gz", gzip.compress(MONTHS.encode()))
    table = time_series.table("monthly-sunspots")
    assert list(table) == ["time", "Sunspots"]
    assert table["time"].dtype == "datetime64[M]"
    assert str(table["time"][1]) == "1749-02"
    np.testing.assert_array_equal(table["Sunspots"], [58, 62.6])


def test_table_without_a_time_has_labels_of_text(given):
    given("eeg-eye-state.csv.gz", gzip.compress(EYES.encode()))
    table = time_series.table("eeg-eye-state")
    assert list(table) == ["AF3", "F7", "class"]
    np.testing.assert_array_equal(table["class"], ["0", "1"])


def test_seismograms_are_counts(given, tmp_path):
    stored = {
        "waveforms": np.array([[[32767, 0, -32767]] * 2], "int16"),
        "scale": np.array([[10, 1, 4]], "float32"),
        "p_index": np.array([1000], "int32"),
    }
    path = given("seismic_phasenet.npz", b"")
    np.savez(path, **stored)
    records = time_series.seismograms()
    assert sorted(records) == ["p_index", "waveforms"]
    assert records["waveforms"].dtype == "float32"
    np.testing.assert_allclose(records["waveforms"], [[[10, 0, -4]] * 2])


def test_download_keeps_the_rows_that_are_used(network, monkeypatch):
    rows = hashlib.sha256(MONTHS.encode()).hexdigest()
    home = time_series.Home("https://home/monthly.csv", 2, rows)
    monkeypatch.setitem(time_series.HOMES, "monthly-sunspots", home)
    later = MONTHS.replace("\n", "\r\n") + '"1749-03",70.0\r\n'
    network[home.source] = later.encode()
    np.testing.assert_array_equal(
        time_series.table("monthly-sunspots")["Sunspots"], [58, 62.6]
    )
    network.clear()
    assert len(time_series.table("monthly-sunspots")["time"]) == 2


def test_changed_download_is_refused(network):
    home = time_series.HOMES["monthly-sunspots"]
    network[home.source] = MONTHS.encode()
    with pytest.raises(ValueError, match="SHA-256 of its header and 2397 rows"):
        time_series.table("monthly-sunspots")


def test_missing_seismograms_say_where_to_put_them(network):
    with pytest.raises(OSError, match="Expected timeseries/seismic_phasenet.npz in"):
        time_series.seismograms()


@pytest.mark.dataset
@pytest.mark.parametrize("name", time_series.HOMES)
def test_real_tables_are_what_the_download_would_be(name, real_data, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(real_data))
    path = real_data / "timeseries" / f"{name}.csv.gz"
    home, roles = time_series.HOMES[name], time_series.ROLES[name]
    content = gzip.decompress(path.read_bytes())
    assert hashlib.sha256(content).hexdigest() == home.sha256
    table = time_series.table(name)
    assert {len(column) for column in table.values()} == {home.rows}
    assert {roles.target, *roles.past} <= set(table)
    if "time" in table:
        assert (np.diff(table["time"]).astype(int) > 0).all()


@pytest.mark.dataset
def test_real_seismograms_start_with_p(real_data, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(real_data))
    records = time_series.seismograms()
    assert records["waveforms"].shape == (120, 5000, 3)
    assert set(records["p_index"]) == {1000}
    assert (records["s_index"] > 1000).all()
