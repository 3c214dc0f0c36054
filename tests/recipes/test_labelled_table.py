import gzip

import numpy as np
import pytest

from recipes import _labelled_table


@pytest.fixture
def file(tmp_path):
    """Writes lines to a file, and gives its path."""

    def write(*lines, name="table.csv"):
        content = ("\n".join(lines) + "\n").encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return str(path)

    return write


LINES = ["time,heat, wind,state", "1,20.5,3,on", "2,NA,4, off", "2,,5,on"]


@pytest.mark.parametrize("name", ["table.csv", "table.csv.gz", "table.tsv"])
def test_numbers_and_labels_are_read_in_order(file, name):
    tabs = [line.replace(",", "\t") for line in LINES]
    path = file(*(tabs if "tsv" in name else LINES), name=name)
    values, labels = _labelled_table.read(path, "state", "time")
    assert values.dtype == "float32" and labels == ["on", "off", "on"]
    np.testing.assert_array_equal(values, [[20.5, 3], [np.nan, 4], [np.nan, 5]])
    values, _ = _labelled_table.read(path, "state", None)
    assert values[:, 0].tolist() == [1, 2, 2]


def test_bad_tables_are_named(file):
    dates = ["time,x,state", "2020-01-02,1,a", "2020-01-01,2,b"]
    cases = [
        (LINES, None, None, "`label` names the column of labels.*Give `label='state'`"),
        (
            LINES,
            "class",
            None,
            r"columns of .* are \['time', 'heat', 'wind', 'state'\]",
        ),
        (LINES, "state", "date", "time='date'"),
        (LINES, "heat", None, "has a label. Received none in row 2"),
        (["x,wind,state", "1,NW,a"], "state", None, "'NW' in the column 'wind'"),
        (["x,state", "1,a,b"], "state", None, "Each row has 2 cells"),
        (["x,state"], "state", None, "Received 0 rows"),
        (dates, "state", "time", "'2020-01-01' after '2020-01-02' in row 1.*Sort"),
        (["time,x,state", "10,1,a", "9,2,b"], "state", "time", "'9' after '10'"),
    ]
    for place, (lines, label, time, message) in enumerate(cases):
        path = file(*lines, name=f"{place}.csv")
        with pytest.raises(ValueError, match=message):
            _labelled_table.read(path, label, time)


def steps_of(part):
    return [step for values, _ in part for step in values[:, 0]]


def table(rows):
    values = np.stack([np.arange(rows), np.zeros(rows)], axis=1).astype("float32")
    return values, ["even", "odd"] * (rows // 2)


def test_the_last_part_is_the_test_and_no_window_crosses_a_cut(monkeypatch):
    monkeypatch.setattr(_labelled_table, "clipped", lambda parts: parts)
    parts = _labelled_table.three_parts(table(100), [None] * 3, None, None, 8)
    train, validation, test = map(steps_of, parts)
    assert validation == [*range(60, 80)] and test == [*range(80, 100)]
    assert {*train} == {*range(60)}
    for part in parts:
        for values, labels in part:
            assert len(values) == len(labels) <= 8
            assert (np.diff(values[:, 0]) == 1).all()
            assert labels == [["even", "odd"][int(step) % 2] for step in values[:, 0]]
    starts = [values[0, 0] for values, _ in parts[0]]
    assert starts[:3] == [0, 2, 4]


def test_files_of_their_own_replace_parts(file, monkeypatch):
    monkeypatch.setattr(_labelled_table, "clipped", lambda parts: parts)
    lines = [f"{step},0,even" for step in range(60)]
    other = file("a,b,state", *lines)
    parts = _labelled_table.three_parts(
        table(100), [None, None, other], "state", None, 8
    )
    train, validation, test = map(steps_of, parts)
    assert max(train) == 79 and len(validation) == 20 and len(test) == 60
    wrong = file("a,state", "1,even", name="wrong.csv")
    with pytest.raises(ValueError, match="Received 1 and 2 columns"):
        _labelled_table.three_parts(table(100), [None, wrong, None], "state", None, 8)
    with pytest.raises(ValueError, match="at least 50 rows and two labels"):
        _labelled_table.three_parts(table(40), [None] * 3, None, None, 8)


def test_values_are_clipped_to_quantiles_of_the_training_part():
    random = np.random.default_rng(0)
    train, test = random.normal(size=(1000, 2)), np.array([[700_000.0, 0], [0, -90]])
    train[5, 0], train[6, 0] = np.nan, 99.0
    (made, _), (other, _) = _labelled_table.clipped([(train, []), (test, [])])
    low, high = np.nanpercentile(train, [0.5, 99.5], axis=0)
    low, high = 2 * low - high, 2 * high - low
    np.testing.assert_allclose(other, [[high[0], 0], [0, low[1]]])
    assert np.isnan(made[5, 0]) and np.nanmax(made[:, 0]) == high[0]
