import gzip

import numpy as np
import pytest

from seqkit import Series
from seqkit.series.read_table import as_floats
from seqkit.series.read_table import as_texts
from seqkit.series.read_table import holds_text
from seqkit.series.read_table import read_columns
from seqkit.series.read_table import take_rows

TEXT = "day,sales,wind\n2024-01-01,1.5,NW\n2024-01-02,NA,SE\n2024-01-03,,NW\n"
FILES = {
    "table.csv": TEXT,
    "table.tsv": TEXT.replace(",", "\t"),
    "table.csv.gz": TEXT,
}


def write(folder, name, text=TEXT):
    path = folder / name
    opened = gzip.open if name.endswith(".gz") else open
    with opened(path, "wt") as file:
        file.write(text)
    return path


@pytest.mark.parametrize("name", FILES)
def test_files_give_the_same_codec_as_a_dict(name, tmp_path):
    path = write(tmp_path, name, FILES[name])
    columns = {
        "day": ["2024-01-01", "2024-01-02", "2024-01-03"],
        "sales": [1.5, None, np.nan],
        "wind": ["NW", "SE", "NW"],
    }
    roles = {"target": "sales", "time": "day", "past": "wind", "missing": True}
    codec = Series.from_table(path, **roles)
    assert codec == Series.from_table(columns, **roles)
    np.testing.assert_array_equal(codec.encode(str(path)), codec.encode(columns))


def test_parquet_is_read_by_pandas(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    table = pandas.DataFrame({"y": [1.0, 2.0], "w": ["a", "b"]})
    table.to_parquet(tmp_path / "table.parquet")
    found = read_columns(tmp_path / "table.parquet")
    assert found["y"].tolist() == [1, 2]
    assert found["w"].tolist() == ["a", "b"]


def test_a_file_of_another_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match="Received 'table.xlsx'"):
        read_columns(write(tmp_path, "table.xlsx"))
    with pytest.raises(ValueError, match="no such file"):
        read_columns(tmp_path / "none.csv")
    with pytest.raises(TypeError, match="A table is.*Received 3 of type int"):
        read_columns(3)


def test_pandas_columns_keep_their_numbers_and_texts():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(
        {
            "whole": pandas.array([1, None, 3], "Int64"),
            "truth": [True, False, True],
            "kind": pandas.Categorical(["a", None, "b"]),
            "text": ["x", None, "z"],
            7: [1.0, 2.0, 3.0],
        }
    )
    found = read_columns(table)
    assert list(found) == ["whole", "truth", "kind", "text", "7"]
    np.testing.assert_array_equal(as_floats(found["whole"], ""), [1, np.nan, 3])
    assert as_floats(found["truth"], "").tolist() == [1, 0, 1]
    assert as_texts(found["kind"]) == ["a", None, "b"]
    assert as_texts(found["text"]) == ["x", None, "z"]
    assert holds_text(found["kind"]) and not holds_text(found["truth"])


def test_an_index_of_times_is_the_column_of_times():
    pandas = pytest.importorskip("pandas")
    index = pandas.date_range("2024-01-01", periods=4, freq="D", name="day")
    column = pandas.Series([1.0, 2.0, 3.0, 4.0], index, name="y")
    codec = Series.from_table(column, "y", calendar="weekday")
    assert (codec.time_column, codec.frequency) == ("day", "D")
    assert codec.encode(column)[:, 1].tolist() == [0, 1, 2, 3]
    months = pandas.Series(
        range(3), pandas.period_range("2024-01", periods=3, freq="M")
    )
    codec = Series.from_table(months, "0", calendar="month")
    assert (codec.time_column, codec.frequency) == ("index", "M")
    assert codec.encode_future(months, None, 2).tolist() == [[4], [5]]


def test_two_columns_of_one_name_are_refused():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(ValueError, match="two columns 'a'"):
        read_columns(pandas.DataFrame([[1, 2]], columns=["a", "a"]))


def test_rows_are_taken_in_the_type_of_the_table():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"y": [1, 2, 3]})
    assert take_rows(frame, slice(1, 3)).y.tolist() == [2, 3]
    array = np.arange(3)
    assert np.shares_memory(take_rows(array, slice(0, 2)), array)
    taken = take_rows({"y": [1, 2, 3], "z": array}, np.array([2, 0]))
    assert {name: values.tolist() for name, values in taken.items()} == {
        "y": [3, 1],
        "z": [2, 0],
    }


def test_a_file_of_semicolons_says_how_to_convert_it(tmp_path):
    path = tmp_path / "german.csv"
    path.write_text("day;y\n2024-01-01;2,5\n")
    with pytest.raises(ValueError, match=r"row 1 .*not by semicolons.*sep=\";\""):
        read_columns(path)


def test_names_of_several_columns_in_one_text_are_told_apart():
    table = {"y": [1.0, 2.0], "a": [1, 2], "b c": [1, 2]}
    advice = r"a list, `\['a', 'b c'\]`.*`--known a 'b c'`"
    for name in ("a,b c", "a, b c"):
        with pytest.raises(ValueError, match=advice):
            Series.from_table(table, "y", known=name)
    for roles in ({"known": "a,d"}, {"time": "a,y"}):
        with pytest.raises(ValueError, match=r"The columns are .*'b c'\]\.$"):
            Series.from_table(table, "y", **roles)
